/** From an invitation to an account that can sign in: a password, then a phone that proves it holds the secret. */
import { record } from '../audit/audit.js'
import { transaction } from '../db/db.js'
import { hashToken } from '../db/secret.js'
import type { Portal } from '../portal.js'
import { hashPassword } from './hashing.js'
import { type CheckedPassword, judgePassword } from './password-policy.js'
import { makeCodes } from './recovery-codes.js'
import { actorOf, secretPlace, subjectOf } from './staff.js'
import type { StaffLimits } from './staff-limits.js'
import { spendCode } from './staff-sign-in.js'
import { findStaff, type StaffAccount, updateActive, updateBeginnings } from './staff-store.js'
import { findInvited, spendToken } from './staff-token-store.js'
import { takeAll } from './throttles.js'
import { newTotpSecret } from './totp.js'

/** An invitation that has been opened, as its session keeps it: the hash, which opens no link. */
export const invitationOf = (token: string) => hashToken(token).toString('base64url')

/** Whose it is; undefined for one that is used, replaced, too old or never was. */
export async function findInvitation({ pool }: Portal, invitation: string): Promise<StaffAccount | undefined> {
  const id = await findInvited(pool, Buffer.from(invitation, 'base64url'))
  return id === undefined ? undefined : findStaff(pool, { id })
}

export function checkStaffChoice({ username, email, name }: StaffAccount, password: string): Promise<CheckedPassword> {
  return judgePassword(password, { username, email, name })
}

/** Keeps the password and makes a fresh secret. The account stays closed, the invitation open, until the phone has answered. */
export async function choosePassword({ pool, sealer }: Portal, staff: StaffAccount, password: string): Promise<void> {
  const secret = await newTotpSecret()
  await updateBeginnings(pool, staff.id, await hashPassword(password), sealer.seal(secret, secretPlace(staff.id)))
}

export function secretOf({ sealer }: Portal, staff: StaffAccount): string | undefined {
  return staff.totpSecretSealed ? sealer.open(staff.totpSecretSealed, secretPlace(staff.id)) : undefined
}

/** The recovery codes, once; undefined for a wrong code. Spends the invitation. Throws TooMany. */
export async function enrol(portal: Portal, limits: StaffLimits, invitation: string, typed: string): Promise<string[] | undefined> {
  const hash = Buffer.from(invitation, 'base64url')
  const id = await findInvited(portal.pool, hash)
  if (id === undefined) return undefined
  await takeAll(portal, [[limits.code, id]], subjectOf(id))
  const codes = await transaction(portal.pool, async tx => {
    const staff = await findStaff(tx, { id })
    if (!staff || !(await spendCode(portal, tx, staff, typed))) return undefined
    if (!(await spendToken(tx, hash)) || !(await updateActive(tx, id))) return undefined
    await record(tx, actorOf(staff), 'totp.enabled', subjectOf(id))
    return makeCodes(tx, portal.sealer, { staffId: id })
  })
  if (codes) await limits.code.forget(id)
  return codes
}
