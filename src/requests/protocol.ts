/** The number under which the municipality has entered a paper, as people read it. */
import { showDate } from '../i18n/dates.js'

/** `on`: ISO day. */
export type Protocol = { number: number; on: string }

/** `123/24-11-2026` */
export function showProtocol({ number, on }: Protocol): string {
  return `${number}/${showDate(on).replaceAll('/', '-')}`
}

/** `123/2026`, `123/24-11-2026`: what somebody typed. */
export function parseProtocol(typed: string): { number: number; year: number } | undefined {
  const [, number, year] = /^\s*(\d{1,7})\s*\/\s*(?:\d{1,2}[-/.]\d{1,2}[-/.])?(\d{4})\s*$/.exec(typed) ?? []
  return number && year ? { number: Number(number), year: Number(year) } : undefined
}
