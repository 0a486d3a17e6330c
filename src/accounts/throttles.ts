/** How often what may be tried. */
import { visitor } from '../access/actor.js'
import { record, type Subject } from '../audit/audit.js'
import { TooMany } from '../errors.js'
import type { Portal } from '../portal.js'
import { createThrottle, type Throttle } from '../web/throttle.js'

const quarter = 15 * 60
const hour = 60 * 60
const year = 365 * 24 * hour

export type Throttles = ReturnType<typeof accountThrottles>

export function accountThrottles(portal: Portal) {
  const { limits } = portal.config
  const throttle = (name: string, points: number, seconds: number) => createThrottle(portal, name, points, seconds)
  return {
    signUpEmail: throttle('sign-up-email', limits.LIMIT_SIGN_UP_EMAIL_HOUR, hour),
    signUpAddress: throttle('sign-up-address', limits.LIMIT_SIGN_UP_ADDRESS_HOUR, hour),
    signUpTries: throttle('sign-up-tries', limits.LIMIT_SIGN_UP_TRIES_ADDRESS, quarter),
    resend: throttle('resend', limits.LIMIT_RESEND_HOUR, hour),
    codeAddress: throttle('code-address', limits.LIMIT_WRONG_PASSWORDS_ADDRESS, quarter),
    resetEmail: throttle('reset-email', limits.LIMIT_RESET_EMAIL_HOUR, hour),
    resetAddress: throttle('reset-address', limits.LIMIT_SIGN_UP_ADDRESS_HOUR, hour),
    pair: throttle('sign-in-pair', limits.LIMIT_WRONG_PASSWORDS_PAIR, quarter),
    account: throttle('sign-in-account', limits.LIMIT_WRONG_PASSWORDS_ACCOUNT_HOUR, hour),
    address: throttle('sign-in-address', limits.LIMIT_WRONG_PASSWORDS_ADDRESS, quarter),
    samePair: throttle('sign-in-same-pair', limits.LIMIT_WRONG_PASSWORDS_PAIR, quarter),
    sameAccount: throttle('sign-in-same-account', limits.LIMIT_WRONG_PASSWORDS_ACCOUNT_HOUR, hour),
    device: throttle('sign-in-device', limits.LIMIT_WRONG_PASSWORDS_PAIR, quarter),
    deviceEver: throttle('sign-in-device-ever', limits.LIMIT_WRONG_PASSWORDS_EVER, year),
    confirm: throttle('confirm-password', limits.LIMIT_WRONG_PASSWORDS_PAIR, quarter),
  }
}

/** Takes from each in turn; past a limit, leaves a row in the trail and refuses. */
export async function takeAll({ pool }: Portal, takes: [throttle: Throttle, ...key: string[]][], subject?: Subject): Promise<void> {
  try {
    for (const [throttle, ...key] of takes) await throttle.take(...key)
  } catch (problem) {
    if (problem instanceof TooMany) await record(pool, visitor, 'login.limited', subject, { outcome: 'refused' })
    throw problem
  }
}

/** Zero, or the seconds until there is room again: for pages that keep what was typed. */
export async function secondsToWait(take: () => Promise<void>): Promise<number> {
  try {
    await take()
    return 0
  } catch (error) {
    if (error instanceof TooMany) return error.retryAfterSeconds
    throw error
  }
}
