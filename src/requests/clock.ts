/**
 * The legal clock of a request: ν. 2690/1999 art. 4. It starts when the file is complete at the competent department,
 * stands while the citizen is asked something, and ends on a working day.
 */

import type { Calendar } from '../holidays/calendar.js'
import { daysBetween, plusDays } from '../holidays/days.js'
import type { Move } from './moves.js'

/** Days are ISO text. `days` null: nothing is promised. */
export type Clock = {
  days: number | null
  unit: 'calendar' | 'working'
  startedOn: string | null
  /** It waits for the citizen since. */
  pausedOn: string | null
  /** Days that it waited before, in its unit. */
  waited: number
}

export const newClock = (days: number | null, unit: Clock['unit']): Clock => ({ days, unit, startedOn: null, pausedOn: null, waited: 0 })

export function startClock(clock: Clock, on: string): Clock {
  return { ...clock, startedOn: on, pausedOn: null, waited: 0 }
}

/** The file turns out incomplete: what has run counts for nothing. */
export function stopClock(clock: Clock): Clock {
  return { ...clock, startedOn: null, pausedOn: null, waited: 0 }
}

export function pauseClock(clock: Clock, on: string): Clock {
  return clock.startedOn && !clock.pausedOn ? { ...clock, pausedOn: on } : clock
}

export function resumeClock(clock: Clock, on: string, calendar: Calendar): Clock {
  if (!clock.pausedOn) return clock
  return { ...clock, pausedOn: null, waited: clock.waited + daysOf(clock.unit, clock.pausedOn, on, calendar) }
}

/** The last day of the period; undefined while it has not started or stands, and where nothing is promised. */
export function endOf({ days, unit, startedOn, pausedOn, waited }: Clock, calendar: Calendar): string | undefined {
  if (days === null || !startedOn || pausedOn) return undefined
  if (unit === 'working') return calendar.plusWorkingDays(startedOn, days + waited)
  return calendar.nextWorkingDay(plusDays(startedOn, days + waited))
}

/** What a move does to it on this day. `complete`: the file is, so that at another department it starts at once. */
export function afterMove(clock: Clock, does: Move['clock'], on: string, complete: boolean, calendar: Calendar): Clock {
  if (does === 'stop') return stopClock(clock)
  if (does === 'pause') return pauseClock(clock, on)
  if (does === 'resume') return resumeClock(clock, on, calendar)
  if (does === 'restart') return complete ? startClock(clock, on) : stopClock(clock)
  return clock
}

/** From one day to another, the first not counted. */
function daysOf(unit: Clock['unit'], from: string, to: string, calendar: Calendar): number {
  if (unit === 'calendar') return daysBetween(from, to)
  let days = 0
  for (let day = plusDays(from, 1); day <= to; day = plusDays(day, 1)) if (calendar.isWorkingDay(day)) days += 1
  return days
}
