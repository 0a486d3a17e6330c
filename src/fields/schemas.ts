/** The fields of forms as zod schemas. Messages are text keys of the area `fields`; a value sent twice is refused. */

import * as z from 'zod'
import { parseAfm } from './afm.js'
import { parseAmka } from './amka.js'
import { type DateError, parseDate, todayInAthens } from './dates.js'
import { parseEmail } from './email.js'
import { type IdentityKind, parseIdentityNumber } from './identity.js'
import { parseName } from './names.js'
import { type PhoneKind, parsePhone } from './phone.js'
import { parsePostalCode } from './postal-code.js'
import { parseS10 } from './s10.js'
import { parseStreetNumber } from './street-number.js'
import { type CleanedText, cleanLine, cleanLines } from './text.js'
import { parseUsername } from './username.js'

type Parsed<Name extends string, Value> = ({ ok: true } & Record<Name, Value>) | { ok: false; error: string }

/** The text a browser sent; `required` is the key to show when nothing came. */
const sent = (required: string) => z.string({ error: issue => (issue.input === undefined ? `fields.${required}` : 'fields.repeated') })

type Value<Name extends string, Result> = Extract<Result, Record<Name, unknown>>[Name]

function field<Name extends string, Result extends Parsed<Name, unknown>>(name: Name, parse: (input: string) => Result) {
  return sent(`${name}.required`).transform((input, context): Value<Name, Result> => {
    const parsed: Parsed<Name, unknown> = input.trim() === '' ? { ok: false, error: `${name}.required` } : parse(input)
    if (parsed.ok) return parsed[name] as Value<Name, Result>
    context.issues.push({ code: 'custom', message: `fields.${parsed.error}`, input })
    return z.NEVER
  })
}

export const afm = field('afm', parseAfm)
export const amka = field('amka', parseAmka)
export const postalCode = field('postalCode', parsePostalCode)
export const email = field('email', parseEmail)
export const username = field('username', parseUsername)
export const personName = field('name', parseName)
export const s10 = field('s10', parseS10)
export const streetNumber = field('streetNumber', parseStreetNumber)

const phoneOf = (kind: PhoneKind) => field('phone', input => parsePhone(input, kind))
export const phone = phoneOf('any')
export const mobile = phoneOf('mobile')
export const landline = phoneOf('landline')

const textOf = (clean: (input: string) => CleanedText) => field('text', clean)
/** One line of at most `max` characters. */
export const line = (max: number) => textOf(input => cleanLine(input, max))
/** Several lines, together at most `max` characters. */
export const lines = (max: number) => textOf(input => cleanLines(input, max))

/** As the document has it, in the letters that documents of this kind use. */
export const identityNumber = (kind: IdentityKind) =>
  line(60).transform((text, context) => {
    const parsed = parseIdentityNumber(kind, text)
    if (parsed.ok) return parsed.number
    context.issues.push({ code: 'custom', message: `fields.${parsed.error}`, input: text })
    return z.NEVER
  })

/** A real day as ISO text. `past` also takes today. */
export function dateIn({ past = false, future = false }: { past?: boolean; future?: boolean } = {}) {
  return field('date', (input): Parsed<'date', string> => {
    const parsed = parseDate(input)
    if (!parsed.ok) return parsed as { ok: false; error: DateError }
    if (past && parsed.date > todayInAthens()) return { ok: false, error: 'date.future' }
    if (future && parsed.date < todayInAthens()) return { ok: false, error: 'date.past' }
    return parsed
  })
}

const coordinate = (name: 'latitude' | 'longitude', limit: number) =>
  field(name, (input): Parsed<typeof name, number> => {
    const text = input.trim().replace(',', '.')
    const degrees = /^-?\d{1,3}(?:\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN
    if (!(Math.abs(degrees) <= limit)) return { ok: false, error: `${name}.form` }
    return { ok: true, [name]: Math.round(degrees * 1e6) / 1e6 } as { ok: true } & Record<typeof name, number>
  })
export const latitude = coordinate('latitude', 90)
export const longitude = coordinate('longitude', 180)

/** A tick box: ticked when the browser sent it, whatever its value says of the usual ones. */
export const checkbox = z
  .enum(['on', 'yes', 'true', '1', ''], { error: 'fields.checkbox' })
  .optional()
  .transform(value => value !== undefined && value !== '')

/** The same field when it may stay empty: nothing or only spaces gives `undefined`. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  const isBlank = (value: unknown) => value === undefined || (typeof value === 'string' && value.trim() === '')
  return z
    .unknown()
    .optional()
    .transform((value, context): z.output<Schema> | undefined => {
      if (isBlank(value)) return undefined
      const parsed = schema.safeParse(value)
      if (parsed.success) return parsed.data
      for (const { message, path } of parsed.error.issues) context.issues.push({ code: 'custom', message, path: [...path], input: value })
      return z.NEVER
    })
}
