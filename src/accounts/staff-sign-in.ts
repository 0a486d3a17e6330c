/** The desk's door: a password, then a second factor. Every refusal sounds the same. */
import { visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { usernameKey } from '../fields/username.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { checkPassword, hashPassword, isOutdated } from './hashing.js'
import { countCodes } from './recovery-code-store.js'
import { useCode } from './recovery-codes.js'
import { spendCodeOf, tryCode } from './second-factor.js'
import { actorOf, secretPlace, subjectOf } from './staff.js'
import { isKnownDevice, type StaffLimits } from './staff-limits.js'
import { lockedLetter, recoveryUsedLetter } from './staff-mails.js'
import {
  countWrongPassword,
  findStaff,
  forgetWrongPasswords,
  type StaffAccount,
  spendStep,
  updatePassword,
  updateSignedIn,
} from './staff-store.js'
import { takeAll } from './throttles.js'

/** `device`: the sign that this browser got at an earlier sign-in, or nothing. */
export type Attempt = { username: string; password: string; address: string; device: string }

/** Whose password it is, if they may work today; undefined for everything else, without saying why. Throws TooMany. */
export async function checkStaffPassword(portal: Portal, limits: StaffLimits, attempt: Attempt): Promise<StaffAccount | undefined> {
  const staff = await findStaff(portal.pool, { usernameKey: usernameKey(attempt.username) })
  const known = staff !== undefined && isKnownDevice(portal, staff.id, attempt.device)
  const lanes = lanesOf(limits, attempt, known)
  await takeAll(portal, lanes, staff && subjectOf(staff.id))
  const right = await checkPassword(staff?.passwordHash, attempt.password)
  const locked = !known && (staff?.wrongPasswords ?? 0) >= portal.config.limits.LIMIT_WRONG_PASSWORDS_EVER
  if (!staff?.works || !right || locked) {
    await refusePassword(portal, attempt, staff, { right, known })
    return undefined
  }
  for (const [throttle, ...key] of lanes) await (throttle === limits.pair ? throttle.forget(...key) : throttle.giveBack(...key))
  await forgetWrongPasswords(portal.pool, staff.id)
  if (await isOutdated(staff.passwordHash ?? '')) await updatePassword(portal.pool, staff.id, await hashPassword(attempt.password))
  return staff
}

type Lanes = Parameters<typeof takeAll>[1]

/** A known browser has a lane of its own, so that nobody can shut its owner out by guessing. */
function lanesOf({ pair, account, address }: StaffLimits, attempt: Attempt, known: boolean): Lanes {
  const who = usernameKey(attempt.username)
  if (known) return [[pair, who, attempt.device.slice(0, 16)]]
  return [
    [pair, who, attempt.address],
    [account, who],
    [address, attempt.address],
  ]
}

type Refused = { right: boolean; known: boolean }

async function refusePassword(
  { pool, config }: Portal,
  attempt: Attempt,
  staff: StaffAccount | undefined,
  { right, known }: Refused,
): Promise<void> {
  const reason = staff ? (right ? staff.status : 'password') : 'unknown'
  await transaction(pool, async tx => {
    const wrong = known ? 0 : await countWrongPassword(tx, usernameKey(attempt.username))
    await record(tx, visitor, 'login.failed', staff && subjectOf(staff.id), { outcome: 'failed', reason })
    if (staff && wrong === config.limits.LIMIT_WRONG_PASSWORDS_EVER) await send(tx, config, lockedLetter(staff))
  })
}

export type SignedIn = { staff: StaffAccount; codesLeft?: number }

/** Six digits of the phone, or a code from paper. Undefined where wrong, used before, or the account has ended meanwhile. */
export function checkSecondFactor(portal: Portal, limits: StaffLimits, id: string, typed: string): Promise<SignedIn | undefined> {
  return tryCode(portal, limits, subjectOf(id), typed, paper =>
    transaction(portal.pool, tx => (paper ? byPaper(portal, tx, id, typed) : byPhone(portal, tx, id, typed))),
  )
}

async function byPhone(portal: Portal, tx: Db, id: string, typed: string): Promise<SignedIn | undefined> {
  const staff = await findStaff(tx, { id })
  if (!staff?.works || !(await spendCode(portal, tx, staff, typed))) return undefined
  await updateSignedIn(tx, id)
  await record(tx, actorOf(staff), 'login.ok', subjectOf(id), { reason: 'totp' })
  return { staff }
}

async function byPaper({ config, sealer }: Portal, tx: Db, id: string, typed: string): Promise<SignedIn | undefined> {
  const staff = await findStaff(tx, { id })
  if (!staff?.works) return undefined
  if (!(await useCode(tx, sealer, { staffId: id }, typed))) {
    await record(tx, visitor, 'recovery.failed', subjectOf(id), { outcome: 'failed' })
    return undefined
  }
  const codesLeft = await countCodes(tx, { staffId: id })
  await updateSignedIn(tx, id)
  await record(tx, actorOf(staff), 'recovery.used', subjectOf(id))
  await record(tx, actorOf(staff), 'login.ok', subjectOf(id), { reason: 'recovery' })
  await send(tx, config, recoveryUsedLetter(staff, codesLeft))
  return { staff, codesLeft }
}

/** True once for each right code of their phone. */
export function spendCode({ sealer }: Portal, tx: Db, { id, totpSecretSealed, epoch }: StaffAccount, typed: string): Promise<boolean> {
  const phone = { subject: subjectOf(id), sealed: totpSecretSealed, place: secretPlace(id), epoch }
  return spendCodeOf({ ...phone, spend: step => spendStep(tx, id, step) }, sealer, tx, typed)
}
