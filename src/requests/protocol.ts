/** The number under which the municipality has entered a paper, as people read it. */
import { showDate } from '../i18n/dates.js'

/** `on`: ISO day. */
export type Protocol = { number: number; on: string }

/** `123/24-11-2026` */
export function showProtocol({ number, on }: Protocol): string {
  return `${number}/${showDate(on).replaceAll('/', '-')}`
}
