/** Working days: what the legal clock counts, and to which day an end moves that falls on a holiday. */
import { plusDays, weekdayOf } from './days.js'

/** Days are ISO text. */
export type Calendar = {
  /** Neither a Saturday or Sunday nor a holiday; a half day is one. */
  isWorkingDay(day: string): boolean
  /** The day itself where it is a working day, otherwise the first one after it: where an end of a period moves. */
  nextWorkingDay(day: string): string
  /** The `count`-th working day after this one, which itself is not counted. */
  plusWorkingDays(day: string, count: number): string
}

/** `closed`: the holidays, half days left out. */
export function calendarOf(closed: Iterable<string>): Calendar {
  const holidays = new Set(closed)
  return { isWorkingDay, nextWorkingDay, plusWorkingDays }

  function isWorkingDay(day: string): boolean {
    return weekdayOf(day) < 6 && !holidays.has(day)
  }

  function nextWorkingDay(day: string): string {
    let next = day
    while (!isWorkingDay(next)) next = plusDays(next, 1)
    return next
  }

  function plusWorkingDays(day: string, count: number): string {
    let last = day
    for (let left = count; left > 0; left -= 1) last = nextWorkingDay(plusDays(last, 1))
    return last
  }
}
