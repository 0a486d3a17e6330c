/** What the clock sees of deadlines: clerks are told what ends soon, and ends move where holidays have changed. */
import { type Db, transaction } from '../db/db.js'
import { loadCalendar } from '../holidays/holiday.js'
import type { Task } from '../jobs/jobs.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { endOf } from './clock.js'
import { lastWarnDays, warnDays } from './days-left.js'
import { type Clerk, type Ending, listClerks, listRunning, takeEndings, updateDueOn } from './deadline-store.js'
import { deadlinesNear } from './mails.js'

export const deadlineTasks: Task[] = [
  { name: 'recompute-deadlines', cron: '12 4 * * *', run: ({ pool }) => moveEnds(pool) },
  { name: 'warn-of-deadlines', cron: '30 5 * * *', run: warnClerks },
]

const batch = 500

async function moveEnds(db: Db): Promise<void> {
  const calendar = await loadCalendar(db)
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await listRunning(db, after, batch)
    for (const { id, dueOn, clock } of rows) {
      const end = endOf(clock, calendar) ?? null
      if (end !== dueOn) await updateDueOn(db, id, dueOn, end)
    }
    const last = rows.at(-1)
    if (!last || rows.length < batch) return
    after = last.id
  }
}

/** Whoever has it, or else every clerk of the department who works here now. One letter each, numbers and services only. */
async function warnClerks({ pool, config }: Portal): Promise<void> {
  await transaction(pool, async tx => {
    const endings = await takeEndings(tx, warnDays, lastWarnDays)
    if (endings.length === 0) return
    const clerks = await listClerks(tx)
    for (const clerk of clerks) {
      const theirs = endings.filter(one => concerns(one, clerk, clerks)).sort((one, other) => one.dueOn.localeCompare(other.dueOn))
      if (theirs.length) await send(tx, config, deadlinesNear(config, clerk, theirs))
    }
  })
}

function concerns({ assigneeId, department }: Ending, clerk: Clerk, clerks: Clerk[]): boolean {
  const holder = clerks.find(one => one.id === assigneeId)
  return holder ? holder.id === clerk.id : clerk.departments.includes(department)
}
