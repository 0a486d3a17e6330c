import type { Db } from '../db/db.js'

export type SuspendedFor = 'password_reset' | 'objection'
export type LevelRow = { level: 'A' | 'B'; wantsLevelB: boolean; suspendedFor: SuspendedFor | null }

/** As the row has it, suspended or not. */
export async function findLevel(db: Db, id: string): Promise<LevelRow | undefined> {
  const { rows } = await db.query<LevelRow>(
    `select level, wants_level_b as "wantsLevelB", suspended_for as "suspendedFor" from citizen where id = $1 and status = 'active'`,
    [id],
  )
  return rows[0]
}

/** Whoever changes what was declared waits for the decision, and finds it made. */
export async function lockLevel(db: Db, id: string): Promise<void> {
  await db.query(`select from citizen where id = $1 for no key update`, [id])
}

export async function raiseLevel(db: Db, id: string, recoveryPrint: Buffer): Promise<void> {
  await db.query(`update citizen set level = 'B', suspended_at = null, suspended_for = null, recovery_print = $2 where id = $1`, [
    id,
    recoveryPrint,
  ])
}

/** An objection outweighs a reset, which a code alone would end. False where there was nothing to suspend. */
export async function suspendLevel(db: Db, id: string, why: SuspendedFor): Promise<boolean> {
  const { rowCount } = await db.query(
    `update citizen set suspended_at = now(), suspended_for = $2
     where id = $1 and level = 'B' and (suspended_for is null or ($2 = 'objection' and suspended_for <> $2))`,
    [id, why],
  )
  return rowCount === 1
}

/** The code is good once. */
export async function restoreLevel(db: Db, id: string, recoveryPrint: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    `update citizen set suspended_at = null, suspended_for = null, recovery_print = null
     where id = $1 and suspended_for = 'password_reset' and recovery_print = $2`,
    [id, recoveryPrint],
  )
  return rowCount === 1
}
