/** The citizen's own second factor: a phone is connected, sign-in asks for it, it is taken off again. */
import type { Citizen } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict } from '../errors.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { codesRenewedLetter, factorOffLetter, factorOnLetter } from './mails.js'
import { type FactorRow, findFactorRow, spendStep, updateSecret, updateTurnedOff, updateTurnedOn } from './own-factor-store.js'
import { countCodes, deleteCodes } from './recovery-code-store.js'
import { makeCodes, useCode } from './recovery-codes.js'
import { type CodeLimits, forgetPaper, type Phone, spendCodeOf, tryCode } from './second-factor.js'
import { endSessions } from './sessions.js'
import { makeNotMeToken, notMeMinutes } from './tokens.js'
import { newTotpSecret } from './totp.js'

const subjectOf = (id: string) => ({ type: 'citizen', id })
const placeOf = (id: string) => ({ table: 'citizen', column: 'totp_secret_sealed', row: id })

export type OwnFactor = { since: Date | null; codesLeft: number }

export async function findFactor({ pool }: Portal, id: string): Promise<OwnFactor> {
  const [row, codesLeft] = await Promise.all([findFactorRow(pool, id), countCodes(pool, { citizenId: id })])
  return { since: row?.since ?? null, codesLeft }
}

/** A fresh secret for a phone that is to be connected; the one before it was never in force. */
export async function beginFactor({ pool, sealer }: Portal, { id }: Citizen): Promise<void> {
  await updateSecret(pool, id, sealer.seal(await newTotpSecret(), placeOf(id)))
}

/** While the phone is being connected, and not afterwards. */
export async function secretToConnect({ pool, sealer }: Portal, id: string): Promise<string | undefined> {
  const row = await findFactorRow(pool, id)
  return row?.sealed && !row.since ? sealer.open(row.sealed, placeOf(id)) : undefined
}

function phoneOf(tx: Db, id: string, { sealed, epoch }: FactorRow): Phone {
  return { subject: subjectOf(id), sealed, place: placeOf(id), epoch, spend: step => spendStep(tx, id, step) }
}

/** By the phone or, where `paper`, by a code on paper; either is good once. In the transaction of what it is for. */
export async function proveFactor({ sealer }: Portal, tx: Db, id: string, typed: string, paper: boolean): Promise<boolean> {
  const row = await findFactorRow(tx, id)
  if (!row?.since) return false
  return paper ? useCode(tx, sealer, { citizenId: id }, typed) : spendCodeOf(phoneOf(tx, id, row), sealer, tx, typed)
}

/** The codes on paper, once; undefined for a wrong code. All sessions end: the browser that asks gets a new one. Throws TooMany. */
export async function turnOn(portal: Portal, limits: CodeLimits, citizen: Citizen, typed: string): Promise<string[] | undefined> {
  const { pool, sealer, config } = portal
  const { id } = citizen
  const codes = await tryCode(portal, limits, subjectOf(id), typed, paper =>
    transaction(pool, async tx => {
      const row = await findFactorRow(tx, id)
      if (paper || !row || row.since || !(await spendCodeOf(phoneOf(tx, id, row), sealer, tx, typed))) return undefined
      if (!(await updateTurnedOn(tx, id))) throw new Conflict()
      await endSessions(tx, { citizenId: id })
      await record(tx, citizen, 'totp.enabled', subjectOf(id))
      await send(tx, config, factorOnLetter(config, citizen, await makeNotMeToken(tx, id)))
      return makeCodes(tx, sealer, { citizenId: id })
    }),
  )
  if (codes) await forgetPaper(limits, id)
  return codes
}

/** Undefined: a code was typed a few minutes ago. */
type Typed = string | undefined

/** Does `act` in the transaction in which the code is spent; undefined for a wrong one. Throws TooMany. */
function withProof<T>(
  portal: Portal,
  limits: CodeLimits,
  { id }: Citizen,
  typed: Typed,
  act: (tx: Db) => Promise<T>,
): Promise<T | undefined> {
  if (typed === undefined) return transaction(portal.pool, act)
  return tryCode(portal, limits, subjectOf(id), typed, paper =>
    transaction(portal.pool, async tx => ((await proveFactor(portal, tx, id, typed, paper)) ? act(tx) : undefined)),
  )
}

/** True when done; every session ends, the one that asks too. */
export async function turnOff(portal: Portal, limits: CodeLimits, citizen: Citizen, typed: Typed): Promise<boolean> {
  const { id } = citizen
  const done = await withProof(portal, limits, citizen, typed, async tx => {
    if (!(await updateTurnedOff(tx, id))) throw new Conflict()
    await deleteCodes(tx, { citizenId: id })
    await endSessions(tx, { citizenId: id })
    await record(tx, citizen, 'totp.disabled', subjectOf(id))
    await send(tx, portal.config, factorOffLetter(portal.config, citizen, await makeNotMeToken(tx, id)))
    return true
  })
  return done ?? false
}

export async function renewCodes(portal: Portal, limits: CodeLimits, citizen: Citizen, typed: Typed): Promise<string[] | undefined> {
  const { id } = citizen
  const codes = await withProof(portal, limits, citizen, typed, async tx => {
    if (!(await findFactorRow(tx, id))?.since) throw new Conflict()
    await record(tx, citizen, 'recovery.renewed', subjectOf(id))
    await send(tx, portal.config, codesRenewedLetter(portal.config, citizen, await makeNotMeToken(tx, id)))
    return makeCodes(tx, portal.sealer, { citizenId: id })
  })
  if (codes) await forgetPaper(limits, id)
  return codes
}

/** After «this was not me»: one as young as the letters that say so may be the doing of whoever is objected to. */
export async function doubtFactor(tx: Db, id: string): Promise<void> {
  if (await updateTurnedOff(tx, id, notMeMinutes)) await deleteCodes(tx, { citizenId: id })
}
