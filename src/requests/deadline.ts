/** The deadline of a request, turned by what happens to it: in the transaction of the act. */
import type { Db } from '../db/db.js'
import { todayInAthens } from '../fields/dates.js'
import { loadCalendar } from '../holidays/holiday.js'
import { afterMove, endOf } from './clock.js'
import { findClock, updateClock, updateDecided } from './clock-store.js'
import type { Move } from './moves.js'

/** `does` as a move says it; `restart` also when the last paper that was owed has come. Nothing for requests without a clock. */
export async function turnClock(tx: Db, requestId: string, does: Move['clock']): Promise<void> {
  if (!does) return
  if (does === 'decide' || does === 'undecide') return updateDecided(tx, requestId, does === 'decide')
  const running = await findClock(tx, requestId)
  if (!running) return
  const calendar = await loadCalendar(tx)
  const clock = afterMove(running.clock, does, todayInAthens(), running.complete, calendar)
  await updateClock(tx, requestId, clock, endOf(clock, calendar) ?? null)
}
