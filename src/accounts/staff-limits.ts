/** How often somebody may guess at the desk's door. Counted before the guess is looked at, so that many at once gain nothing. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { TooMany } from '../errors.js'
import type { Portal } from '../portal.js'
import { createThrottle, type Throttle } from '../web/throttle.js'

const quarter = 15 * 60
const hour = 60 * 60
const recoveryHour = 5
const recoveryEver = 20

export type StaffLimits = Record<'pair' | 'account' | 'address' | 'code' | 'recovery' | 'recoveryEver', Throttle>

export function staffLimits(portal: Portal): StaffLimits {
  const { limits } = portal.config
  return {
    pair: createThrottle(portal, 'staff-pair', limits.LIMIT_WRONG_PASSWORDS_PAIR, quarter),
    account: createThrottle(portal, 'staff-account', limits.LIMIT_WRONG_PASSWORDS_ACCOUNT_HOUR, hour),
    address: createThrottle(portal, 'staff-address', limits.LIMIT_WRONG_PASSWORDS_ADDRESS, quarter),
    code: createThrottle(portal, 'staff-code', limits.LIMIT_WRONG_CODES, quarter),
    recovery: createThrottle(portal, 'staff-recovery', recoveryHour, hour),
    recoveryEver: createThrottle(portal, 'staff-recovery-ever', recoveryEver, 0),
  }
}

/** Takes from each in turn; past a limit, leaves a row in the trail and refuses. */
export async function takeAll(
  { pool }: Portal,
  takes: [throttle: Throttle, ...key: string[]][],
  subject?: { type: string; id: string },
): Promise<void> {
  try {
    for (const [throttle, ...key] of takes) await throttle.take(...key)
  } catch (problem) {
    if (problem instanceof TooMany) await record(pool, visitor, 'login.limited', subject, { outcome: 'refused' })
    throw problem
  }
}

const purpose = 'desk-device'

/** A sign of this browser having signed in as this person: it opens nothing, but strangers' guesses do not shut it out. */
export function deviceSign({ sealer }: Portal, staffId: string, nonce = randomBytes(12).toString('base64url')): string {
  return `${nonce}.${sealer.fingerprint(`${staffId} ${nonce}`, purpose).toString('base64url')}`
}

export function isKnownDevice(portal: Portal, staffId: string, sign: string): boolean {
  const nonce = /^([\w-]{16})\.[\w-]{43}$/.exec(sign)?.[1]
  return nonce !== undefined && timingSafeEqual(Buffer.from(deviceSign(portal, staffId, nonce)), Buffer.from(sign))
}
