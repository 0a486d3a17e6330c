/** A code of the phone or of the paper, whoever's it is: counted before it is looked at, good once. */
import { visitor } from '../access/actor.js'
import { record, type Subject } from '../audit/audit.js'
import type { Db } from '../db/db.js'
import type { Place, Sealer } from '../db/secret.js'
import type { Portal } from '../portal.js'
import { createThrottle, type Throttle } from '../web/throttle.js'
import { looksLikeRecoveryCode } from './recovery-codes.js'
import { takeAll } from './throttles.js'
import { stepOf } from './totp.js'

export type CodeLimits = Record<'code' | 'recovery' | 'recoveryEver', Throttle>

const quarter = 15 * 60
const hour = 60 * 60
const recoveryHour = 5
const recoveryEver = 20

export function codeLimits(portal: Portal, whose: 'staff' | 'citizen'): CodeLimits {
  return {
    code: createThrottle(portal, `${whose}-code`, portal.config.limits.LIMIT_WRONG_CODES, quarter),
    recovery: createThrottle(portal, `${whose}-recovery`, recoveryHour, hour),
    recoveryEver: createThrottle(portal, `${whose}-recovery-ever`, recoveryEver, 0),
  }
}

/** Undefined where `look` found it wrong; a right one makes the counters forget. Throws TooMany. */
export async function tryCode<T>(
  portal: Portal,
  { code, recovery, recoveryEver }: CodeLimits,
  subject: Subject,
  typed: string,
  look: (paper: boolean) => Promise<T | undefined>,
): Promise<T | undefined> {
  const paper = looksLikeRecoveryCode(typed)
  const lanes = paper ? [code, recovery, recoveryEver] : [code]
  await takeAll(
    portal,
    lanes.map(lane => [lane, subject.id]),
    subject,
  )
  const found = await look(paper)
  if (found) for (const lane of lanes) await lane.forget(subject.id)
  return found
}

/** New codes on paper: what was guessed at is gone. */
export async function forgetPaper({ recovery, recoveryEver }: CodeLimits, id: string): Promise<void> {
  await recovery.forget(id)
  await recoveryEver.forget(id)
}

/** `epoch`: the database's clock in seconds; codes follow it, not this machine's. */
export type Phone = { subject: Subject; sealed: Buffer | null; place: Place; epoch: number; spend(step: number): Promise<boolean> }

/** True for a code of the phone that is right and has not been used; from then on it has. A wrong one leaves a row in the trail. */
export async function spendCodeOf(phone: Phone, sealer: Sealer, tx: Db, typed: string): Promise<boolean> {
  const secret = phone.sealed && sealer.open(phone.sealed, phone.place)
  const step = secret ? await stepOf(secret, typed.replace(/\s/g, ''), phone.epoch) : undefined
  if (step !== undefined && (await phone.spend(step))) return true
  const reason = step === undefined ? 'wrong' : 'replayed'
  await record(tx, visitor, 'login.totp_failed', phone.subject, { outcome: 'failed', reason })
  return false
}
