/** Rows of links and codes: only hashes are kept, each is good once, until its time. */
import type { Db } from '../db/db.js'
import { kept } from '../retention.js'

export type Purpose = 'activation' | 'password_reset' | 'email_change' | 'sign_in_unlock' | 'not_me'

export type NewToken = { citizenId: string; purpose: Purpose; hash: Buffer; code?: Buffer; email?: string; minutes: number }

/** Without such a citizen nothing is written. */
export async function insertToken(db: Db, token: NewToken): Promise<void> {
  await db.query(
    `insert into citizen_token (citizen_id, purpose, token_hash, code_print, email, expires_at)
     select id, $2, $3, $4, $5, now() + make_interval(mins => $6) from citizen where id = $1`,
    [token.citizenId, token.purpose, token.hash, token.code ?? null, token.email ?? null, token.minutes],
  )
}

export async function deleteTokens(db: Db, citizenId: string, purpose: Purpose): Promise<void> {
  await db.query(`delete from citizen_token where citizen_id = $1 and purpose = $2`, [citizenId, purpose])
}

export type HeldToken = { id: string; citizenId: string; email: string | null }

/** Whether a link is still good, without using it: programs open links too. */
export async function findToken(db: Db, purpose: Purpose, hash: Buffer): Promise<HeldToken | undefined> {
  const { rows } = await db.query<HeldToken>(
    `select id, citizen_id as "citizenId", email from citizen_token
     where token_hash = $1 and purpose = $2 and used_at is null and expires_at > now()`,
    [hash, purpose],
  )
  return rows[0]
}

/** Uses a link: of two who press at once, one gets it. */
export async function spendToken(db: Db, purpose: Purpose, hash: Buffer): Promise<HeldToken | undefined> {
  const { rows } = await db.query<HeldToken>(
    `update citizen_token set used_at = now()
     where token_hash = $1 and purpose = $2 and used_at is null and expires_at > now()
     returning id, citizen_id as "citizenId", email`,
    [hash, purpose],
  )
  return rows[0]
}

export type CodeCandidate = { id: string; citizenId: string; code: Buffer }

/** The codes that were sent to an address and may still be typed. */
export async function listCodes(db: Db, emailKey: string, mostWrong: number): Promise<CodeCandidate[]> {
  const { rows } = await db.query<CodeCandidate>(
    `select t.id, t.citizen_id as "citizenId", t.code_print as code
     from citizen_token t join citizen c on c.id = t.citizen_id
     where c.email_key = $1 and c.status = 'pending' and t.purpose = 'activation' and t.code_print is not null
       and t.used_at is null and t.expires_at > now() and t.wrong_codes < $2
     for update of t`,
    [emailKey, mostWrong],
  )
  return rows
}

export async function countWrongCode(db: Db, ids: string[]): Promise<void> {
  await db.query(`update citizen_token set wrong_codes = wrong_codes + 1 where id = any($1)`, [ids])
}

export async function markUsed(db: Db, id: string): Promise<void> {
  await db.query(`update citizen_token set used_at = now() where id = $1`, [id])
}

export async function deleteOldTokens(db: Db): Promise<void> {
  await db.query(`delete from citizen_token where least(expires_at, used_at) < now() - make_interval(hours => $1)`, [kept.tokenHours])
}
