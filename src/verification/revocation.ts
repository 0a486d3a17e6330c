/**
 * Taking Level B away: of one person, or of many at once. The decision ends all rights in one transaction; claims, trail and letters
 * follow person by person, in batches that go on where they stopped.
 */
import type { Staff } from '../access/actor.js'
import { carryOutRevocation } from '../accounts/level.js'
import { findAddressee } from '../accounts/profile.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict, NotFound } from '../errors.js'
import { parseAfm } from '../fields/afm.js'
import { emailKey } from '../fields/email.js'
import type { Task } from '../jobs/jobs.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { revokedLetter } from './claim-mails.js'
import { returnClaims } from './claim-store.js'
import { refusedLetter } from './mails.js'
import { claims } from './papers.js'
import * as store from './revocation-store.js'
import { cancelOpen, codePrint } from './verification.js'

export type { Target } from './revocation-store.js'

const batch = 50
/** The page waits for so many; the clock's work does the rest. */
const atOnce = 4

/** By the whole ΑΦΜ, the whole e-mail or the code of a slip; every search is in the trail. */
export async function searchPerson({ pool, sealer }: Portal, staff: Staff, typed: string): Promise<string | undefined> {
  const afm = parseAfm(typed)
  const by = afm.ok
    ? { afm: sealer.fingerprint(afm.afm, 'afm') }
    : typed.includes('@')
      ? { emailKey: emailKey(typed.trim()) }
      : { code: codePrint(sealer, typed) }
  const id = await store.findPerson(pool, by)
  await record(pool, staff, 'person.searched', id ? { type: 'citizen', id } : undefined, {
    outcome: id ? 'ok' : 'failed',
    reason: 'revocation',
  })
  return id
}

/** The one person a decision would be about, seen by name: that too is written down. */
export async function viewPerson({ pool }: Portal, staff: Staff, id: string): Promise<store.Person> {
  const person = await store.findCertified(pool, id)
  if (!person) throw new NotFound()
  await record(pool, staff, 'person.viewed', { type: 'citizen', id }, { reason: 'revocation' })
  return person
}

type Decision = { id: string; target: store.Target; reason: string; expected: number }

/** Refused where more or fewer are concerned than the page said. The same decision sent again changes nothing. */
export async function revoke(portal: Portal, staff: Staff, { id, target, reason, expected }: Decision): Promise<void> {
  await transaction(portal.pool, async tx => {
    await store.lockRevocations(tx)
    if (!(await store.insertRevocation(tx, { id, target, reason, staffId: staff.id, people: expected }))) return
    const marked = await store.markPeople(tx, id, target)
    const visits = await store.cancelBindings(tx, target)
    const late = await store.markPeople(tx, id, target) // bound while the visits above were waited for
    const people = marked + late + visits.length
    if (people !== expected) throw new Conflict('revocation.conflict.count', { expected: String(expected), people: String(people) })
    for (const visit of visits) await endVisit(portal, tx, staff, visit, { id, reason })
    await record(tx, staff, 'levelb.revocation_decided', { type: 'revocation', id }, { reason: `people: ${people}` })
  })
  await carryOut(portal, { id, reason, by: staff }, atOnce)
}

/** Found to agree, and never bound: whoever waits to type the code learns that it is no longer good. */
async function endVisit(
  { config }: Portal,
  tx: Db,
  staff: Staff,
  visit: store.EndedVisit,
  { id, reason }: Pick<Decision, 'id' | 'reason'>,
) {
  await record(tx, staff, 'levelb.cancelled', { type: 'verification', id: visit.id }, { reason: `revocation ${id}` })
  if (visit.active) await send(tx, config, refusedLetter(config, await findAddressee(tx, visit.citizenId), reason))
}

type Decided = { id: string; reason: string; by: Staff }

async function carryOut(portal: Portal, decided: Decided, mostBatches = Number.POSITIVE_INFINITY): Promise<void> {
  for (let batches = 0; batches < mostBatches; batches++) {
    const people = await transaction(portal.pool, tx => carryOutBatch(portal, tx, decided))
    if (people < batch) return
  }
}

async function carryOutBatch({ config }: Portal, tx: Db, { id, reason, by }: Decided): Promise<number> {
  const people = await store.takePeople(tx, id, batch)
  for (const person of people) {
    await carryOutRevocation(tx, person.id)
    await returnClaims(tx, person.id, claims, 'revoked')
    await cancelOpen(tx, by, person.id)
    await record(tx, by, 'levelb.revoked', { type: 'citizen', id: person.id }, { reason: `revocation ${id}` })
    if (person.active) await send(tx, config, revokedLetter(config, await findAddressee(tx, person.id), reason))
  }
  await store.countDone(tx, id, people.length)
  return people.length
}

export const revocationTasks: Task[] = [
  {
    name: 'revocations',
    cron: '* * * * *',
    run: async portal => {
      for (const decided of await store.listUnfinished(portal.pool)) await carryOut(portal, decided)
    },
  },
]
