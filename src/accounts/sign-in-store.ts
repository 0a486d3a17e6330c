/** Rows of sign-ins and of known browsers. */
import type { Citizen } from '../access/actor.js'
import type { Db } from '../db/db.js'
import { kept } from '../retention.js'

export type Candidate = Omit<Citizen, 'kind'> & { passwordHash: string; wrongPasswords: number; firstTime: boolean; twoSteps: boolean }

/** By username or by address of mail: a username has no @. */
export async function findForSignIn(db: Db, key: string): Promise<Candidate | undefined> {
  const { rows } = await db.query<Candidate>(
    `select id, username, email, language, first_name as "firstName", surname, level, wants_level_b as "wantsLevelB",
       password_hash as "passwordHash", wrong_passwords as "wrongPasswords", last_sign_in_at is null as "firstTime", totp_since is not null as "twoSteps"
     from citizen where status = 'active' and (username_key = $1 or email_key = $1)`,
    [key],
  )
  return rows[0]
}

export async function findById(db: Db, id: string): Promise<Candidate | undefined> {
  const { rows } = await db.query<Candidate>(
    `select id, username, email, language, first_name as "firstName", surname, level, wants_level_b as "wantsLevelB",
       password_hash as "passwordHash", wrong_passwords as "wrongPasswords", last_sign_in_at is null as "firstTime", totp_since is not null as "twoSteps"
     from citizen where status = 'active' and id = $1`,
    [id],
  )
  return rows[0]
}

/** Returns the wrong passwords in a row so far; undefined where there is no such citizen. */
export async function countWrongPassword(db: Db, id: string): Promise<number | undefined> {
  const { rows } = await db.query<{ wrong: number }>(
    `update citizen set wrong_passwords = wrong_passwords + 1 where id = $1 returning wrong_passwords as wrong`,
    [id],
  )
  return rows[0]?.wrong
}

export async function updateSignedIn(db: Db, id: string): Promise<void> {
  await db.query(`update citizen set wrong_passwords = 0, last_sign_in_at = now() where id = $1`, [id])
}

/** Of the same password; one that was changed meanwhile stays. */
export async function updateHash(db: Db, id: string, from: string, to: string): Promise<void> {
  await db.query(`update citizen set password_hash = $3 where id = $1 and password_hash = $2`, [id, from, to])
}

/** Without such a citizen nothing is written. */
export async function insertSignIn(
  db: Db,
  id: string,
  outcome: 'ok' | 'wrong_password' | 'wrong_code',
  browser: string,
  newDevice = false,
): Promise<void> {
  await db.query(`insert into sign_in (citizen_id, outcome, browser, new_device) select id, $2, $3, $4 from citizen where id = $1`, [
    id,
    outcome,
    browser,
    newDevice,
  ])
}

/** Once in a quarter of an hour: a flood must not push the owner's own sign-ins off the page. */
export async function insertLimited(db: Db, id: string, browser: string): Promise<void> {
  await db.query(
    `insert into sign_in (citizen_id, outcome, browser) select id, 'limited', $2 from citizen
     where id = $1 and not exists (
       select from sign_in where citizen_id = $1 and outcome = 'limited' and at > now() - interval '15 minutes')`,
    [id, browser],
  )
}

export type SignIn = { at: Date; outcome: 'ok' | 'wrong_password' | 'wrong_code' | 'limited'; browser: string; newDevice: boolean }

export async function listSignIns(db: Db, id: string): Promise<SignIn[]> {
  const { rows } = await db.query<SignIn>(
    `select at, outcome, browser, new_device as "newDevice" from sign_in where citizen_id = $1 order by at desc limit 20`,
    [id],
  )
  return rows
}

/** Without `since`: those of this very transaction. */
export async function listNewDevicesSince(db: Db, id: string, since: Date | null): Promise<SignIn[]> {
  const { rows } = await db.query<SignIn>(
    `select at, outcome, browser, new_device as "newDevice" from sign_in
     where citizen_id = $1 and new_device and at >= coalesce($2::timestamptz, now()) order by at`,
    [id, since],
  )
  return rows
}

export async function deleteOldSignIns(db: Db): Promise<void> {
  await db.query(`delete from sign_in where at < now() - make_interval(years => $1)`, [kept.signInYears])
}

export async function isKnownDevice(db: Db, id: string, hash: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(`select from known_device where citizen_id = $1 and token_hash = $2`, [id, hash])
  return rowCount === 1
}

export async function keepDevice(db: Db, id: string, hash: Buffer, browser: string): Promise<void> {
  await db.query(
    `insert into known_device (citizen_id, token_hash, browser) values ($1, $2, $3)
     on conflict (citizen_id, token_hash) do update set last_at = now(), browser = excluded.browser`,
    [id, hash, browser],
  )
}

/** All of a citizen's browsers but the one named. */
export async function forgetDevices(db: Db, id: string, except: Buffer | null = null): Promise<void> {
  await db.query(`delete from known_device where citizen_id = $1 and token_hash is distinct from $2`, [id, except])
}

export async function forgetDevice(db: Db, id: string, hash: Buffer): Promise<void> {
  await db.query(`delete from known_device where citizen_id = $1 and token_hash = $2`, [id, hash])
}

/** Devices not used for longer than their cookie lives. */
export async function deleteOldDevices(db: Db): Promise<void> {
  await db.query(`delete from known_device where last_at < now() - make_interval(days => $1)`, [kept.deviceCookieDays])
}

/** A letter that waits a while may still be told more. */
export async function findWaitingLetter(db: Db, id: string, kind: string): Promise<{ id: string; begunAt: Date } | undefined> {
  const { rows } = await db.query<{ id: string; begunAt: Date }>(
    `select id, created_at as "begunAt" from letter
     where citizen_id = $1 and kind = $2 and status = 'waiting' and attempts = 0 for update skip locked`,
    [id, kind],
  )
  return rows[0]
}

export async function deleteLetter(db: Db, id: string): Promise<void> {
  await db.query(`delete from letter where id = $1`, [id])
}

/** Leaves `minutes` after it was begun, which is when the letter whose place it takes was begun. */
export async function postponeLetter(db: Db, id: string, minutes: number, begunAt: Date | null): Promise<void> {
  await db.query(
    `update letter set created_at = coalesce($3::timestamptz, created_at), next_attempt_at = coalesce($3::timestamptz, created_at) + make_interval(mins => $2)
     where id = $1`,
    [id, minutes, begunAt],
  )
}
