/** Who a session belongs to, asked of the database each time, so that rights and suspensions count at once. */
import type { Request } from 'express'
import { type Actor, type Citizen, type Role, type Staff, visitor } from '../access/actor.js'
import type { Db } from '../db/db.js'
import type { Portal } from '../portal.js'

export async function actorOfSession({ pool }: Portal, req: Request): Promise<Actor> {
  const { citizenId, staffId } = req.session
  if (citizenId) return (await findCitizenActor(pool, citizenId)) ?? visitor
  if (staffId) return (await findStaffActor(pool, staffId)) ?? visitor
  return visitor
}

async function findCitizenActor(db: Db, id: string): Promise<Citizen | undefined> {
  const { rows } = await db.query<Omit<Citizen, 'kind'>>(
    `select id, username, first_name as "firstName", surname, email, language, level, wants_level_b as "wantsLevelB"
     from citizen where id = $1 and status = 'active'`,
    [id],
  )
  return rows[0] && { kind: 'citizen', ...rows[0] }
}

async function findStaffActor(db: Db, id: string): Promise<Staff | undefined> {
  const { rows } = await db.query<{ id: string; username: string; name: string; roles: Role[]; departments: string[] }>(
    `select id, username, name, roles, departments from staff
     where id = $1 and status = 'active' and (last_day is null or last_day >= (now() at time zone 'Europe/Athens')::date)`,
    [id],
  )
  return rows[0] && { kind: 'staff', ...rows[0] }
}

/** Ends sessions at once: all of a person's, or all but the one named. Returns how many. */
export async function endSessions(db: Db, owner: { citizenId?: string; staffId?: string }, exceptSid = ''): Promise<number> {
  const { rowCount } = await db.query(
    `delete from session where (citizen_id = $1 or staff_id = $2) and sid <> $3`,
    [owner.citizenId ?? null, owner.staffId ?? null, exceptSid],
  )
  return rowCount ?? 0
}

/** Lets the newest `most` sessions live; the oldest ends. */
export async function endOldestSessions(db: Db, owner: { citizenId?: string; staffId?: string }, most: number): Promise<void> {
  await db.query(
    `delete from session where sid in (
       select sid from session where citizen_id = $1 or staff_id = $2 order by created_at desc offset $3)`,
    [owner.citizenId ?? null, owner.staffId ?? null, most],
  )
}
