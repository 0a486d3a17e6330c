/** A citizen's second factor, of the citizen's row. */
import type { Db } from '../db/db.js'

export type FactorRow = {
  sealed: Buffer | null
  /** Since when sign-in asks for it; null while a phone is being connected, and for whoever has none. */
  since: Date | null
  /** The database's clock in seconds. */
  epoch: number
}

export async function findFactorRow(db: Db, id: string): Promise<FactorRow | undefined> {
  const { rows } = await db.query<FactorRow>(
    `select totp_secret_sealed as sealed, totp_since as since, extract(epoch from now())::float8 as epoch
     from citizen where id = $1 and status = 'active'`,
    [id],
  )
  return rows[0]
}

/** Not over one that is in force. */
export async function updateSecret(db: Db, id: string, sealed: Buffer): Promise<void> {
  await db.query(`update citizen set totp_secret_sealed = $2, totp_last_step = 0 where id = $1 and totp_since is null`, [id, sealed])
}

/** True once for each step, and never for one before it. */
export async function spendStep(db: Db, id: string, step: number): Promise<boolean> {
  const { rowCount } = await db.query(`update citizen set totp_last_step = $2 where id = $1 and totp_last_step < $2`, [id, step])
  return rowCount === 1
}

export async function updateTurnedOn(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update citizen set totp_since = now() where id = $1 and totp_since is null and totp_secret_sealed is not null`,
    [id],
  )
  return rowCount === 1
}

/** `youngerThanMinutes`: only one that was turned on since. False where there was none. */
export async function updateTurnedOff(db: Db, id: string, youngerThanMinutes: number | null = null): Promise<boolean> {
  const { rowCount } = await db.query(
    `update citizen set totp_secret_sealed = null, totp_since = null, totp_last_step = 0
     where id = $1 and totp_since is not null and ($2::int is null or totp_since > now() - make_interval(mins => $2::int))`,
    [id, youngerThanMinutes],
  )
  return rowCount === 1
}
