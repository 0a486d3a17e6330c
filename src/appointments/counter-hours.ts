/** When the counter takes people by appointment. */
import type { Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { transaction } from '../db/db.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { deleteHours, type Hours, insertHours } from './hours-store.js'

/** All or none. False where they overlap with hours that stand already. */
export function addHours({ pool }: Portal, editor: Staff, given: Hours[]): Promise<boolean> {
  const added = transaction(pool, async tx => {
    for (const hours of given) await record(tx, editor, 'counter_hours.added', { type: 'counter_hours', id: await insertHours(tx, hours) })
    return true
  })
  return added.catch(problem => {
    if ((problem as { constraint?: string }).constraint === 'counter_hours_apart') return false
    throw problem
  })
}

export function removeHours({ pool }: Portal, editor: Staff, id: string): Promise<void> {
  return transaction(pool, async tx => {
    if (!(await deleteHours(tx, id))) throw new NotFound()
    await record(tx, editor, 'counter_hours.removed', { type: 'counter_hours', id })
  })
}
