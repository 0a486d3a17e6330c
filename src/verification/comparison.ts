/** The papers are compared unseen and one outcome is kept. One verb, one transaction; of two clerks one wins. */
import type { Staff } from '../access/actor.js'
import { certify, lockLevel, makeRecoveryCode } from '../accounts/level.js'
import { declaredOf, findAddressee } from '../accounts/profile.js'
import { numberPrints } from '../accounts/put-right.js'
import { makeNotMeToken } from '../accounts/tokens.js'
import type { TaxOffice } from '../catalogue/definition.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict } from '../errors.js'
import type { Claim } from '../fields/claims.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { awaitBinding } from './binding.js'
import { correct } from './correction.js'
import { findDeskTitle, findSigns, keepClaim, listCorrected, listCorrectedLately, type NewClaim, type Signs } from './counter-store.js'
import { holdFor } from './decisions.js'
import { bindingLetter, passedLetter } from './mails.js'
import { type Declared, differences, type PaperField, type Seen } from './match.js'
import { fieldsOf, notTaken, type Paper, unproved } from './papers.js'
import { writeReceipt } from './receipt.js'
import { isAtRisk, mostOfWho, mostTries, shareName, whoFields } from './risk.js'
import type { Shown } from './shown.js'
import type { VerificationRow } from './store.js'
import { askedOf, keep, type Outcome, rowOf, type Visit, withSlip } from './visit.js'

/** Compares and decides in one: what differs is named, what is unproved is named, and where all agrees Level B begins. */
export function compare(portal: Portal, offices: readonly TaxOffice[], clerk: Staff, visit: Visit, shown: Shown): Promise<Outcome> {
  return transaction(portal.pool, async tx => {
    const row = await rowOf(portal, tx, clerk, visit)
    await lockLevel(tx, row.citizenId) // what is compared is what is certified: nothing of it may change in between
    const asked = await askedOf(tx, row)
    const declared = await declaredOf(portal, tx, row.citizenId)
    const differing = differences(declared, ofClaims(shown.seen, asked), offices)
    const agreed = withSlip(visit.key) ? differing.filter(name => shown.correct.includes(name)) : [] // without it nobody has shown whose account it is
    const signs = await findSigns(tx, row.id, clerk.id, numberPrints(portal.sealer, numbersOf(declared, shown.seen, agreed)))
    if (row.status === 'second_awaited' && (row.staffId === clerk.id || shareName(signs.surname, signs.staffName)))
      throw new Conflict('verification.conflict.otherClerk')
    const lacking = unproved(shown.papers, asked)
    if (lacking.length) return keep(tx, row, clerk, 'lack', { fields: shown.notTaken ? [notTaken, ...lacking] : lacking })
    if (differing.length > agreed.length) return differ(tx, row, clerk, differing, signs)
    if (signs.sameAfm || signs.sameDocument) return holdFor(tx, row, clerk, 'duplicate')
    if (await makesAnother(tx, row.citizenId, agreed)) return holdFor(tx, row, clerk, 'suspicion')
    await correct(portal, tx, row, clerk, declared, shown, agreed)
    if (row.status !== 'second_awaited' && isAtRisk(signs)) return keep(tx, row, clerk, 'match_at_risk', { note: shown.note })
    const proved = claimsOf(row, asked, clerk, shown)
    return withSlip(visit.key) ? pass(portal, tx, row, clerk, shown, proved) : passUnbound(portal, tx, row, clerk, shown, proved)
  })
}

/** A visit that asks for a part puts nothing else right, whatever else was typed. */
function ofClaims(seen: Seen, asked: readonly Claim[]): Seen {
  const fields = asked.flatMap(claim => fieldsOf[claim])
  return Object.fromEntries(Object.entries(seen).filter(([name]) => fields.includes(name as PaperField)))
}

/** Step by step, too: whatever was put right lately counts. */
async function makesAnother(tx: Db, citizenId: string, agreed: readonly PaperField[]): Promise<boolean> {
  const who = agreed.filter(name => whoFields.includes(name))
  if (who.length === 0) return false
  const before = (await listCorrectedLately(tx, citizenId)).filter(name => whoFields.includes(name as PaperField))
  return new Set([...before, ...who]).size > mostOfWho
}

/** With which numbers this account would be certified. */
function numbersOf(declared: Declared, seen: Seen, agreed: readonly PaperField[]) {
  const last = (name: 'afm' | 'identity_number') => (agreed.includes(name) ? seen[name] : declared[name])
  return { afm: last('afm'), identity_number: last('identity_number') }
}

function differ(tx: Db, row: VerificationRow, clerk: Staff, fields: PaperField[], { tries }: Signs): Promise<Outcome> {
  if (tries + 1 >= mostTries) return holdFor(tx, row, clerk, 'tries')
  return keep(tx, row, clerk, 'differ', { fields, tried: true })
}

async function pass(portal: Portal, tx: Db, row: VerificationRow, clerk: Staff, shown: Shown, proved: NewClaim[]): Promise<Outcome> {
  const outcome = await keep(tx, row, clerk, 'match', { note: shown.note })
  for (const claim of proved) await keepClaim(tx, claim)
  const recovery = makeRecoveryCode(portal.sealer, row.citizenId)
  await certify(tx, row.citizenId, recovery.print)
  await writeReceipt(tx, portal.sealer, row.id, { recovery: recovery.code })
  await tell(portal, tx, row, clerk, passedLetter)
  return outcome
}

/** The papers agree; whose account it is will be shown by whoever can sign in to it with the receipt in hand. */
async function passUnbound(portal: Portal, tx: Db, row: VerificationRow, clerk: Staff, shown: Shown, proved: NewClaim[]): Promise<Outcome> {
  const outcome = await keep(tx, row, clerk, 'match_unbound', { note: shown.note })
  const recovery = makeRecoveryCode(portal.sealer, row.citizenId)
  const binding = await awaitBinding(portal, tx, row, proved, recovery)
  await writeReceipt(tx, portal.sealer, row.id, { recovery: recovery.code, binding })
  await tell(portal, tx, row, clerk, bindingLetter)
  return outcome
}

/** Where, when and at which window it was done, what was put right, and how to object. */
async function tell({ config }: Portal, tx: Db, row: VerificationRow, clerk: Staff, letter: typeof passedLetter): Promise<void> {
  const visit = { desk: await findDeskTitle(tx, clerk.desk), corrected: await listCorrected(tx, row.id), at: new Date() }
  await send(tx, config, letter(config, await findAddressee(tx, row.citizenId), await makeNotMeToken(tx, row.citizenId), visit))
}

/** Whoever comes for something else has shown who they are as well. An old card that names a day is good after it too. */
function claimsOf(row: VerificationRow, asked: readonly Claim[], clerk: Staff, shown: Shown): NewClaim[] {
  return asked.map(claim => {
    const paper = shown.papers.find(one => one.proves.includes(claim)) as Paper
    const identity = claim === 'identity'
    return {
      citizenId: row.citizenId,
      claim,
      paper: paper.slug,
      paperEnd: identity ? String(shown.seen.identity_number ?? '').slice(-3) : (shown.ends[paper.slug] ?? ''),
      verificationId: row.id,
      staffId: clerk.id,
      desk: clerk.desk,
      expiresOn: identity && !paper.expiredOk ? shown.expiresOn : null,
    }
  })
}
