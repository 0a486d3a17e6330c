import type { Db } from '../db/db.js'

export type Cause = 'suspicion' | 'duplicate' | 'tries' | 'objection'
export type NewCase = { citizenId: string; verificationId?: string; cause: Cause }

export type CaseRow = {
  id: string
  citizenId: string
  verificationId: string | null
  cause: Cause
  version: number
  openedAt: Date
  closedAt: Date | null
  closedBy: string | null
  outcome: string | null
  note: string | null
}

export async function insertCase(db: Db, { citizenId, verificationId, cause }: NewCase): Promise<void> {
  await db.query(`insert into supervision (citizen_id, verification_id, cause) values ($1, $2, $3) on conflict do nothing`, [
    citizenId,
    verificationId ?? null,
    cause,
  ])
}

export async function findCase(db: Db, id: string): Promise<CaseRow | undefined> {
  const { rows } = await db.query<CaseRow>(
    `select p.id, p.citizen_id as "citizenId", p.verification_id as "verificationId", p.cause, p.version, p.opened_at as "openedAt",
       p.closed_at as "closedAt", s.name as "closedBy", p.outcome, p.note
     from supervision p left join staff s on s.id = p.closed_by where p.id = $1`,
    [id],
  )
  return rows[0]
}

/** The open ones, the oldest first; or those closed last. */
export async function listCases(db: Db, open: boolean, most: number): Promise<CaseRow[]> {
  const { rows } = await db.query<CaseRow>(
    `select p.id, p.citizen_id as "citizenId", p.verification_id as "verificationId", p.cause, p.version, p.opened_at as "openedAt",
       p.closed_at as "closedAt", s.name as "closedBy", p.outcome, p.note
     from supervision p left join staff s on s.id = p.closed_by
     where (p.closed_at is null) = $1
     order by case when $1 then p.opened_at end, p.closed_at desc limit $2`,
    [open, most],
  )
  return rows
}

type Closing = { version: number; staffId: string; outcome: string; note: string | null }

/** Of two supervisors one closes it. */
export async function closeCase(db: Db, id: string, { version, staffId, outcome, note }: Closing): Promise<boolean> {
  const { rowCount } = await db.query(
    `update supervision set closed_at = now(), closed_by = $3, outcome = $4, note = $5, version = version + 1
     where id = $1 and version = $2 and closed_at is null`,
    [id, version, staffId, outcome, note],
  )
  return rowCount === 1
}
