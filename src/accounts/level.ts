/** Level B of an account: raised at the counter, suspended when the account may be in other hands, given back by the counter's code. */
import { type Citizen, visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { newCode, tidyCode } from '../db/codes.js'
import { type Db, transaction } from '../db/db.js'
import type { Sealer } from '../db/secret.js'
import type { Portal } from '../portal.js'
import { openCase } from '../supervision/supervision.js'
import { raiseLevel, restoreLevel, type SuspendedFor, suspendLevel } from './level-store.js'
import { forgetTries, takeTry } from './way-back-store.js'

export { findLevel, type LevelRow, lockLevel } from './level-store.js'

const codeLength = 10

export const printOf = (sealer: Sealer, id: string, code: string) => sealer.fingerprint(`${id} ${tidyCode(code)}`, 'recovery-code')

/** Printed once, and kept only as a fingerprint. */
export type RecoveryCode = { code: string; print: Buffer }

export function makeRecoveryCode(sealer: Sealer, id: string): RecoveryCode {
  const code = newCode(codeLength)
  return { code, print: printOf(sealer, id, code) }
}

/** In the transaction of the decision. */
export async function certify(tx: Db, id: string, recoveryPrint: Buffer): Promise<void> {
  await forgetTries(tx, id)
  await raiseLevel(tx, id, recoveryPrint)
}

/** Nothing happens to somebody of Level A. A visitor did it, says the trail: whoever holds a letter's link is not known. */
export async function suspend(tx: Db, id: string, why: SuspendedFor): Promise<void> {
  if (!(await suspendLevel(tx, id, why))) return
  await record(tx, visitor, 'levelb.suspended', { type: 'citizen', id }, { reason: why })
  if (why === 'objection') await openCase(tx, { citizenId: id, cause: why })
}

/** False for a wrong code, and after «this was not me»: no code ends that, only a new visit. */
export function restore({ pool, sealer }: Portal, citizen: Citizen, code: string): Promise<boolean> {
  return transaction(pool, async tx => {
    const right = (await takeTry(tx, citizen.id)) && (await restoreLevel(tx, citizen.id, printOf(sealer, citizen.id, code)))
    const subject = { type: 'citizen', id: citizen.id }
    await record(tx, citizen, right ? 'recovery.used' : 'recovery.failed', subject, right ? {} : { outcome: 'failed' })
    return right
  })
}
