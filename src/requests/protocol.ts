/** The number under which the municipality has entered a paper, as people read and type it. */
import { showDate } from '../i18n/dates.js'

/** `on`: ISO day. The number begins anew with each year. */
export type Protocol = { number: number; on: string }

/** `123/24-11-2026` */
export function showProtocol({ number, on }: Protocol): string {
  return `${number}/${showDate(on).replaceAll('/', '-')}`
}

/** `123/24-11-2026`, `123/2026` or `123` alone, which may be of any year. */
export function parseProtocol(typed: string): { number: number; year: number | undefined } | undefined {
  const found = /^(\d{1,8})(?:\s*\/\s*(?:\d{1,2}[-/. ]\d{1,2}[-/. ])?(\d{4}))?$/.exec(typed.trim())
  return found ? { number: Number(found[1]), year: found[2] ? Number(found[2]) : undefined } : undefined
}
