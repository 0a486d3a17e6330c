/** What the clock does with slips: reminds of their end, and ends them. */
import { findAddresseeIfAny } from '../accounts/profile.js'
import { findAppointment } from '../appointments/appointment.js'
import { type Db, transaction } from '../db/db.js'
import type { Task } from '../jobs/jobs.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { endLapsed } from './expiry.js'
import type { Addressee } from './mails.js'
import { bindingReminder, expiredLetter, slipReminder } from './slip-mails.js'
import { markReminded, type Reminded } from './slip-store.js'
import { open } from './states.js'
import { forgetEndedCodes, forgetOldReceipts } from './store.js'
import { openCode } from './verification.js'
import { deleteOldArrivals } from './waiting-store.js'

export const verificationTasks: Task[] = [
  {
    name: 'verification-clean-up',
    cron: '7 * * * *',
    run: ({ pool, config }) =>
      transaction(pool, async tx => {
        await forgetOldReceipts(tx)
        await deleteOldArrivals(tx)
        await forgetEndedCodes(tx)
        for (const citizenId of await endLapsed(tx)) {
          const citizen = await findAddresseeIfAny(tx, citizenId)
          if (citizen) await send(tx, config, expiredLetter(config, citizen))
        }
      }),
  },
  { name: 'verification-reminders', cron: '12 * * * *', run: portal => transaction(portal.pool, tx => remind(portal, tx)) },
]

/** Days before the end, the last one first: who gets that needs no other. */
const reminders = [2, 7]

/** Who is held can do nothing but wait. */
const reminded = open.filter(state => state !== 'held')

async function remind(portal: Portal, tx: Db): Promise<void> {
  for (const days of reminders)
    for (const slip of await markReminded(tx, days, reminded)) {
      const citizen = await findAddresseeIfAny(tx, slip.citizenId)
      if (citizen) await send(tx, portal.config, await reminderOf(portal, tx, slip, days, citizen))
    }
}

async function reminderOf({ config, sealer }: Portal, tx: Db, slip: Reminded, days: number, citizen: Addressee) {
  if (slip.status === 'binding_awaited') return bindingReminder(config, citizen, days, slip.expiresAt)
  const appointment = await findAppointment(tx, slip.id)
  return slipReminder(config, citizen, days, { code: openCode(sealer, slip), expiresAt: slip.expiresAt, appointment })
}
