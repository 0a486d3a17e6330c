/** Parcels as rows: those of one request, and what happens to each. */
import type { Db } from '../db/db.js'
import type { Address } from './delivery.js'

export type ParcelStatus = 'waiting' | 'printed' | 'posted' | 'delivered' | 'returned' | 'missing' | 'cancelled'

export type Parcel = Address & {
  id: string
  attempt: number
  status: ParcelStatus
  recipient: string
  /** The municipality pays the postage. */
  free: boolean
  /** It failed by the municipality's mistake. */
  erred: boolean
  /** UPU S10. */
  tracking: string | null
  printedAt: Date | null
  postedAt: Date | null
  endedAt: Date | null
  /** Why it came back: one of `reasons`. */
  note: string | null
  version: number
  /** The first day on which the recipient may say that it did not arrive: ISO. */
  overdueOn: string | null
}

/** To the end of the transaction, so that nobody prints what its owner is changing. */
export async function lockParcels(db: Db, requestId: string): Promise<void> {
  await db.query('select 1 from parcel where request_id = $1 order by id for update', [requestId])
}

/** All attempts of a request, the first one first. `days`: after how many it counts as not arrived. */
export async function listParcels(db: Db, requestId: string, days: number): Promise<Parcel[]> {
  const { rows } = await db.query<Parcel>(
    `select id, attempt, status, recipient, street, street_number as "streetNumber", postal_code as "postalCode", area, free, erred, tracking,
            printed_at as "printedAt", posted_at as "postedAt", ended_at as "endedAt", note, version,
            ((posted_at at time zone 'Europe/Athens')::date + $2::int)::text as "overdueOn"
     from parcel where request_id = $1 order by attempt`,
    [requestId, days],
  )
  return rows
}

export type OwnRequest = {
  id: string
  number: string
  kind: string
  status: string
  version: number
  delivery: 'post' | 'collect' | null
  closed: boolean
}

/** Somebody else's request is not found. Locked to the end of the transaction, before its parcels, as all do who change both. */
export async function holdOwnRequest(db: Db, citizenId: string, number: string): Promise<OwnRequest | undefined> {
  const { rows } = await db.query<OwnRequest>(
    `select id, number, kind, status, version, delivery, closed_at is not null as closed
     from service_request where citizen_id = $1 and number = $2 for no key update`,
    [citizenId, number],
  )
  return rows[0]
}

export async function findStanding(db: Db, requestId: string): Promise<OwnRequest | undefined> {
  const { rows } = await db.query<OwnRequest>(
    'select id, number, kind, status, version, delivery, closed_at is not null as closed from service_request where id = $1',
    [requestId],
  )
  return rows[0]
}

/** Until it is printed. Returns whether it could be. */
export async function updateAddress(db: Db, id: string, version: number, to: Address): Promise<boolean> {
  const { rowCount } = await db.query(
    `update parcel set street = $3, street_number = $4, postal_code = $5, area = $6, version = version + 1
     where id = $1 and version = $2 and status = 'waiting'`,
    [id, version, to.street, to.streetNumber, to.postalCode, to.area],
  )
  return rowCount === 1
}

/** The next attempt, to the same person; free where an earlier one failed by the municipality's mistake and none was free yet. */
export async function insertNextParcel(db: Db, requestId: string, to: Address): Promise<void> {
  await db.query(
    `insert into parcel (request_id, attempt, recipient, street, street_number, postal_code, area, free)
     select request_id, attempt + 1, recipient, $2, $3, $4, $5,
            exists (select from parcel e where e.request_id = $1 and e.erred)
              and not exists (select from parcel f where f.request_id = $1 and f.free)
     from parcel where request_id = $1 order by attempt desc limit 1`,
    [requestId, to.street, to.streetNumber, to.postalCode, to.area],
  )
}

/** Fetched from the desk instead. A parcel that was printed lies in its envelope: it stays. */
export async function updateToCollect(db: Db, requestId: string): Promise<void> {
  await db.query(
    `with gone as (update parcel set status = 'cancelled', ended_at = now(), version = version + 1 where request_id = $1 and status = 'waiting')
     update service_request set delivery = 'collect' where id = $1`,
    [requestId],
  )
}

/** Before it is decided the switch is no move: the version tells an older page. */
export async function countUp(db: Db, requestId: string, version: number): Promise<boolean> {
  const { rowCount } = await db.query(
    'update service_request set version = version + 1, changed_at = now() where id = $1 and version = $2 and closed_at is null',
    [requestId, version],
  )
  return rowCount === 1
}

/** The end of what was posted. Returns whether it was on its way. */
export async function updateToEnded(
  db: Db,
  id: string,
  status: 'delivered' | 'returned' | 'missing',
  more: { note?: string; erred?: boolean } = {},
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update parcel set status = $2, ended_at = now(), note = $3, erred = $4, version = version + 1 where id = $1 and status = 'posted'`,
    [id, status, more.note ?? null, more.erred ?? false],
  )
  return rowCount === 1
}

/** Of what failed; the attempt that waits already becomes free at once. Returns whether it was marked: once a request. */
export async function updateErred(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `with failed as (
       update parcel p set erred = true
       where p.id = $1 and p.status in ('returned', 'missing')
         and not exists (select from parcel e where e.request_id = p.request_id and e.erred)
       returning request_id),
     next as (update parcel n set free = true from failed f where n.request_id = f.request_id and n.status in ('waiting', 'printed'))
     select from failed`,
    [id],
  )
  return rowCount === 1
}

export type Presumed = { id: string; requestId: string; kind: string; version: number }

/** Posted so long ago, and nobody has said a word since. */
export async function listPresumed(db: Db, days: number, most: number): Promise<Presumed[]> {
  const { rows } = await db.query<Presumed>(
    `select p.id, r.id as "requestId", r.kind, r.version
     from parcel p join service_request r on r.id = p.request_id
     where p.status = 'posted' and r.status = 'posted' and p.posted_at < now() - make_interval(days => $1)
     order by p.posted_at limit $2`,
    [days, most],
  )
  return rows
}

/** Names and addresses go with whose the request was. */
export async function deleteOldParcels(db: Db, years: number): Promise<void> {
  await db.query(
    'delete from parcel p using service_request r where r.id = p.request_id and r.closed_at < now() - make_interval(years => $1)',
    [years],
  )
}
