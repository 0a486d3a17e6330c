/** Rows of the staff as an administrator sees and changes them. */
import type { Role } from '../access/actor.js'
import type { Db } from '../db/db.js'
import type { StaffAccount, StaffStatus } from './staff-store.js'

/** Until the transaction ends, no other change of the staff: of two administrators who end each other's rights one is first. */
export async function lockStaff(db: Db): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtext('staff'))`, [])
}

/** Whether somebody else could sign in today and manage the staff. */
export async function hasOtherAdministrator(db: Db, id: string): Promise<boolean> {
  const { rows } = await db.query<{ other: boolean }>(
    `select exists (select from staff where 'administrator' = any(roles) and status = 'active' and id <> $1
       and (last_day is null or last_day >= (now() at time zone 'Europe/Athens')::date)) as other`,
    [id],
  )
  return rows[0]?.other ?? false
}

export type Details = Pick<StaffAccount, 'email' | 'name' | 'roles' | 'departments' | 'lastDay'>

export async function updateDetails(db: Db, id: string, { email, name, roles, departments, lastDay }: Details): Promise<void> {
  await db.query(
    `update staff set email = $2, name = $3, roles = $4, departments = $5, last_day = $6, version = version + 1 where id = $1`,
    [id, email, name, roles, departments, lastDay],
  )
}

export async function updateVersion(db: Db, id: string): Promise<void> {
  await db.query(`update staff set version = version + 1 where id = $1`, [id])
}

export type StaffRow = Pick<StaffAccount, 'id' | 'username' | 'name' | 'roles' | 'departments' | 'lastDay' | 'lastSignInAt'> & {
  /** `over`: active, but their last day has passed. */
  state: StaffStatus | 'over'
}

export const staffPage = 50

/** By name, after the person named; `typed` is a part of a name or username, whatever its capitals and accents. */
export async function listStaffPage(db: Db, typed: string, role: Role | null, after: string | null): Promise<StaffRow[]> {
  const { rows } = await db.query<StaffRow>(
    `select id, username, name, roles, departments, last_day::text as "lastDay", last_sign_in_at as "lastSignInAt",
       case when status = 'active' and last_day < (now() at time zone 'Europe/Athens')::date then 'over' else status end as state
     from staff
     where position(translate(unaccent(lower($1)), 'ς', 'σ') in translate(unaccent(lower(name || ' ' || username)), 'ς', 'σ')) > 0
       and ($2::text is null or $2 = any(roles))
       and ($3::uuid is null or (name, id) > (select name, id from staff where id = $3))
     order by name, id limit $4`,
    [typed, role, after, staffPage + 1],
  )
  return rows
}

export type LastChange = { event: string; at: Date; who: string | null }

/** What was done last to the account, and by whom; null for the operator's command. */
export async function findLastChange(db: Db, id: string, events: readonly string[]): Promise<LastChange | undefined> {
  const { rows } = await db.query<LastChange>(
    `select e.event, e.at, f.name as who from audit_event e left join staff f on f.id = e.actor_id
     where e.target_id = $1 and e.target_type = 'staff' and e.event = any($2) order by e.id desc limit 1`,
    [id, events],
  )
  return rows[0]
}
