/** The hour at the counter of somebody who has a slip. */
import type { Citizen } from '../access/actor.js'
import { giveUpAppointment, isTaken, takeAppointment } from '../appointments/appointment.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict, NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { lockOpen } from './slip-store.js'
import { findVerification, type VerificationRow } from './store.js'
import { isOpen } from './verification.js'

/** Who is held has nothing to come for until a supervisor has looked. */
export const mayCome = (row: VerificationRow) => isOpen(row) && row.status !== 'held'

export async function findComing(db: Db, citizenId: string): Promise<VerificationRow> {
  const row = await findVerification(db, { citizenId })
  if (!row || !mayCome(row)) throw new NotFound()
  return row
}

/** False where somebody else has that hour by now, or the counter does not keep it. */
export function bookVisit({ pool, config }: Portal, citizen: Citizen, at: Date): Promise<boolean> {
  const booked = transaction(pool, async tx => {
    await lockOpen(tx, citizen.id) // it may not end in between
    const row = await findComing(tx, citizen.id)
    return takeAppointment(tx, config, citizen, { verificationId: row.id, at, until: row.expiresAt })
  })
  return booked.catch(problem => {
    if (isTaken(problem)) return false
    throw problem
  })
}

export function cancelBooking({ pool, config }: Portal, citizen: Citizen): Promise<void> {
  return transaction(pool, async tx => {
    const row = await findVerification(tx, { citizenId: citizen.id })
    if (!row || !(await giveUpAppointment(tx, config, citizen, row.id))) throw new Conflict('appointments.link.spent')
  })
}
