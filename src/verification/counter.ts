/** The counter: a code opens a visit, the papers are compared unseen, and one outcome is kept. One verb, one transaction; of two clerks one wins. */
import type { Staff } from '../access/actor.js'
import { certify } from '../accounts/level.js'
import { declaredOf, findAddressee } from '../accounts/profile.js'
import { makeNotMeToken } from '../accounts/tokens.js'
import { record } from '../audit/audit.js'
import type { TaxOffice } from '../catalogue/definition.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict, NotAllowed, NotFound } from '../errors.js'
import { nameKey } from '../fields/names.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { passedLetter, refusedLetter } from './mails.js'
import { differences, type Seen } from './match.js'
import { type Claim, claims, type Paper, unproved } from './papers.js'
import { type Event, next, type State } from './states.js'
import { findSigns, findVerification, keepClaim, type Signs, updateVerification, type VerificationRow } from './store.js'
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
export type Outcome = { status: State; recoveryCode?: string }

type Visit = { code: string; version: number }

/** Compares and decides in one: what differs is named, what is unproved is named, and where all agrees Level B begins. */
export async function compare(portal: Portal, offices: readonly TaxOffice[], clerk: Staff, visit: Visit, shown: Shown): Promise<Outcome> {
  return transaction(portal.pool, async tx => {
    const row = await rowOf(portal, tx, visit)
    const signs = await findSigns(tx, row.id, clerk.id)
    if (signs.sameEmail) throw new NotAllowed()
    if (row.status === 'second_awaited' && row.staffId === clerk.id) throw new Conflict('verification.conflict.otherClerk')
    const lacking = unproved(shown.papers)
    if (lacking.length) return keep(tx, row, visit, clerk, 'lack', { fields: lacking })
    const differing = differences(await declaredOf(portal, tx, row.citizenId), shown.seen, offices)
    if (differing.length) return keep(tx, row, visit, clerk, 'differ', { fields: differing, tried: true })
    if (signs.sameAfm) return keep(tx, row, visit, clerk, 'hold', {}, 'duplicate')
    if (row.status !== 'second_awaited' && isAtRisk(signs, row)) return keep(tx, row, visit, clerk, 'match_at_risk', {})
    return pass(portal, tx, row, visit, clerk, shown)
  })
}

async function rowOf({ sealer }: Portal, tx: Db, { code, version }: Visit): Promise<VerificationRow> {
  const row = await findVerification(tx, { print: codePrint(sealer, code) })
  if (!row) throw new NotFound()
  if (!isOpen(row) || row.version !== version) throw new Conflict('verification.conflict.changed')
  return row
}

/** The one list of what wants a second clerk. */
function isAtRisk({ young, reset, samePhone, surnameKey, staffName }: Signs, { tries }: VerificationRow): boolean {
  return young || reset || samePhone || tries >= 2 || nameKey(staffName).split(' ').includes(surnameKey)
}

type Kept = { fields?: readonly string[]; reason?: string; tried?: boolean }

const happened: Partial<Record<Event, string>> = {
  match: 'levelb.approved',
  match_at_risk: 'levelb.second_person_required',
  differ: 'levelb.mismatch',
  lack: 'levelb.evidence_recorded',
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
  const recoveryCode = await certify(tx, portal.sealer, row.citizenId)
  const citizen = await findAddressee(tx, row.citizenId)
  await send(tx, portal.config, passedLetter(portal.config, citizen, await makeNotMeToken(tx, row.citizenId)))
  return { ...outcome, recoveryCode }
}

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
export function hold(portal: Portal, clerk: Staff, visit: Visit): Promise<Outcome> {
  return transaction(portal.pool, async tx => keep(tx, await rowOf(portal, tx, visit), visit, clerk, 'hold', {}, 'suspicion'))
}

export function refuse(portal: Portal, clerk: Staff, visit: Visit, reason: string): Promise<Outcome> {
  return transaction(portal.pool, async tx => {
    const row = await rowOf(portal, tx, visit)
    const outcome = await keep(tx, row, visit, clerk, 'refuse', { reason })
    await send(tx, portal.config, refusedLetter(portal.config, await findAddressee(tx, row.citizenId), reason))
    return outcome
  })
}
