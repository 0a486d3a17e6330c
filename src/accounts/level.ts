/** Level B of an account: raised at the counter, suspended when the account may be in other hands, given back by the counter's code, ended. */
import { type Citizen, visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { newCode, tidyCode } from '../db/codes.js'
import { type Db, transaction } from '../db/db.js'
import type { Sealer } from '../db/secret.js'
import { Conflict } from '../errors.js'
import type { Portal } from '../portal.js'
import { openCase } from '../supervision/supervision.js'
import { type LevelEvent, type LevelState, nextLevel } from './level-states.js'
import * as store from './level-store.js'
import { forgetTries, takeTry } from './way-back-store.js'

export { findCertified, findLevel, type LevelRow, lockLevel } from './level-store.js'

const codeLength = 10

export const printOf = (sealer: Sealer, id: string, code: string) => sealer.fingerprint(`${id} ${tidyCode(code)}`, 'recovery-code')

/** Where the event leads from where the account stands now; the row stays locked. Undefined where it may not happen. */
async function whereTo(tx: Db, id: string, event: LevelEvent): Promise<LevelState | undefined> {
  await store.lockLevel(tx, id)
  const row = await store.findLevel(tx, id)
  return row && nextLevel(row.state, event)
}

/** Printed once, and kept only as a fingerprint. */
export type RecoveryCode = { code: string; print: Buffer }

export function makeRecoveryCode(sealer: Sealer, id: string): RecoveryCode {
  const code = newCode(codeLength)
  return { code, print: printOf(sealer, id, code) }
}

/** In the transaction of the decision. */
export async function certify(tx: Db, id: string, recoveryPrint: Buffer): Promise<void> {
  if (!(await whereTo(tx, id, 'certify'))) throw new Conflict()
  await forgetTries(tx, id)
  await store.raiseLevel(tx, id, recoveryPrint)
}

const events = { password_reset: 'reset', objection: 'object' } as const

/** Nothing happens to somebody of Level A. A visitor did it, says the trail: whoever holds a letter's link is not known. */
export async function suspend(tx: Db, id: string, why: store.SuspendedFor): Promise<void> {
  if (!(await whereTo(tx, id, events[why]))) return
  await store.suspendLevel(tx, id, why)
  await record(tx, visitor, 'levelb.suspended', { type: 'citizen', id }, { reason: why })
}

/** False for a wrong code, and after «this was not me»: no code ends that, only a new visit. */
export function restore({ pool, sealer }: Portal, citizen: Citizen, code: string): Promise<boolean> {
  return transaction(pool, async tx => {
    const may = (await takeTry(tx, citizen.id)) && (await whereTo(tx, citizen.id, 'restore'))
    const right = may !== false && may !== undefined && (await store.restoreLevel(tx, citizen.id, printOf(sealer, citizen.id, code)))
    const subject = { type: 'citizen', id: citizen.id }
    await record(tx, citizen, right ? 'recovery.used' : 'recovery.failed', subject, right ? {} : { outcome: 'failed' })
    return right
  })
}

/** In the transaction of whoever ends it, who also returns its claims and writes the letter. False where there is nothing to give up. */
export async function giveUp(tx: Db, id: string): Promise<boolean> {
  if (!(await whereTo(tx, id, 'give_up'))) return false
  await store.endLevel(tx, id, false)
  return true
}

/** The rest of a revocation, whose decision has taken the rights already. */
export async function carryOutRevocation(tx: Db, id: string): Promise<void> {
  await store.endLevel(tx, id, true)
}

/** «This was not me»: rights and visits stop, and a supervisor looks. Only a new visit, before two clerks, leads back. */
export async function contest(tx: Db, id: string): Promise<void> {
  await suspend(tx, id, 'objection')
  if (await store.markObjection(tx, id)) await openCase(tx, { citizenId: id, cause: 'objection' })
}
