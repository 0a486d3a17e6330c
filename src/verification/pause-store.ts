/** Rows of pauses, and the time that they give back. */
import type { Db } from '../db/db.js'
import { open } from './states.js'

export type Pause = { id: string; since: Date; reason: string; startedBy: string; endedAt: Date | null; endedBy: string | null }

/** The newest first. */
export async function listPauses(db: Db): Promise<Pause[]> {
  const { rows } = await db.query<Pause>(
    `select p.id, p.since, p.reason, s.name as "startedBy", p.ended_at as "endedAt", e.name as "endedBy"
     from verification_pause p join staff s on s.id = p.started_by left join staff e on e.id = p.ended_by order by p.since desc limit 20`,
    [],
  )
  return rows
}

/** Undefined where one is on already. */
export async function insertPause(db: Db, staffId: string, reason: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `insert into verification_pause (started_by, reason) values ($1, $2) on conflict do nothing returning id`,
    [staffId, reason],
  )
  return rows[0]?.id
}

/** False where it has ended already. */
export async function endPause(db: Db, id: string, staffId: string): Promise<boolean> {
  const { rowCount } = await db.query(`update verification_pause set ended_at = now(), ended_by = $2 where id = $1 and ended_at is null`, [
    id,
    staffId,
  ])
  return rowCount === 1
}

/** Gives every open slip the time of the pause, or as much of it as the slip was there. Returns how many. */
export async function giveTimeBack(db: Db, pauseId: string): Promise<number> {
  const { rowCount } = await db.query(
    `update verification v set expires_at = v.expires_at + (p.ended_at - greatest(p.since, v.created_at))
     from verification_pause p where p.id = $1 and v.status = any($2) and v.expires_at > p.since`,
    [pauseId, open],
  )
  return rowCount ?? 0
}
