/** How often somebody may guess at the desk's door. Counted before the guess is looked at, so that many at once gain nothing. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Portal } from '../portal.js'
import { createThrottle, type Throttle } from '../web/throttle.js'
import { type CodeLimits, codeLimits } from './second-factor.js'

const quarter = 15 * 60
const hour = 60 * 60

export type StaffLimits = CodeLimits & Record<'pair' | 'account' | 'address', Throttle>

export function staffLimits(portal: Portal): StaffLimits {
  const { limits } = portal.config
  return {
    pair: createThrottle(portal, 'staff-pair', limits.LIMIT_WRONG_PASSWORDS_PAIR, quarter),
    account: createThrottle(portal, 'staff-account', limits.LIMIT_WRONG_PASSWORDS_ACCOUNT_HOUR, hour),
    address: createThrottle(portal, 'staff-address', limits.LIMIT_WRONG_PASSWORDS_ADDRESS, quarter),
    ...codeLimits(portal, 'staff'),
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
