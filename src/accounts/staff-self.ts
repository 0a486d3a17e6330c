/** What staff do with their own account: each act asks for the password and the phone again. */
import type { Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { transaction } from '../db/db.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { hashPassword } from './hashing.js'
import { makeCodes } from './recovery-codes.js'
import { endSession, endSessions } from './sessions.js'
import { subjectOf } from './staff.js'
import { checkStaffChoice } from './staff-invitation.js'
import type { StaffLimits } from './staff-limits.js'
import { codesRenewedLetter, passwordChangedLetter } from './staff-mails.js'
import { type Problem, type Proof, proveAgain } from './staff-proof.js'
import { findStaff, type StaffAccount, updatePassword } from './staff-store.js'

/** Undefined when done; every other session of theirs ends, and a letter tells them. */
export async function changePassword(
  portal: Portal,
  limits: StaffLimits,
  actor: Staff,
  change: Proof & { password: string },
  sid: string,
): Promise<Problem | undefined> {
  const { pool, config } = portal
  const staff = (await findStaff(pool, { id: actor.id })) as StaffAccount
  const choice = await checkStaffChoice(staff, change.password)
  if (!choice.ok) return { field: 'password', problem: choice.error }
  const problem = await proveAgain(portal, limits, actor, change)
  if (problem) return problem
  const hash = await hashPassword(change.password)
  await transaction(pool, async tx => {
    await updatePassword(tx, staff.id, hash)
    await endSessions(tx, { staffId: staff.id }, sid)
    await record(tx, actor, 'password.changed', subjectOf(staff.id))
    await send(tx, config, passwordChangedLetter(staff))
  })
  return undefined
}

/** New recovery codes, the old ones dead. */
export async function renewCodes(portal: Portal, limits: StaffLimits, actor: Staff, proof: Proof): Promise<Problem | string[]> {
  const { pool, config, sealer } = portal
  const staff = (await findStaff(pool, { id: actor.id })) as StaffAccount
  const problem = await proveAgain(portal, limits, actor, proof)
  if (problem) return problem
  return transaction(pool, async tx => {
    await record(tx, actor, 'recovery.renewed', subjectOf(staff.id))
    await send(tx, config, codesRenewedLetter(staff))
    return makeCodes(tx, sealer, { staffId: staff.id })
  })
}

/** Ends one session of their own, by the name it has on their page. False where it had ended already. */
export function endOne({ pool }: Portal, actor: Staff, key: string): Promise<boolean> {
  return transaction(pool, async tx => {
    const ended = await endSession(tx, { staffId: actor.id }, key)
    if (ended) await record(tx, actor, 'session.ended_by_owner', subjectOf(actor.id))
    return ended
  })
}
