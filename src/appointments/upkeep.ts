/** What becomes of an appointment when the counter's days or hours change under it. */
import { visitor } from '../access/actor.js'
import { findAddressee } from '../accounts/profile.js'
import { record } from '../audit/audit.js'
import { transaction } from '../db/db.js'
import type { Task } from '../jobs/jobs.js'
import { send } from '../mail/letter.js'
import { closedLetter } from './mails.js'
import { deleteImpossible } from './store.js'

export const appointmentTasks: Task[] = [
  {
    name: 'end-impossible-appointments',
    cron: '37 * * * *',
    run: ({ pool, config }) =>
      transaction(pool, async tx => {
        for (const one of await deleteImpossible(tx)) {
          await record(tx, visitor, 'appointment.closed', { type: 'verification', id: one.verificationId })
          await send(tx, config, closedLetter(config, await findAddressee(tx, one.citizenId), one))
        }
      }),
  },
]
