/** The windows of the counter, and who sits at which: a part of the session, told by the trail. */
import type { Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import type { Portal } from '../portal.js'
import { isOpenWindow } from './store.js'

const subjectOf = ({ id }: Staff) => ({ type: 'staff', id })

/** Sits down at a window, or, with null, at none. False where it is not open; the session then stays as it was. */
export function takeWindow({ pool }: Portal, staff: Staff, slug: string | null): Promise<boolean> {
  return transaction(pool, async tx => {
    if (slug !== null && !(await isOpenWindow(tx, slug))) return false
    if (slug === staff.desk) return true
    await endDuty(tx, staff)
    if (slug !== null) await record(tx, staff, 'duty.began', subjectOf(staff), { reason: slug })
    return true
  })
}

export async function endDuty(db: Db, staff: Staff): Promise<void> {
  if (staff.desk !== null) await record(db, staff, 'duty.ended', subjectOf(staff), { reason: staff.desk })
}
