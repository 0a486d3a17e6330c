import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'
import { kept } from '../retention.js'

/** `draftId` or `requestId`: one of the two. */
export type Place = { citizenId: string | null; draftId: string | null; requestId: string | null; field: string }
export type Content = { type: 'pdf' | 'jpeg'; pages: number | null; content: Uint8Array }
export type AttachmentInfo = { id: string; field: string; type: 'pdf' | 'jpeg'; pages: number | null; bytes: number; number: number }

/** Of two files at once both may not be the last one that fits: whoever adds waits here for their own. */
export async function lockOwner(db: Db, citizenId: string): Promise<void> {
  await db.query('select 1 from citizen where id = $1 for update', [citizenId])
}

/** The same where nobody has an account. */
export async function lockRequest(db: Db, requestId: string): Promise<void> {
  await db.query('select 1 from service_request where id = $1 for update', [requestId])
}

export type Room = { ofPaper: number; inAll: number; bytes: number }

/** How much is there already: of this paper, of this draft or request, and of the account. `undefined`: it is not theirs. */
export async function findRoom(db: Db, { citizenId, draftId, requestId, field }: Place): Promise<Room | undefined> {
  const { rows } = await db.query<Room>(
    `select (select count(*) from attachment where (draft_id = $2 or request_id = $3) and field = $4)::int as "ofPaper",
            (select count(*) from attachment where draft_id = $2 or request_id = $3)::int as "inAll",
            (select coalesce(sum(bytes), 0) from attachment where citizen_id = $1)::float8 as bytes
     where exists (select from draft where id = $2 and citizen_id = $1)
        or exists (select from service_request where id = $3 and citizen_id is not distinct from $1)`,
    [citizenId, draftId, requestId, field],
  )
  return rows[0]
}

export async function insertAttachment(db: Db, place: Place, { type, pages, content }: Content): Promise<AttachmentInfo> {
  const { rows } = await db.query<AttachmentInfo>(
    `insert into attachment (citizen_id, draft_id, request_id, field, position, type, pages, bytes, content)
     values ($1, $2, $3, $4,
       (select 1 + coalesce(max(position), 0) from attachment where (draft_id = $2 or request_id = $3) and field = $4), $5, $6, $7, $8)
     returning id, field, type, pages, bytes, position as number`,
    [place.citizenId, place.draftId, place.requestId, place.field, type, pages, content.length, content],
  )
  return rows[0] as AttachmentInfo
}

export async function listOfDraft(db: Db, draftId: string): Promise<AttachmentInfo[]> {
  const { rows } = await db.query<AttachmentInfo>(
    `select id, field, type, pages, bytes, position as number from attachment where draft_id = $1 order by field, position`,
    [draftId],
  )
  return rows
}

export async function listOfRequest(db: Db, requestId: string): Promise<AttachmentInfo[]> {
  const { rows } = await db.query<AttachmentInfo>(
    `select id, field, type, pages, bytes, position as number from attachment where request_id = $1 order by field, position`,
    [requestId],
  )
  return rows
}

/** Of a draft alone: what was sent stays. Returns whether there was one. */
export async function removeFromDraft(db: Db, citizenId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'delete from attachment a using draft d where a.id = $1 and d.id = a.draft_id and d.citizen_id = $2',
    [id, citizenId],
  )
  return rowCount === 1
}

/** `title`: of a request's paper; of a draft's only the service is known. */
export type Kept = {
  content: Buffer
  type: 'pdf' | 'jpeg'
  field: string
  number: number
  title: Bilingual | null
  service: string | null
}

/** Of one's own draft or request; somebody else's is not found. */
export async function readOwn(db: Db, citizenId: string, id: string): Promise<Kept | undefined> {
  const { rows } = await db.query<Kept>(
    `select a.content, a.type, a.field, a.position as number, p.title, coalesce(d.service, r.service) as service
     from attachment a
     left join draft d on d.id = a.draft_id
     left join service_request r on r.id = a.request_id
     left join request_paper p on p.request_id = a.request_id and p.field = a.field
     where a.id = $1 and coalesce(d.citizen_id, r.citizen_id) = $2`,
    [id, citizenId],
  )
  return rows[0]
}

export type KeptAtDesk = Kept & { requestId: string; citizenId: string | null }

/** Of a request in one of these departments. */
export async function readAtDesk(db: Db, departments: string[], id: string): Promise<KeptAtDesk | undefined> {
  const { rows } = await db.query<KeptAtDesk>(
    `select a.content, a.type, a.field, a.position as number, p.title, r.service, r.id as "requestId", r.citizen_id as "citizenId"
     from attachment a
     join service_request r on r.id = a.request_id
     left join request_paper p on p.request_id = r.id and p.field = a.field
     where a.id = $1 and r.department = any($2)`,
    [id, departments],
  )
  return rows[0]
}

export async function deleteOldAttachments(db: Db): Promise<void> {
  await db.query(
    'delete from attachment a using service_request r where r.id = a.request_id and r.closed_at < now() - make_interval(years => $1)',
    [kept.attachmentYears],
  )
}
