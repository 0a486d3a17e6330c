/** Dates as people in Greece write them, on Athens time, whatever clock the machine keeps. */
import type { Language } from './index.js'

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Athens',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

const full: Record<Language, Intl.DateTimeFormat> = {
  el: new Intl.DateTimeFormat('el-GR', { timeZone: 'Europe/Athens', day: 'numeric', month: 'long', year: 'numeric' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Athens', day: 'numeric', month: 'long', year: 'numeric' }),
}

/** A calendar day (`2026-11-24`) has no hour, so no time zone may move it. */
const isDay = (value: Date | string): value is string => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)

const hour = 3_600_000
const mostHours = 10_000
const dayOfHour = new Map<number, string>()

/** 24/11/2026. In Athens a day begins with an hour, so each hour needs to be asked about once; lists ask for every row. */
export function showDate(value: Date | string): string {
  if (isDay(value)) return `${value.slice(8)}/${value.slice(5, 7)}/${value.slice(0, 4)}`
  const moment = new Date(value)
  const at = Math.floor(moment.getTime() / hour)
  const known = dayOfHour.get(at)
  if (known) return known
  if (dayOfHour.size >= mostHours) dayOfHour.clear()
  const day = parts.format(moment).slice(0, 10)
  dayOfHour.set(at, day)
  return day
}

/** 24/11/2026, 14:30 */
export function showDateTime(value: Date | string): string {
  return isDay(value) ? showDate(value) : parts.format(new Date(value))
}

/** 14:30 */
export function showTime(value: Date | string): string {
  return parts.format(new Date(value)).slice(-5)
}

/** 24 Νοεμβρίου 2026 */
export function showLongDate(value: Date | string, language: Language): string {
  return full[language].format(new Date(isDay(value) ? `${value}T12:00:00+02:00` : value))
}
