/** Days on which the municipality is closed: by rule for whole years, and as an editor says. */
import { type Staff, visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { NotFound } from '../errors.js'
import { todayInAthens } from '../fields/dates.js'
import type { Task } from '../jobs/jobs.js'
import type { Portal } from '../portal.js'
import { type Calendar, calendarOf } from './calendar.js'
import { type Holiday, holidaysOf } from './rule.js'
import { deleteHoliday, insertByRule, insertHoliday, isFilled, listClosedDays } from './store.js'

/** The calendar as the table has it now. */
export async function loadCalendar(db: Db): Promise<Calendar> {
  return calendarOf(await listClosedDays(db))
}

/** False where that day is a holiday already. */
export function addHoliday({ pool }: Portal, editor: Staff, holiday: Holiday): Promise<boolean> {
  return transaction(pool, async tx => {
    const added = await insertHoliday(tx, holiday)
    if (added) await record(tx, editor, 'holiday.added', { type: 'holiday', id: holiday.day })
    return added
  })
}

export function removeHoliday({ pool }: Portal, editor: Staff, day: string): Promise<void> {
  return transaction(pool, async tx => {
    if (!(await deleteHoliday(tx, day))) throw new NotFound()
    await record(tx, editor, 'holiday.removed', { type: 'holiday', id: day })
  })
}

/** Puts back what the rule says of a year and the table lacks. Returns how many days. */
export function fillYear({ pool }: Portal, editor: Staff, year: number): Promise<number> {
  return transaction(pool, async tx => {
    const added = await insertByRule(tx, holidaysOf(year))
    await record(tx, editor, 'holiday.filled', { type: 'holiday', id: String(year) })
    return added
  })
}

/** So many years after this one are filled beforehand: periods of the law reach into the next. */
const yearsAhead = 2

/** A year is filled once: what an editor took away of it stays away. */
export const holidayTasks: Task[] = [
  {
    name: 'fill-holidays',
    cron: '27 * * * *',
    run: ({ pool }) =>
      transaction(pool, async tx => {
        const first = Number(todayInAthens().slice(0, 4))
        for (let year = first; year <= first + yearsAhead; year += 1) {
          if (await isFilled(tx, year)) continue
          await insertByRule(tx, holidaysOf(year))
          await record(tx, visitor, 'holiday.filled', { type: 'holiday', id: String(year) })
        }
      }),
  },
]
