/** A visit at the counter: opened by the slip's code, or found without it. */
import type { Staff } from '../access/actor.js'
import { findLevel } from '../accounts/level.js'
import { record } from '../audit/audit.js'
import type { Db } from '../db/db.js'
import type { Sealer } from '../db/secret.js'
import { Conflict, NotAllowed, NotFound } from '../errors.js'
import { type Claim, claims } from '../fields/claims.js'
import type { Portal } from '../portal.js'
import { isOwnAccount } from './counter-store.js'
import { happened, type Why } from './happened.js'
import { needed } from './papers.js'
import { type Event, next, type State } from './states.js'
import { findVerification, updateVerification, type VerificationRow } from './store.js'
import { codePrint, isOpen } from './verification.js'

/** Only the account's owner has the code. Who was found by ΑΦΜ or surname has not yet shown that the account is theirs. */
export type Key = { code: string } | { id: string }
/** `version`: of the page that decides. */
export type Visit = { key: Key; version: number }
export type Outcome = { status: State }

/** What stands in the address: the slip's code, or the id of what was found. */
export function keyOf(text: string): Key {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? { id: text } : { code: text.slice(0, 30) }
}

export const withSlip = (key: Key): key is { code: string } => 'code' in key

/** As the store looks for it. */
export const wanted = (sealer: Sealer, key: Key) => (withSlip(key) ? { print: codePrint(sealer, key.code) } : key)

/** An open visit, or undefined: an unknown code, a used one and one that has run out are one answer. */
export async function openVisit({ pool, sealer }: Portal, clerk: Staff, key: Key): Promise<VerificationRow | undefined> {
  const row = await findVerification(pool, wanted(sealer, key))
  const found = row && isOpen(row) ? row : undefined
  if (found) await record(pool, clerk, 'person.viewed', { type: 'citizen', id: found.citizenId }, { reason: `verification ${found.id}` })
  else await record(pool, clerk, 'levelb.code_failed', undefined, { outcome: 'failed' })
  return found
}

/** True for a code that was ever given out; a wrong one is written down. */
export async function isKnown({ pool, sealer }: Portal, clerk: Staff, key: Key): Promise<boolean> {
  const known = (await findVerification(pool, wanted(sealer, key))) !== undefined
  if (!known) await record(pool, clerk, 'levelb.code_failed', undefined, { outcome: 'failed' })
  return known
}

/** What the visit must prove. Only where Level B is in force may a part of it be renewed: all else begins with everything. */
export async function askedOf(db: Db, row: Pick<VerificationRow, 'citizenId' | 'claims'>): Promise<Claim[]> {
  const level = await findLevel(db, row.citizenId)
  return needed(level?.state === 'active' ? row.claims : claims)
}

/** Throws Conflict, which says who was faster, where the page is older than the visit. */
export async function rowOf({ sealer }: Portal, tx: Db, clerk: Staff, { key, version }: Visit): Promise<VerificationRow> {
  const row = await findVerification(tx, wanted(sealer, key))
  if (!row) throw new NotFound()
  if (await isOwnAccount(tx, clerk.id, row.citizenId)) throw new NotAllowed()
  if (!isOpen(row) || row.version !== version) throw changed(row)
  return row
}

/** What became of it meanwhile, and by whom. */
export function changed({ status, staffName, inTime }: VerificationRow): Conflict {
  if (status === 'cancelled' || status === 'expired' || !inTime) return new Conflict('verification.conflict.ended')
  if (!staffName) return new Conflict('verification.conflict.changed')
  return new Conflict(`verification.conflict.by.${status}`, { name: staffName })
}

export type Kept = { fields?: readonly string[]; reason?: string; note?: string | undefined; tried?: boolean }

/** One event of the table, one row of the trail. Of two at once one wins. */
export async function keep(tx: Db, row: VerificationRow, clerk: Staff, event: Event, kept: Kept = {}, why?: Why): Promise<Outcome> {
  const status = next(row.status, event)
  if (!status) throw changed(row)
  const change = { from: row.status, to: status, staffId: clerk.id, desk: clerk.desk, ...kept }
  if (!(await updateVerification(tx, row.id, row.version, change))) throw changed((await findVerification(tx, { id: row.id })) ?? row)
  await record(tx, clerk, happened(event, why), { type: 'verification', id: row.id }, { reason: kept.fields?.join(' ') || why })
  return { status }
}
