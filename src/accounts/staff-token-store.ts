import type { Db } from '../db/db.js'
import { kept } from '../retention.js'

/** Days that an invitation lives. */
export const invitationDays = 7

export async function insertToken(db: Db, staffId: string, hash: Buffer): Promise<void> {
  await db.query(`insert into staff_token (token_hash, staff_id, expires_at) values ($1, $2, now() + make_interval(days => $3))`, [
    hash,
    staffId,
    invitationDays,
  ])
}

export async function endTokens(db: Db, staffId: string): Promise<void> {
  await db.query(`update staff_token set used_at = now() where staff_id = $1 and used_at is null`, [staffId])
}

/** Whose invitation it is, as long as it can be used. */
export async function findInvited(db: Db, hash: Buffer): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select staff.id from staff_token join staff on staff.id = staff_token.staff_id
     where token_hash = $1 and used_at is null and expires_at > now() and staff.status = 'invited'`,
    [hash],
  )
  return rows[0]?.id
}

export async function spendToken(db: Db, hash: Buffer): Promise<string | undefined> {
  const { rows } = await db.query<{ staffId: string }>(
    `update staff_token set used_at = now() where token_hash = $1 and used_at is null and expires_at > now() returning staff_id as "staffId"`,
    [hash],
  )
  return rows[0]?.staffId
}

export async function deleteOldStaffTokens(db: Db): Promise<void> {
  await db.query(`delete from staff_token where least(expires_at, used_at) < now() - make_interval(hours => $1)`, [kept.tokenHours])
}
