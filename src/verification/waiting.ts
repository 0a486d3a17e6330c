/** Who waits in front of the counter today: by number, in the order in which they came or in which their appointment falls. */
import type { Actor, Staff } from '../access/actor.js'
import { findAppointment } from '../appointments/appointment.js'
import { record } from '../audit/audit.js'
import { transaction } from '../db/db.js'
import { NotFound, TooMany } from '../errors.js'
import type { Portal } from '../portal.js'
import { findVerification } from './store.js'
import { isOpen } from './verification.js'
import { type Key, wanted } from './visit.js'
import {
  type ArrivalRow,
  callNext,
  countArrivals,
  endArrivals,
  findArrival,
  insertArrival,
  listArrivals,
  lockNumbers,
  type OwnArrival,
} from './waiting-store.js'

export type { ArrivalRow }

/** Of one slip in a day: called so often and not come, somebody is not there. */
const mostNumbers = 5
const secondsLeft = 3600

/** Pressed by the citizen who has come, or by whoever scans the slip at the door. Twice gives the same number. */
export function arrive({ pool, sealer }: Portal, actor: Actor, by: { citizenId: string } | Key): Promise<number> {
  return transaction(pool, async tx => {
    const row = await findVerification(tx, 'citizenId' in by ? by : wanted(sealer, by))
    if (!row || !isOpen(row) || row.status === 'held') throw new NotFound()
    await lockNumbers(tx)
    if ((await countArrivals(tx, row.id)) >= mostNumbers) throw new TooMany(secondsLeft)
    const given = await insertArrival(tx, row.id, (await findAppointment(tx, row.id))?.at ?? null)
    if (given) await record(tx, actor, 'levelb.arrived', { type: 'verification', id: row.id })
    return (await findArrival(tx, row.id))?.number as number
  })
}

/** Whoever was called before is done with. Undefined where nobody waits. */
export function next({ pool }: Portal, clerk: Staff): Promise<ArrivalRow | undefined> {
  return transaction(pool, async tx => {
    await endArrivals(tx, { staffId: clerk.id })
    const called = await callNext(tx, clerk.id, clerk.desk)
    if (called) await record(tx, clerk, 'levelb.called', { type: 'verification', id: called.verificationId })
    return called
  })
}

/** Nobody came when the number was called. */
export async function endCalled({ pool }: Portal, clerk: Staff): Promise<void> {
  await endArrivals(pool, { staffId: clerk.id })
}

/** The visit was opened: its number has had its turn. */
export async function endTurn({ pool }: Portal, verificationId: string): Promise<void> {
  await endArrivals(pool, { verificationId })
}

export type Waiting = { called: ArrivalRow | undefined; line: ArrivalRow[] }

export async function listWaiting({ pool }: Portal, clerk: Staff): Promise<Waiting> {
  const rows = await listArrivals(pool)
  return { called: rows.find(row => row.calledBy === clerk.id), line: rows.filter(row => row.calledAt === null) }
}

/** The citizen's own number of today, while they wait. */
export function findOwnArrival({ pool }: Portal, verificationId: string): Promise<OwnArrival | undefined> {
  return findArrival(pool, verificationId)
}
