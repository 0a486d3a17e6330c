import type { Db } from '../db/db.js'
import type { LevelState } from './level-states.js'

export type SuspendedFor = 'password_reset' | 'objection'
export type LevelRow = { level: 'A' | 'B'; wantsLevelB: boolean; suspendedFor: SuspendedFor | null; state: LevelState }

/** Suspended or not; what a revocation has decided is so at once. */
export async function findLevel(db: Db, id: string): Promise<LevelRow | undefined> {
  const { rows } = await db.query<LevelRow>(
    `select case when revoked_at is null then level else 'A' end as level, wants_level_b as "wantsLevelB",
       case when level = 'B' and revoked_at is null then suspended_for end as "suspendedFor",
       case when revoked_at is not null then 'revoked' when level = 'A' then 'none' when suspended_for = 'objection' then 'contested'
         when suspended_for is not null then 'suspended' else 'active' end as state
     from citizen where id = $1 and status = 'active'`,
    [id],
  )
  return rows[0]
}

/** Whoever changes what was declared waits for the decision, and finds it made. */
export async function lockLevel(db: Db, id: string): Promise<void> {
  await db.query(`select from citizen where id = $1 for no key update`, [id])
}

export async function raiseLevel(db: Db, id: string, recoveryPrint: Buffer): Promise<void> {
  await db.query(
    `update citizen set level = 'B', suspended_at = null, suspended_for = null, recovery_print = $2, revocation_id = null, revoked_at = null
     where id = $1`,
    [id, recoveryPrint],
  )
}

export async function suspendLevel(db: Db, id: string, why: SuspendedFor): Promise<void> {
  await db.query(`update citizen set suspended_at = now(), suspended_for = $2 where id = $1`, [id, why])
}

/** The code is good once. */
export async function restoreLevel(db: Db, id: string, recoveryPrint: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    `update citizen set suspended_at = null, suspended_for = null, recovery_print = null where id = $1 and recovery_print = $2`,
    [id, recoveryPrint],
  )
  return rowCount === 1
}

/** Back to Level A; whoever gave it up themselves no longer wishes for it. An objection is remembered: the next visit wants a second clerk. */
export async function endLevel(db: Db, id: string, wants: boolean): Promise<void> {
  await db.query(
    `update citizen set level = 'A', recovery_print = null, wants_level_b = $2,
       suspended_at = case when suspended_for = 'objection' then suspended_at end,
       suspended_for = case when suspended_for = 'objection' then suspended_for end
     where id = $1`,
    [id, wants],
  )
}

/** Ends what is under way at the counter (a trigger does), and is remembered by the next visit. True where there is Level B, or a wish for it. */
export async function markObjection(db: Db, id: string): Promise<boolean> {
  const { rows } = await db.query<{ concerned: boolean }>(
    `update citizen set objected_at = now() where id = $1 returning level = 'B' or wants_level_b as concerned`,
    [id],
  )
  return rows[0]?.concerned ?? false
}

/** The certified account of whoever has this ΑΦΜ and this surname. */
export async function findCertified(db: Db, afmPrint: Buffer, surnameKey: string): Promise<{ id: string; email: string } | undefined> {
  const { rows } = await db.query<{ id: string; email: string }>(
    `select id, email from citizen
     where level = 'B' and afm_print = $1 and surname_key = $2 and status = 'active' and revoked_at is null and suspended_for is null`,
    [afmPrint, surnameKey],
  )
  return rows[0]
}
