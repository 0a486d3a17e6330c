/** Calendar days, kept as ISO text (`2026-11-24`): a day has no hour and no time zone may move it. */

export type DateError = 'date.required' | 'date.form' | 'date.year' | 'date.real'
export type ParsedDate = { ok: true; date: string } | { ok: false; error: DateError }

/** Three boxes as one text for `parseDate`; empty when all three are. */
export function joinDate(day = '', month = '', year = ''): string {
  const boxes = [day, month, year].map(box => box.trim())
  return boxes.every(box => box === '') ? '' : boxes.join('/')
}

/** Accepts `2026-11-24` and `24/11/2026` (also with dots, dashes or spaces, or as the eight digits that a phone's number pad allows). */
export function parseDate(input: string): ParsedDate {
  const text = input.normalize('NFKC').trim()
  if (text === '') return { ok: false, error: 'date.required' }
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  if (iso) return realDate(iso[1], iso[2], iso[3])
  const written = /^(\d{1,2})\s?[/.\- ]\s?(\d{1,2})\s?[/.\- ]\s?(\d{1,4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text)
  if (!written) return { ok: false, error: 'date.form' }
  return written[3]?.length === 4 ? realDate(written[3], written[2], written[1]) : { ok: false, error: 'date.year' }
}

function realDate(year = '', month = '', day = ''): ParsedDate {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${date}T00:00:00Z`)
  const real = !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
  if (!real) return { ok: false, error: 'date.real' }
  return Number(year) < 1880 ? { ok: false, error: 'date.year' } : { ok: true, date }
}

const athens = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Athens' })

export function todayInAthens(now = new Date()): string {
  return athens.format(now)
}

/** Whole years lived on `today`; somebody born on 29 February has the birthday on 1 March in other years. */
export function ageOn(birthDate: string, today = todayInAthens()): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years
}
