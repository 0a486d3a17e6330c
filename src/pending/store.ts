import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'

/** A request that cannot go on without its owner. `owed`: papers that are missing. */
export type WaitingRequest = {
  number: string
  kind: string
  title: Bilingual
  status: string
  owed: { field: string; title: Bilingual }[]
  corrects: boolean
  since: Date
}

/** Longest waiting first. */
export async function listWaitingRequests(db: Db, citizenId: string): Promise<WaitingRequest[]> {
  const { rows } = await db.query<WaitingRequest>(
    `select r.number, r.kind, f.title, r.status, r.changed_at as since,
       coalesce((select jsonb_agg(jsonb_build_object('field', p.field, 'title', p.title) order by p.position)
         from request_paper p where p.request_id = r.id and p.state = 'owed'), '[]') as owed,
       exists (select from answer_correction c where c.request_id = r.id and c.answered_at is null) as corrects
     from service_request r
     join service_form f on f.service = r.service and f.version = r.service_version
     where r.citizen_id = $1 and r.closed_at is null
       and (r.status in ('needs_info', 'ready', 'returned') or exists (select from request_paper p where p.request_id = r.id and p.state = 'owed'))
     order by r.changed_at, r.id`,
    [citizenId],
  )
  return rows
}

/** True where an e-mail of ours came back lately: the address may be wrong. */
export async function hasFailedLetters(db: Db, citizenId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from letter where citizen_id = $1 and status = 'failed' and created_at > now() - interval '30 days' limit 1`,
    [citizenId],
  )
  return rowCount === 1
}

/** How many things the list has, asked in one go for pages that only say how many. A test holds the two together. */
export async function countPending(db: Db, citizenId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select (
       (select count(*) from service_request r where r.citizen_id = $1 and r.closed_at is null
          and (r.status in ('needs_info', 'ready', 'returned') or exists (select from request_paper p where p.request_id = r.id and p.state = 'owed')))
       + (select count(*) from draft where citizen_id = $1)
       + (select count(*) from verification where citizen_id = $1 and expires_at > verification_clock()
            and status in ('ready', 'differs', 'paper_missing', 'binding_awaited'))
       + (select count(*) from citizen c where c.id = $1 and c.level = 'B' and c.revoked_at is null and c.suspended_for is null
            and exists (select from claim_standing s where s.citizen_id = c.id
              and (not s.counts or s.ends_on <= (now() at time zone 'Europe/Athens')::date + 60)))
       + (select count(*) from (select from letter where citizen_id = $1 and status = 'failed' and created_at > now() - interval '30 days' limit 1) l)
     )::int as count`,
    [citizenId],
  )
  return rows[0]?.count ?? 0
}
