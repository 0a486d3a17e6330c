/** An administrator stops the clock of slips during an outage; afterwards nobody has lost a day. */
import type { Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { transaction } from '../db/db.js'
import { Conflict } from '../errors.js'
import type { Portal } from '../portal.js'
import { endPause, giveTimeBack, insertPause } from './pause-store.js'

export function pauseExpiry({ pool }: Portal, staff: Staff, reason: string): Promise<void> {
  return transaction(pool, async tx => {
    const id = await insertPause(tx, staff.id, reason)
    if (!id) throw new Conflict('slip.pause.already')
    await record(tx, staff, 'expiry.paused', { type: 'verification_pause', id })
  })
}

/** Returns how many slips were given the time. */
export function resumeExpiry({ pool }: Portal, staff: Staff, id: string): Promise<number> {
  return transaction(pool, async tx => {
    if (!(await endPause(tx, id, staff.id))) throw new Conflict('slip.pause.over')
    await record(tx, staff, 'expiry.resumed', { type: 'verification_pause', id })
    return giveTimeBack(tx, id)
  })
}
