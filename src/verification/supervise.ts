/** The supervisor's part: a visit that was held goes on or ends, a case is closed with a note. */
import type { Staff } from '../access/actor.js'
import { findAddressee, findProfile, showContact } from '../accounts/profile.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict, NotAllowed, NotFound } from '../errors.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { type CaseRow, closeCase, findCase } from '../supervision/supervision.js'
import { isOwnAccount } from './counter-store.js'
import { refusedLetter, releasedLetter } from './mails.js'
import { findVerification, type VerificationRow } from './store.js'
import { type Certified, type CounterEvent, findCertified, listCorrections, listCounterEvents, prolong } from './supervise-store.js'
import { keep } from './visit.js'

export type OpenedCase = CaseRow & {
  person: { name: string; contact: string[] }
  status: VerificationRow['status'] | undefined
  events: CounterEvent[]
  corrections: string[]
  /** For a duplicate: who is certified with the same number. */
  certified: Certified[]
}

/** Opening a case is looking at somebody's data: it leaves a row that names the case. */
export async function openCasePage(portal: Portal, supervisor: Staff, id: string): Promise<OpenedCase> {
  const { pool } = portal
  const found = await findCase(pool, id)
  if (!found) throw new NotFound()
  const verification = found.verificationId ? await findVerification(pool, { id: found.verificationId }) : undefined
  const [person, events, corrections, certified] = await Promise.all([
    findProfile(portal, found.citizenId),
    listCounterEvents(pool, found.citizenId),
    listCorrections(pool, found.citizenId),
    found.cause === 'duplicate' ? findCertified(pool, found.citizenId) : [],
  ])
  await record(pool, supervisor, 'person.viewed', { type: 'citizen', id: found.citizenId }, { reason: `case ${id}` })
  for (const other of certified)
    await record(pool, supervisor, 'person.viewed', { type: 'citizen', id: other.id }, { reason: `case ${id}` })
  const { phone, mobile } = showContact(person)
  const contact = [person.email, phone, mobile].filter(Boolean)
  return {
    ...found,
    person: { name: `${person.firstName} ${person.surname}`, contact },
    status: verification?.status,
    events,
    corrections,
    certified,
  }
}

/** The same slip is good again, for its whole time; a second clerk will be wanted. */
export function release(portal: Portal, supervisor: Staff, id: string, version: number, note: string | null): Promise<void> {
  return decide(portal, supervisor, id, { version, outcome: 'released', note }, async (tx, row) => {
    await keep(tx, row, supervisor, 'release')
    const days = portal.config.limits.VERIFICATION_DAYS
    await prolong(tx, row.id, days)
    await send(tx, portal.config, releasedLetter(portal.config, await findAddressee(tx, row.citizenId), days))
  })
}

/** The citizen reads the reason; the note stays inside. */
export function dismiss(
  portal: Portal,
  supervisor: Staff,
  id: string,
  version: number,
  reason: string,
  note: string | null,
): Promise<void> {
  return decide(portal, supervisor, id, { version, outcome: 'dismissed', note }, async (tx, row) => {
    await keep(tx, row, supervisor, 'dismiss', { reason })
    await send(tx, portal.config, refusedLetter(portal.config, await findAddressee(tx, row.citizenId), reason))
  })
}

/** Looked into; what follows (a new visit, a revocation) is a step of its own. */
export function close({ pool }: Portal, supervisor: Staff, id: string, version: number, note: string): Promise<void> {
  return transaction(pool, async tx => {
    const found = await findCase(tx, id)
    const visit = found?.verificationId ? await findVerification(tx, { id: found.verificationId }) : undefined
    if (visit?.status === 'held' && visit.inTime) throw new Conflict('verification.conflict.stillHeld')
    await finish(tx, supervisor, id, { version, outcome: 'closed', note })
  })
}

type Closing = { version: number; outcome: 'released' | 'dismissed' | 'closed'; note: string | null }

function decide(
  { pool }: Portal,
  supervisor: Staff,
  id: string,
  closing: Closing,
  act: (tx: Db, row: VerificationRow) => Promise<void>,
): Promise<void> {
  return transaction(pool, async tx => {
    const found = await findCase(tx, id)
    const row = found?.verificationId ? await findVerification(tx, { id: found.verificationId }) : undefined
    if (!found || !row) throw new NotFound()
    await finish(tx, supervisor, id, closing)
    await act(tx, row)
  })
}

async function finish(tx: Db, supervisor: Staff, id: string, { version, outcome, note }: Closing): Promise<void> {
  const found = await findCase(tx, id)
  if (found && (await isOwnAccount(tx, supervisor.id, found.citizenId))) throw new NotAllowed()
  const done = await closeCase(tx, id, { version, staffId: supervisor.id, outcome, note })
  if (!done) throw await tooLate(tx, id)
  await record(tx, supervisor, 'supervision.closed', { type: 'supervision', id }, { reason: outcome })
}

async function tooLate(tx: Db, id: string): Promise<Error> {
  const found = await findCase(tx, id)
  if (!found) return new NotFound()
  return found.closedBy
    ? new Conflict('verification.conflict.case', { name: found.closedBy })
    : new Conflict('verification.conflict.changed')
}
