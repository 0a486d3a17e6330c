/** What a clerk may decide without comparing: something is not right, or it cannot be done. */
import type { Staff } from '../access/actor.js'
import { findAddressee } from '../accounts/profile.js'
import { type Db, transaction } from '../db/db.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { openCase } from '../supervision/supervision.js'
import type { Why } from './happened.js'
import { refusedLetter } from './mails.js'
import type { VerificationRow } from './store.js'
import { keep, type Outcome, rowOf, type Visit } from './visit.js'

/** No decision, neutral words to the citizen, a case for a supervisor. */
export async function holdFor(tx: Db, row: VerificationRow, clerk: Staff, why: Why): Promise<Outcome> {
  const outcome = await keep(tx, row, clerk, 'hold', {}, why)
  await openCase(tx, { citizenId: row.citizenId, verificationId: row.id, cause: why })
  return outcome
}

export function hold(portal: Portal, clerk: Staff, visit: Visit, why: Why = 'suspicion'): Promise<Outcome> {
  return transaction(portal.pool, async tx => holdFor(tx, await rowOf(portal, tx, clerk, visit), clerk, why))
}

export function refuse(portal: Portal, clerk: Staff, visit: Visit, reason: string): Promise<Outcome> {
  return transaction(portal.pool, async tx => {
    const row = await rowOf(portal, tx, clerk, visit)
    const outcome = await keep(tx, row, clerk, 'refuse', { reason })
    await send(tx, portal.config, refusedLetter(portal.config, await findAddressee(tx, row.citizenId), reason))
    return outcome
  })
}
