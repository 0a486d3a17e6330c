/** What happens around a slip: whom to remind, what to forget, what must stand still meanwhile. */
import type { Db } from '../db/db.js'
import { open, type State } from './states.js'

/** The open one of a citizen, until the transaction ends. */
export async function lockOpen(db: Db, citizenId: string): Promise<void> {
  await db.query(`select from verification where citizen_id = $1 and status = any($2) for update`, [citizenId, open])
}

export async function forgetTyped(db: Db, ids: string[]): Promise<void> {
  await db.query(
    `update verification set note = null, pending = null, binding_print = null, declared_print = null, recovery_print = null, receipt_sealed = null
     where id = any($1)`,
    [ids],
  )
}

export type Reminded = { id: string; citizenId: string; status: State; codeSealed: Buffer; expiresAt: Date }

/**
 * Those that end within `days`, each once for these days, and none for more days afterwards. Not while expiry is paused, and not a slip whose
 * whole life is shorter than that.
 */
export async function markReminded(db: Db, days: number, statuses: readonly State[]): Promise<Reminded[]> {
  const { rows } = await db.query<Reminded>(
    `update verification set reminded_days = $1
     where status = any($2) and (reminded_days is null or reminded_days > $1) and not exists (select from verification_pause where ended_at is null)
       and expires_at > now() and expires_at <= now() + make_interval(days => $1) and created_at < expires_at - make_interval(days => $1)
     returning id, citizen_id as "citizenId", status, code_sealed as "codeSealed", expires_at as "expiresAt"`,
    [days, statuses],
  )
  return rows
}
