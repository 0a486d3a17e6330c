/** The deadline of a request, turned by what happens to it: in the transaction of the act. */
import type { Db } from '../db/db.js'
import { todayInAthens } from '../fields/dates.js'
import { loadCalendar } from '../holidays/holiday.js'
import { afterMove, endOf } from './clock.js'
import { findClock, updateClock, updateDecided } from './clock-store.js'
import type { Move } from './moves.js'

/**
 * `does` as a move says it; `restart` also when the last paper that was owed has come. Returns the last day of the period
 * as it is now: null while none runs, undefined where this move does not touch it.
 */
export async function turnClock(tx: Db, requestId: string, does: Move['clock']): Promise<string | null | undefined> {
  if (!does) return undefined
  if (does === 'decide' || does === 'undecide') {
    await updateDecided(tx, requestId, does === 'decide')
    return undefined
  }
  const running = await findClock(tx, requestId)
  if (!running) return undefined
  const calendar = await loadCalendar(tx)
  const clock = afterMove(running.clock, does, todayInAthens(), running.complete, calendar)
  const dueOn = endOf(clock, calendar) ?? null
  await updateClock(tx, requestId, clock, dueOn)
  return dueOn
}
