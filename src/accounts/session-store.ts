/** Whose session it is, and ending sessions. */
import type { Citizen, Role, Staff } from '../access/actor.js'
import type { Db } from '../db/db.js'

export async function findCitizenActor(db: Db, id: string): Promise<Citizen | undefined> {
  const { rows } = await db.query<Omit<Citizen, 'kind'>>(
    `select id, username, first_name as "firstName", surname, email, language, level, wants_level_b as "wantsLevelB"
     from citizen where id = $1 and status = 'active'`,
    [id],
  )
  return rows[0] && { kind: 'citizen', ...rows[0] }
}

export async function findStaffActor(db: Db, id: string): Promise<Staff | undefined> {
  const { rows } = await db.query<{ id: string; username: string; name: string; roles: Role[]; departments: string[] }>(
    `select id, username, name, roles, departments from staff
     where id = $1 and status = 'active' and (last_day is null or last_day >= (now() at time zone 'Europe/Athens')::date)`,
    [id],
  )
  return rows[0] && { kind: 'staff', ...rows[0] }
}

/** Ends sessions at once: all of a person's, or all but the one named. Returns how many. */
export async function endSessions(db: Db, owner: { citizenId?: string; staffId?: string }, exceptSid = ''): Promise<number> {
  const { rowCount } = await db.query(`delete from session where (citizen_id = $1 or staff_id = $2) and sid <> $3`, [
    owner.citizenId ?? null,
    owner.staffId ?? null,
    exceptSid,
  ])
  return rowCount ?? 0
}

/** Lets the newest `most` sessions live; the oldest ends. */
export async function endOldestSessions(db: Db, owner: { citizenId?: string; staffId?: string }, most: number): Promise<void> {
  await db.query(
    `delete from session where (citizen_id = $1 or staff_id = $2) and sid not in (
       select sid from session where citizen_id = $1 or staff_id = $2 order by created_at desc limit $3)`,
    [owner.citizenId ?? null, owner.staffId ?? null, most],
  )
}
