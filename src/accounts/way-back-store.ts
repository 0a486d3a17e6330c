import type { Db } from '../db/db.js'

/** Of the counter's code, from one certification to the next; then only a new visit helps. */
const mostTries = 20

export type WayBack = { code: boolean; phone: boolean }

/** What would give the rights back, short of a new visit. A phone counts where it was connected before they were suspended. */
export async function findWayBack(db: Db, id: string): Promise<WayBack | undefined> {
  const { rows } = await db.query<WayBack>(
    `select recovery_print is not null and recovery_tries < $2 as code, coalesce(totp_since < suspended_at, false) as phone
     from citizen where id = $1`,
    [id, mostTries],
  )
  return rows[0]
}

/** Counted before the code is looked at. False past the limit. */
export async function takeTry(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(`update citizen set recovery_tries = recovery_tries + 1 where id = $1 and recovery_tries < $2`, [
    id,
    mostTries,
  ])
  return rowCount === 1
}

export async function forgetTries(db: Db, id: string): Promise<void> {
  await db.query(`update citizen set recovery_tries = 0 where id = $1`, [id])
}

/** After a reset by mail, and for a phone that was connected before it: one connected since proves nothing. */
export async function restoreByPhone(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update citizen set suspended_at = null, suspended_for = null
     where id = $1 and suspended_for = 'password_reset' and totp_since < suspended_at`,
    [id],
  )
  return rowCount === 1
}

/** The counter's code is good once. After an objection it gives no rights back. */
export async function burnCounterCode(db: Db, id: string, print: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    `update citizen set recovery_print = null, suspended_at = case when suspended_for = 'objection' then suspended_at end,
       suspended_for = case when suspended_for = 'objection' then suspended_for end
     where id = $1 and recovery_print = $2`,
    [id, print],
  )
  return rowCount === 1
}
