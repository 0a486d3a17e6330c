/** Counting with calendar days, kept as ISO text: no hour, no zone. */

const dayMilliseconds = 86_400_000

const utc = (day: string) => new Date(`${day}T00:00:00Z`)

/** `days` may be negative. */
export function plusDays(day: string, days: number): string {
  return new Date(utc(day).getTime() + days * dayMilliseconds).toISOString().slice(0, 10)
}

/** How many days after the first the second is. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / dayMilliseconds)
}

/** 1 is Monday, 7 Sunday. */
export function weekdayOf(day: string): number {
  return utc(day).getUTCDay() || 7
}
