/** Claims that end: told thirty days before, returned when it is so. Each person is one transaction; what was done is not done again. */
import { visitor } from '../access/actor.js'
import { findAddressee } from '../accounts/profile.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import type { Task } from '../jobs/jobs.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { endingLetter, overLetter } from './claim-mails.js'
import { listDue, listOver, markWarned, returnClaims } from './claim-store.js'

const warnDays = 30
const batch = 200

export const claimTasks: Task[] = [{ name: 'claim-ends', cron: '40 4 * * *', run: endClaims }]

async function endClaims(portal: Portal): Promise<void> {
  for (;;) {
    const due = await listDue(portal.pool, warnDays, batch)
    for (const { citizenId } of due) await transaction(portal.pool, tx => endOf(portal, tx, citizenId))
    if (due.length < batch) return
  }
}

async function endOf({ config }: Portal, tx: Db, citizenId: string): Promise<void> {
  const subject = { type: 'citizen', id: citizenId }
  const citizen = await findAddressee(tx, citizenId)
  const over = await returnClaims(tx, citizenId, await listOver(tx, citizenId), 'expired')
  for (const claim of over) await record(tx, visitor, 'claim.returned', subject, { reason: `${claim} expired` })
  if (over.length) await send(tx, config, overLetter(config, citizen, over))
  const endings = await markWarned(tx, citizenId, warnDays)
  if (endings.length) await send(tx, config, endingLetter(config, citizen, endings))
}
