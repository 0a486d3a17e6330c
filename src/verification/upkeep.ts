/** Slips whose time is over. The account stays as it is, at Level A. */
import { visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { transaction } from '../db/db.js'
import type { Task } from '../jobs/jobs.js'
import { expireVerifications, forgetEndedCodes, forgetOldReceipts } from './store.js'
import { deleteOldArrivals } from './waiting-store.js'

export const verificationTasks: Task[] = [
  {
    name: 'verification-clean-up',
    cron: '7 * * * *',
    run: ({ pool }) =>
      transaction(pool, async tx => {
        await forgetOldReceipts(tx)
        await deleteOldArrivals(tx)
        await forgetEndedCodes(tx)
        for (const { id } of await expireVerifications(tx)) await record(tx, visitor, 'levelb.expired', { type: 'verification', id })
      }),
  },
]
