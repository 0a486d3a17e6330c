/** Staff show again that it is they: the password and the phone, as at the door. */
import { type Staff, visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { transaction } from '../db/db.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { checkPassword } from './hashing.js'
import { subjectOf } from './staff.js'
import type { StaffLimits } from './staff-limits.js'
import { spendCode } from './staff-sign-in.js'
import { findStaff, type StaffAccount } from './staff-store.js'
import { takeAll } from './throttles.js'

export type Proof = { password_current: string; code: string }
export type Problem = { field: string; problem: TextKey }

/** Undefined when both are right; the code is spent then. Throws TooMany. */
export async function proveAgain(portal: Portal, limits: StaffLimits, actor: Staff, proof: Proof): Promise<Problem | undefined> {
  const staff = (await findStaff(portal.pool, { id: actor.id })) as StaffAccount
  const lane = `self ${staff.id}`
  await takeAll(portal, [[limits.pair, lane]], subjectOf(staff.id))
  if (!(await checkPassword(staff.passwordHash, proof.password_current))) {
    await record(portal.pool, visitor, 'login.failed', subjectOf(staff.id), { outcome: 'failed', reason: 'password' })
    return { field: 'password_current', problem: 'staff.wrongCurrent' }
  }
  await limits.pair.forget(lane)
  await takeAll(portal, [[limits.code, staff.id]], subjectOf(staff.id))
  const right = await transaction(portal.pool, async tx => {
    const spent = await spendCode(portal, tx, staff, proof.code)
    if (spent) await record(tx, actor, 'login.repeated', subjectOf(staff.id), { reason: 'totp' })
    return spent
  })
  if (!right) return { field: 'code', problem: 'staff.code.wrong' }
  await limits.code.forget(staff.id)
  return undefined
}
