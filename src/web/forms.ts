/** Forms: what may come in is a zod schema; a wrong value is a value too, shown beside its field with what was typed. */
import * as z from 'zod'
import type { TextKey } from '../i18n/index.js'

export type FormState = { values: Record<string, string | string[]>; errors: Record<string, string> }
export type Parsed<T> = { ok: true; data: T } | { ok: false; form: FormState }

const secretFields = new Set(['password', 'password_confirm', 'password_current', 'password_new', '_csrf'])

/** `body` is undefined where the client went away while it was read. */
export function parseForm<S extends z.ZodType>(schema: S, body: unknown): Parsed<z.output<S>> {
  const given = body && typeof body === 'object' ? (body as Record<string, unknown>) : {}
  const { _csrf, ...fields } = given
  const parsed = schema.safeParse(fields)
  if (parsed.success) return { ok: true, data: parsed.data }
  return { ok: false, form: { values: typedValues(given), errors: errorsOf(parsed.error) } }
}

/** The first problem of each field. */
function errorsOf(error: z.ZodError): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const issue of error.issues) {
    const name = issue.code === 'unrecognized_keys' ? '' : String(issue.path[0] ?? '')
    errors[name] ??= issue.code === 'unrecognized_keys' ? 'fields.unknown' : issue.message
  }
  return errors
}

/** What was typed, to be shown again: strings only, never passwords. */
export function typedValues(body: unknown): Record<string, string | string[]> {
  if (!body || typeof body !== 'object') return {}
  const entries = Object.entries(body).filter(([name]) => !secretFields.has(name))
  return Object.fromEntries(entries.filter((entry): entry is [string, string | string[]] => isText(entry[1])))
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every(item => typeof item === 'string'))
}

export function emptyForm(values: Record<string, string | string[]> = {}): FormState {
  return { values, errors: {} }
}

/** The version of the thing that the page showed; 0, which none has, where the page did not say: it is too old then. */
export const seenVersion = z.coerce.number().int().min(1).max(1_000_000).catch(0)

/** The same form, with a problem that only the act itself could find. */
export function withError(body: unknown, field: string, problem: TextKey): FormState {
  return { values: typedValues(body), errors: { [field]: problem } }
}
