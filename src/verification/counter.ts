/** The counter: a code opens a visit, the papers are compared unseen, and one outcome is kept. One verb, one transaction; of two clerks one wins. */
import type { Staff } from '../access/actor.js'
import { certify, lockLevel } from '../accounts/level.js'
import { declaredOf, findAddressee } from '../accounts/profile.js'
import { makeNotMeToken } from '../accounts/tokens.js'
import { record } from '../audit/audit.js'
import type { TaxOffice } from '../catalogue/definition.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict, NotAllowed, NotFound } from '../errors.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { passedLetter, refusedLetter } from './mails.js'
import { differences, type Seen } from './match.js'
import { sameName } from './match-names.js'
import { type Claim, claims, type Paper, unproved } from './papers.js'
import { type Event, next, type State } from './states.js'
import {
  findReceipt,
  findSigns,
  findVerification,
  forgetReceipt,
  keepClaim,
  keepReceipt,
  type Signs,
  updateVerification,
  type VerificationRow,
} from './store.js'
import { codePrint, isOpen } from './verification.js'

/** An open visit, or undefined: an unknown code, a used one and one that has run out are one answer. */
export async function openVisit({ pool, sealer }: Portal, clerk: Staff, code: string): Promise<VerificationRow | undefined> {
  const row = await findVerification(pool, { print: codePrint(sealer, code) })
  const found = row && isOpen(row) ? row : undefined
  if (found) await record(pool, clerk, 'person.viewed', { type: 'citizen', id: found.citizenId }, { reason: `verification ${found.id}` })
  else await record(pool, clerk, 'levelb.code_failed', undefined, { outcome: 'failed' })
  return found
}

/** What the clerk has in hand: the papers, what they say, the last characters of their numbers, the ISO day on which the identity paper ends. */
export type Shown = { papers: Paper[]; seen: Seen; paperEnd: string; expiresOn: string | null }
export type Outcome = { status: State }

type Visit = { code: string; version: number }

/** Compares and decides in one: what differs is named, what is unproved is named, and where all agrees Level B begins. */
export async function compare(portal: Portal, offices: readonly TaxOffice[], clerk: Staff, visit: Visit, shown: Shown): Promise<Outcome> {
  return transaction(portal.pool, async tx => {
    const row = await rowOf(portal, tx, visit)
    await lockLevel(tx, row.citizenId) // what is compared is what is certified: nothing of it may change in between
    const signs = await findSigns(tx, row.id, clerk.id)
    if (signs.sameEmail) throw new NotAllowed()
    if (row.status === 'second_awaited' && row.staffId === clerk.id) throw new Conflict('verification.conflict.otherClerk')
    const lacking = unproved(shown.papers)
    if (lacking.length) return keep(tx, row, visit, clerk, 'lack', { fields: lacking })
    const differing = differences(await declaredOf(portal, tx, row.citizenId), shown.seen, offices)
    const guessing = signs.tries + 1 >= mostTries
    if (differing.length && guessing) return keep(tx, row, visit, clerk, 'hold', { tried: true }, 'tries')
    if (differing.length) return keep(tx, row, visit, clerk, 'differ', { fields: differing, tried: true })
    if (signs.sameAfm || signs.sameDocument) return keep(tx, row, visit, clerk, 'hold', {}, 'duplicate')
    if (row.status !== 'second_awaited' && isAtRisk(signs)) return keep(tx, row, visit, clerk, 'match_at_risk', {})
    return pass(portal, tx, row, visit, clerk, shown)
  })
}

async function rowOf({ sealer }: Portal, tx: Db, { code, version }: Visit): Promise<VerificationRow> {
  const row = await findVerification(tx, { print: codePrint(sealer, code) })
  if (!row) throw new NotFound()
  if (!isOpen(row) || row.version !== version) throw new Conflict('verification.conflict.changed')
  return row
}

/** So many that differ are guessing at what was declared. */
const mostTries = 6

/** The one list of what wants a second clerk. */
function isAtRisk({ young, reset, objected, heldBefore, samePhone, tries, surname, staffName }: Signs): boolean {
  return young || reset || objected || heldBefore || samePhone || tries >= 2 || shareName(surname, staffName)
}

/** Of a double surname one part is enough, in whichever alphabet. */
function shareName(surname: string, staffName: string): boolean {
  const words = (name: string) => name.split(/[^\p{L}\p{M}]+/u).filter(Boolean)
  return words(surname).some(one => words(staffName).some(other => sameName(one, other)))
}

type Kept = { fields?: readonly string[]; reason?: string; tried?: boolean }

const happened: Partial<Record<Event, string>> = {
  match: 'levelb.approved',
  match_at_risk: 'levelb.second_person_required',
  differ: 'levelb.mismatch',
  lack: 'levelb.paper_missing',
  refuse: 'levelb.refused',
}

async function keep(
  tx: Db,
  row: VerificationRow,
  { version }: Visit,
  clerk: Staff,
  event: Event,
  kept: Kept,
  why?: string,
): Promise<Outcome> {
  const status = next(row.status, event)
  if (!status) throw new Conflict('verification.conflict.changed')
  const done = await updateVerification(tx, row.id, version, { from: row.status, to: status, staffId: clerk.id, ...kept })
  if (!done) throw new Conflict('verification.conflict.changed')
  const name = why === 'duplicate' ? 'levelb.duplicate' : ((happened[event] ?? 'levelb.held') as `${string}.${string}`)
  await record(tx, clerk, name, { type: 'verification', id: row.id }, { reason: kept.fields?.join(' ') || why })
  return { status }
}

async function pass(portal: Portal, tx: Db, row: VerificationRow, visit: Visit, clerk: Staff, shown: Shown): Promise<Outcome> {
  const outcome = await keep(tx, row, visit, clerk, 'match', {})
  for (const claim of claims) await keepClaim(tx, claimOf(claim, row, clerk, shown))
  const code = await certify(tx, portal.sealer, row.citizenId)
  await keepReceipt(tx, row.id, portal.sealer.seal(code, receiptPlace(row.id)))
  const citizen = await findAddressee(tx, row.citizenId)
  await send(tx, portal.config, passedLetter(portal.config, citizen, await makeNotMeToken(tx, row.citizenId)))
  return outcome
}

const receiptPlace = (id: string) => ({ table: 'verification', column: 'receipt_sealed', row: id })

/** The recovery code for the clerk who decided just now, to be printed. */
export async function readReceipt(
  { pool, sealer }: Portal,
  clerk: Staff,
  code: string,
): Promise<{ recoveryCode: string; at: Date } | undefined> {
  const receipt = await findReceipt(pool, codePrint(sealer, code), clerk.id)
  return receipt && { recoveryCode: sealer.open(receipt.sealed, receiptPlace(receipt.id)), at: receipt.decidedAt }
}

export async function handOverReceipt({ pool, sealer }: Portal, clerk: Staff, code: string): Promise<void> {
  const receipt = await findReceipt(pool, codePrint(sealer, code), clerk.id)
  if (receipt) await forgetReceipt(pool, receipt.id)
}

/** True for a code that was ever given out; a wrong one is written down. */
export async function isKnownCode({ pool, sealer }: Portal, clerk: Staff, code: string): Promise<boolean> {
  const known = (await findVerification(pool, { print: codePrint(sealer, code) })) !== undefined
  if (!known) await record(pool, clerk, 'levelb.code_failed', undefined, { outcome: 'failed' })
  return known
}

/** True where somebody else with this ΑΦΜ was certified in this very moment. */
export const isDuplicate = (error: unknown) => (error as { constraint?: string }).constraint === 'citizen_afm'

function claimOf(claim: Claim, row: VerificationRow, clerk: Staff, { papers, seen, paperEnd, expiresOn }: Shown) {
  const paper = papers.find(one => one.proves.includes(claim)) as Paper
  const identity = claim === 'identity'
  return {
    citizenId: row.citizenId,
    claim,
    paper: paper.slug,
    paperEnd: identity ? String(seen.identity_number ?? '').slice(-3) : paperEnd,
    verificationId: row.id,
    staffId: clerk.id,
    expiresOn: identity ? expiresOn : null,
  }
}

/** Something is not right: no decision, neutral words to the citizen, a supervisor looks. */
export function hold(portal: Portal, clerk: Staff, visit: Visit, why: 'suspicion' | 'duplicate' = 'suspicion'): Promise<Outcome> {
  return transaction(portal.pool, async tx => keep(tx, await rowOf(portal, tx, visit), visit, clerk, 'hold', {}, why))
}

export function refuse(portal: Portal, clerk: Staff, visit: Visit, reason: string): Promise<Outcome> {
  return transaction(portal.pool, async tx => {
    const row = await rowOf(portal, tx, visit)
    const outcome = await keep(tx, row, visit, clerk, 'refuse', { reason })
    await send(tx, portal.config, refusedLetter(portal.config, await findAddressee(tx, row.citizenId), reason))
    return outcome
  })
}
