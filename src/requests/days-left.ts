/** The legal clock in words, for clerks: how many days are left, or why none run. */
import { todayInAthens } from '../fields/dates.js'
import { daysBetween } from '../holidays/days.js'
import type { Translate } from '../i18n/index.js'

export type ClockStanding = {
  dueOn: string | null
  /** null: nothing is promised. */
  clockDays: number | null
  startedOn: string | null
  pausedOn: string | null
  decidedAt: Date | null
  closedAt: Date | null
}

export type DaysLeft = { text: string; colour: 'grey' | 'amber' | 'red'; left: number | undefined }

/** Warned from here on: the notice of delay must go out five days before the end. */
export const warnDays = 10
export const lastWarnDays = 5

/** Undefined where nothing runs: decided, closed, or nothing promised. Days are those of the calendar. */
export function daysLeftOf(t: Translate, clock: ClockStanding, today = todayInAthens()): DaysLeft | undefined {
  if (clock.decidedAt || clock.closedAt) return undefined
  if (clock.pausedOn) return { text: t('desk.clock.waits'), colour: 'grey', left: undefined }
  if (!clock.dueOn) return clock.clockDays !== null ? { text: t('desk.clock.unstarted'), colour: 'grey', left: undefined } : undefined
  const left = daysBetween(today, clock.dueOn)
  return { text: inWords(t, left), colour: left <= lastWarnDays ? 'red' : left <= warnDays ? 'amber' : 'grey', left }
}

function inWords(t: Translate, left: number): string {
  if (left < 0) return t('desk.clock.over', { count: -left })
  return left === 0 ? t('desk.clock.today') : t('desk.clock.left', { count: left })
}
