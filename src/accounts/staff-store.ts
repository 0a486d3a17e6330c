import type { Role } from '../access/actor.js'
import type { Db } from '../db/db.js'

export type StaffStatus = 'invited' | 'active' | 'suspended'

export type StaffAccount = {
  id: string
  /** Of the row: a page that showed another one is too old. */
  version: number
  status: StaffStatus
  username: string
  email: string
  name: string
  roles: Role[]
  departments: string[]
  /** `2027-01-31`, the last day that they may sign in. */
  lastDay: string | null
  activatedAt: Date | null
  lastSignInAt: Date | null
  passwordHash: string | null
  wrongPasswords: number
  totpSecretSealed: Buffer | null
  /** Active, and their last day has not passed. */
  works: boolean
  /** The database's clock in seconds: codes of the second factor follow it, not this machine's. */
  epoch: number
}

export type NewStaff = Pick<StaffAccount, 'username' | 'email' | 'name' | 'roles' | 'departments' | 'lastDay'>

export async function insertStaff(db: Db, staff: NewStaff, usernameKey: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `insert into staff (username, username_key, email, name, roles, departments, last_day)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (username_key) do nothing returning id`,
    [staff.username, usernameKey, staff.email, staff.name, staff.roles, staff.departments, staff.lastDay],
  )
  return rows[0]?.id
}

export async function findStaff(db: Db, by: { id?: string; usernameKey?: string }): Promise<StaffAccount | undefined> {
  const { rows } = await db.query<StaffAccount>(
    `select id, version, status, username, email, name, roles, departments, last_day::text as "lastDay", activated_at as "activatedAt",
       last_sign_in_at as "lastSignInAt", password_hash as "passwordHash", wrong_passwords as "wrongPasswords", totp_secret_sealed as "totpSecretSealed",
       status = 'active' and (last_day is null or last_day >= (now() at time zone 'Europe/Athens')::date) as works,
       extract(epoch from now())::float8 as epoch
     from staff where id = $1 or username_key = $2`,
    [by.id ?? null, by.usernameKey ?? null],
  )
  return rows[0]
}

export async function listStaff(db: Db): Promise<(NewStaff & { status: StaffStatus })[]> {
  const { rows } = await db.query<NewStaff & { status: StaffStatus }>(
    `select username, email, name, status, roles, departments, last_day::text as "lastDay" from staff order by username_key`,
    [],
  )
  return rows
}

export async function listDepartments(db: Db): Promise<{ slug: string; name: { el: string; en: string } }[]> {
  const { rows } = await db.query(`select slug, name from department order by position`, [])
  return rows
}

export async function updateStatus(db: Db, id: string, status: StaffStatus): Promise<void> {
  await db.query(`update staff set status = $2, version = version + 1 where id = $1`, [id, status])
}

/** Only an account that waits for its owner takes a password this way. */
export async function updateBeginnings(db: Db, id: string, passwordHash: string, totpSecretSealed: Buffer): Promise<void> {
  await db.query(
    `update staff set password_hash = $2, totp_secret_sealed = $3, totp_last_step = 0, wrong_passwords = 0
     where id = $1 and status = 'invited'`,
    [id, passwordHash, totpSecretSealed],
  )
}

export async function updateActive(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update staff set status = 'active', activated_at = now(), wrong_passwords = 0, version = version + 1
     where id = $1 and status = 'invited'`,
    [id],
  )
  return rowCount === 1
}

/** Back to where only an invitation helps. */
export async function forgetCredentials(db: Db, id: string): Promise<void> {
  await db.query(
    `update staff set password_hash = null, totp_secret_sealed = null, totp_last_step = 0, wrong_passwords = 0, activated_at = null, version = version + 1,
       status = case when status = 'suspended' then status else 'invited' end
     where id = $1`,
    [id],
  )
}

export async function updatePassword(db: Db, id: string, passwordHash: string): Promise<void> {
  await db.query(`update staff set password_hash = $2, wrong_passwords = 0 where id = $1`, [id, passwordHash])
}

/** Wrong ones in a row. Also asked for a username that nobody has, so that both answers take the same work. */
export async function countWrongPassword(db: Db, usernameKey: string): Promise<number> {
  const { rows } = await db.query<{ wrong: number }>(
    `update staff set wrong_passwords = wrong_passwords + 1 where username_key = $1 returning wrong_passwords as wrong`,
    [usernameKey],
  )
  return rows[0]?.wrong ?? 0
}

export async function forgetWrongPasswords(db: Db, id: string): Promise<void> {
  await db.query(`update staff set wrong_passwords = 0 where id = $1 and wrong_passwords > 0`, [id])
}

export async function updateSignedIn(db: Db, id: string): Promise<void> {
  await db.query(`update staff set last_sign_in_at = now() where id = $1`, [id])
}

/** True once for each step: of two sign-ins with the same code exactly one gets in. */
export async function spendStep(db: Db, id: string, step: number): Promise<boolean> {
  const { rowCount } = await db.query(`update staff set totp_last_step = $2 where id = $1 and totp_last_step < $2`, [id, step])
  return rowCount === 1
}
