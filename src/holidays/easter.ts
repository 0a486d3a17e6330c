/** Orthodox Easter, of which the movable holidays are so many days before or after. */
import { plusDays } from './days.js'

/**
 * As ISO day. Meeus's rule for the Julian calendar and the 13 days between the calendars, which hold from 1900 to 2099;
 * throws RangeError outside.
 */
export function orthodoxEaster(year: number): string {
  if (!Number.isInteger(year) || year < 1900 || year > 2099) throw new RangeError(`no Easter known for ${year}`)
  const moon = (19 * (year % 19) + 15) % 30
  const sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
  const julian = moon + sunday + 114
  const month = Math.floor(julian / 31)
  return plusDays(`${year}-${String(month).padStart(2, '0')}-${String((julian % 31) + 1).padStart(2, '0')}`, 13)
}
