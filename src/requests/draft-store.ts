import type { Db } from '../db/db.js'
import type { Answers } from './kind.js'

export type UnsentDraft = { service: string; answers: Answers; submissionKey: string }
/** `id` is null for a visitor's, which has no row. */
export type Draft = UnsentDraft & { id: string | null; updatedAt?: Date }

/** Keeps what was written before signing in with the account; a newer text for the same service takes the older one's place. */
export async function upsertDraft(db: Db, citizenId: string, draft: UnsentDraft): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into draft (citizen_id, service, answers, submission_key) values ($1, $2, $3, $4)
     on conflict (citizen_id, service) do update
     set answers = excluded.answers, submission_key = excluded.submission_key, updated_at = now()
     returning id`,
    [citizenId, draft.service, draft.answers, draft.submissionKey],
  )
  return (rows[0] as { id: string }).id
}

export async function findDraft(db: Db, citizenId: string, service: string): Promise<Draft | undefined> {
  const { rows } = await db.query<Draft>(
    `select id, service, answers, submission_key as "submissionKey", updated_at as "updatedAt"
     from draft where citizen_id = $1 and service = $2`,
    [citizenId, service],
  )
  return rows[0]
}

export async function listDrafts(db: Db, citizenId: string): Promise<Draft[]> {
  const { rows } = await db.query<Draft>(
    `select id, service, answers, submission_key as "submissionKey", updated_at as "updatedAt"
     from draft where citizen_id = $1 order by updated_at desc`,
    [citizenId],
  )
  return rows
}

/** Returns whether there was one. */
export async function deleteDraft(db: Db, citizenId: string, service: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from draft where citizen_id = $1 and service = $2', [citizenId, service])
  return rowCount === 1
}
