/** The post room's shelves and batches, of the clerk's departments. */
import type { Db } from '../db/db.js'
import type { Bilingual, Language } from '../i18n/index.js'
import type { Address } from './delivery.js'
import type { ParcelStatus } from './store.js'

export const shelves = ['waiting', 'printed', 'posted', 'returned'] as const
export type Shelf = (typeof shelves)[number]

export type RoomParcel = Address & {
  id: string
  status: ParcelStatus
  attempt: number
  recipient: string
  free: boolean
  erred: boolean
  tracking: string | null
  note: string | null
  /** When it came onto its shelf. */
  at: Date
  batchId: string | null
  request: {
    id: string
    number: string
    kind: string
    status: string
    version: number
    department: string
    citizenId: string | null
    language: Language
    title: Bilingual
    protocol: { number: number; on: string } | null
  }
}

type Ask = { departments: string[]; shelf: Exclude<Shelf, 'printed'>; after: { at: string; id: string } | undefined; most: number }

/** One shelf, the longest there first, continuing after the last row seen. Only the last attempt of a request. */
export async function listShelf(db: Db, { departments, shelf, after, most }: Ask): Promise<RoomParcel[]> {
  const { rows } = await db.query<RoomParcel>(
    `select id, status, attempt, recipient, street, street_number as "streetNumber", postal_code as "postalCode", area, free, erred, tracking, note,
            batch_id as "batchId", at, request
     from room_parcel
     where department = any($1) and delivery = 'post' and is_last
       and case $2::text
             when 'waiting' then status = 'waiting' and request_status = 'approved'
             when 'posted' then status = 'posted' and request_status = 'posted'
             else status in ('returned', 'missing') and request_status = 'returned'
           end
       and (at, id) > ($3::timestamptz, $4::uuid)
     order by at, id
     limit $5`,
    [departments, shelf, after?.at ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', most],
  )
  return rows
}

export async function countShelves(db: Db, departments: string[]): Promise<Record<Shelf, number>> {
  const { rows } = await db.query<Record<Shelf, number>>(
    `select count(*) filter (where status = 'waiting' and request_status = 'approved')::int as waiting,
            count(*) filter (where status = 'printed' and request_status = 'approved')::int as printed,
            count(*) filter (where status = 'posted' and request_status = 'posted')::int as posted,
            count(*) filter (where status in ('returned', 'missing') and request_status = 'returned')::int as returned
     from room_parcel where department = any($1) and delivery = 'post' and is_last`,
    [departments],
  )
  return rows[0] as Record<Shelf, number>
}

/** A parcel of these departments; any other is not found. */
export async function findRoomParcel(db: Db, departments: string[], id: string): Promise<RoomParcel | undefined> {
  const { rows } = await db.query<RoomParcel>(
    `select id, status, attempt, recipient, street, street_number as "streetNumber", postal_code as "postalCode", area, free, erred, tracking, note,
            batch_id as "batchId", at, request
     from room_parcel where department = any($1) and id = $2`,
    [departments, id],
  )
  return rows[0]
}

/** Before its parcel, as all do who change both. */
export async function lockRequestOf(db: Db, parcelId: string): Promise<void> {
  await db.query('select 1 from service_request r join parcel p on p.request_id = r.id where p.id = $1 for no key update of r', [parcelId])
}

export async function findByTracking(db: Db, departments: string[], tracking: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    'select p.id from parcel p join service_request r on r.id = p.request_id where p.tracking = $2 and r.department = any($1)',
    [departments, tracking],
  )
  return rows[0]?.id
}

export async function insertBatch(db: Db, staffId: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>('insert into parcel_batch (printed_by) values ($1) returning id', [staffId])
  return (rows[0] as { id: string }).id
}

/** Freezes the addresses of those that still wait. Returns whose they are. */
export async function updateToPrinted(
  db: Db,
  departments: string[],
  ids: string[],
  batchId: string,
): Promise<{ requestId: string; citizenId: string | null }[]> {
  const { rows } = await db.query<{ requestId: string; citizenId: string | null }>(
    `with free as (
       select p.id, r.citizen_id from parcel p join service_request r on r.id = p.request_id
       where p.id = any($2) and p.status = 'waiting' and r.status = 'approved' and r.delivery = 'post' and r.department = any($1)
       order by p.id for update of p)
     update parcel p set status = 'printed', printed_at = now(), batch_id = $3, version = version + 1
     from free f where p.id = f.id
     returning p.request_id as "requestId", f.citizen_id as "citizenId"`,
    [departments, ids, batchId],
  )
  return rows
}

export type Batch = { id: string; printedById: string; printedBy: string; printedAt: Date; waiting: number }

export async function findBatch(db: Db, id: string): Promise<Omit<Batch, 'waiting'> | undefined> {
  const { rows } = await db.query<Omit<Batch, 'waiting'>>(
    `select b.id, b.printed_by as "printedById", s.name as "printedBy", b.printed_at as "printedAt"
     from parcel_batch b join staff s on s.id = b.printed_by where b.id = $1`,
    [id],
  )
  return rows[0]
}

/** The batch in which these parcels were printed, if it is one and the same. */
export async function findBatchOf(db: Db, departments: string[], ids: string[]): Promise<Batch | undefined> {
  const { rows } = await db.query<Batch>(
    `select b.id, b.printed_by as "printedById", s.name as "printedBy", b.printed_at as "printedAt", count(*)::int as waiting
     from parcel p
     join service_request r on r.id = p.request_id
     join parcel_batch b on b.id = p.batch_id
     join staff s on s.id = b.printed_by
     where p.id = any($2) and r.department = any($1)
     group by b.id, s.name order by waiting desc limit 1`,
    [departments, ids],
  )
  return rows[0]
}

/** Those with something that waits for its number, the oldest first. */
export async function listBatches(db: Db, departments: string[], most: number): Promise<Batch[]> {
  const { rows } = await db.query<Batch>(
    `select b.id, b.printed_by as "printedById", s.name as "printedBy", b.printed_at as "printedAt", count(*)::int as waiting
     from parcel p
     join service_request r on r.id = p.request_id
     join parcel_batch b on b.id = p.batch_id
     join staff s on s.id = b.printed_by
     where p.status = 'printed' and r.status = 'approved' and r.department = any($1)
     group by b.id, s.name order by b.printed_at, b.id limit $2`,
    [departments, most],
  )
  return rows
}

/** All of a batch, in the order in which it is printed. */
export async function listBatchParcels(db: Db, departments: string[], batchId: string): Promise<RoomParcel[]> {
  const { rows } = await db.query<RoomParcel>(
    `select id, status, attempt, recipient, street, street_number as "streetNumber", postal_code as "postalCode", area, free, erred, tracking, note,
            batch_id as "batchId", at, request
     from room_parcel where department = any($1) and batch_id = $2
     order by recipient, id`,
    [departments, batchId],
  )
  return rows
}

/** Nothing where it is no longer printed, or another parcel has this number. */
export async function updateToPosted(db: Db, id: string, tracking: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update parcel p set status = 'posted', tracking = $2, posted_at = now(), version = version + 1
     where p.id = $1 and p.status = 'printed' and not exists (select from parcel o where o.tracking = $2)`,
    [id, tracking],
  )
  return rowCount === 1
}

export async function isTrackingUsed(db: Db, tracking: string): Promise<boolean> {
  const { rowCount } = await db.query('select from parcel where tracking = $1', [tracking])
  return rowCount !== 0
}
