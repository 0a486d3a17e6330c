/** An hour at the counter, for those who want one: whoever comes without is served too. One at most for a verification. */
import { type Citizen, visitor } from '../access/actor.js'
import { findAddressee } from '../accounts/profile.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { hashToken, newToken } from '../db/secret.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { bookedLetter, cancelledLetter } from './mails.js'
import {
  type AppointmentOf,
  deleteAppointment,
  type FreeSlot,
  findAppointment,
  findByToken,
  listFreeSlots,
  lockHours,
  upsertAppointment,
} from './store.js'

export { type Appointment, findAppointment, listAppointmentsOf } from './store.js'

export type FreeDay = { day: string; hours: Date[] }

/** The days ahead on which there is still a place, each with its hours. */
export async function listFreeDays({ pool, config }: Portal, until: Date): Promise<FreeDay[]> {
  const days = new Map<string, FreeDay>()
  for (const { day, at } of await listFreeSlots(pool, config.limits.APPOINTMENT_DAYS, until)) hoursOf(days, day).push(at)
  return [...days.values()]
}

function hoursOf(days: Map<string, FreeDay>, day: FreeSlot['day']): Date[] {
  const found = days.get(day) ?? { day, hours: [] }
  days.set(day, found)
  return found.hours
}

type Wish = { verificationId: string; at: Date; until: Date }

/** In the transaction that holds the verification. False where nobody can have that hour any more; theirs stays then what it was. */
export async function takeAppointment(tx: Db, config: Portal['config'], citizen: Citizen, { verificationId, at, until }: Wish) {
  const before = await findAppointment(tx, verificationId)
  if (before?.at.getTime() === at.getTime()) return true
  const { token, hash } = newToken()
  await lockHours(tx, at)
  const days = config.limits.APPOINTMENT_DAYS
  const booked = await upsertAppointment(tx, { verificationId, citizenId: citizen.id, at, until, days, hash })
  if (!booked) return false
  await record(tx, citizen, before ? 'appointment.changed' : 'appointment.booked', subjectOf(verificationId))
  await send(tx, config, bookedLetter(config, citizen, booked, token))
  return true
}

const subjectOf = (id: string) => ({ type: 'verification', id })

/** True where the database itself refused a second one in the same place. */
export const isTaken = (error: unknown) => (error as { constraint?: string }).constraint === 'appointment_starts_at_place_key'

/** By its owner, signed in. False where there is none. */
export async function giveUpAppointment(tx: Db, config: Portal['config'], citizen: Citizen, verificationId: string): Promise<boolean> {
  const given = await deleteAppointment(tx, { verificationId })
  if (!given) return false
  await record(tx, citizen, 'appointment.cancelled', subjectOf(verificationId))
  await send(tx, config, cancelledLetter(config, citizen, given))
  return true
}

/** Of a letter's link: the hour that it is about. */
export function findLinked({ pool }: Portal, token: string): Promise<AppointmentOf | undefined> {
  return findByToken(pool, hashToken(token))
}

/** By the link of the letter, without signing in: whoever has it, has the mailbox. False where it is used or too late. */
export function giveUpLinked({ pool, config }: Portal, token: string): Promise<boolean> {
  return transaction(pool, async tx => {
    const given = await deleteAppointment(tx, { hash: hashToken(token) })
    if (!given) return false
    await record(tx, visitor, 'appointment.cancelled', subjectOf(given.verificationId))
    await send(tx, config, cancelledLetter(config, await findAddressee(tx, given.citizenId), given))
    return true
  })
}
