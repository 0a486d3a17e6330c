/** A form drawn from a service's definition: what may come in. */
import * as z from 'zod'
import type { FormField, Service } from '../catalogue/definition.js'
import * as fields from '../fields/schemas.js'
import type { Language, TextKey, Translate } from '../i18n/index.js'
import type { Answers } from './kind.js'

const shortText = 200
const longText = 4000

/** Beside the service's own fields a form sends its keys and buttons; a key that is none counts as not sent. */
const envelope = { submission_key: z.unknown().optional(), confirmed: z.literal('yes').optional(), photos: z.unknown().optional() }

type Form = Pick<Service, 'fields' | 'subcategories'>

const made = new WeakMap<Form, ReturnType<typeof makeSchema>>()

/** Made once for a service as the catalogue has it: zod compiles each schema at its first use, which takes longer than all else here. */
export function formSchema(form: Form) {
  const schema = made.get(form) ?? makeSchema(form)
  made.set(form, schema)
  return schema
}

function makeSchema(service: Form) {
  const shape = Object.fromEntries(
    service.fields.filter(field => field.type !== 'file').map(field => [field.key, schemaOf(field, service)]),
  )
  return z.strictObject({ ...shape, ...envelope })
}

function schemaOf(field: FormField, service: Pick<Service, 'subcategories'>): z.ZodType {
  const schema = valueSchema(field, service)
  return field.required ? schema : fields.optional(schema)
}

function valueSchema(field: FormField, service: Pick<Service, 'subcategories'>): z.ZodType {
  if (field.key === 'lat') return fields.latitude
  if (field.key === 'lng') return fields.longitude
  switch (field.type) {
    case 'textarea':
      return fields.lines(longText)
    case 'select':
      return oneOf(optionsOf(field, service).map(option => option.value))
    case 'number':
      return numberIn(field)
    case 'date':
      return fields.dateIn({ past: field.period === 'past', future: field.period === 'future' })
    case 'checkbox':
      return fields.checkbox
    case 'phone':
      return fields.phone
    case 'postal_code':
      return fields.postalCode
    case 'afm':
      return fields.afm
    case 'amka':
      return fields.amka
    default:
      return fields.line(shortText)
  }
}

const oneOf = (values: string[]) =>
  z.string({ error: 'requests.choose.required' }).refine(value => values.includes(value), 'requests.choose.required')

/** As people write it: 1.250,50. Kept with a point: 1250.50. */
const numberIn = ({ min = 0, max = 999_999, decimals = 0 }: FormField) =>
  z.string({ error: 'fields.text.required' }).transform((typed, context) => {
    const number = numberOf(typed, decimals)
    if (number !== undefined && number >= min && number <= max) return number
    const message = number !== undefined ? 'requests.numeric.range' : decimals ? 'requests.numeric.decimals' : 'requests.wholeNumber'
    context.issues.push({ code: 'custom', message: typed.trim() ? message : 'fields.text.required', input: typed })
    return z.NEVER
  })

function numberOf(typed: string, decimals: number): number | undefined {
  const text = typed.replace(/\s|€/g, '').replace(/\.(?=\d{3}(\D|$))/g, '')
  const parts = /^-?\d{1,9}(?:[.,](\d{1,2}))?$/.exec(text)
  return parts && (parts[1] ?? '').length <= decimals ? Number(text.replace(',', '.')) : undefined
}

export function optionsOf(field: FormField, { subcategories }: Pick<Service, 'subcategories'>) {
  return field.optionsFrom === 'subcategories' ? (subcategories ?? []) : (field.options ?? [])
}

/** The answers among what a form gave: text, without what was left empty. */
export function answersOf(service: Pick<Service, 'fields'>, data: Record<string, unknown>): Answers {
  const given = service.fields
    .map(field => [field.key, data[field.key]] as const)
    .filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(given.map(([key, value]) => [key, String(value)]))
}

export type Read = { answers: Answers; problems: Record<string, TextKey>; asked: FormField[] }

/**
 * What was typed in a form that asks some things only of some people: clean answers, a problem for each field that has
 * one, and the fields that were asked, files among them. A field looks back at those before it that were asked themselves.
 */
export function readAnswers(form: Form, typed: Record<string, unknown>): Read {
  const read: Read = { answers: {}, problems: {}, asked: [] }
  for (const field of form.fields) {
    if (!isAsked(field, read)) continue
    read.asked.push(field)
    if (field.type !== 'file') readOne(form, field, typed[field.key], read)
  }
  return read
}

function isAsked({ when }: FormField, { answers, asked }: Read): boolean {
  return !when || (asked.some(field => field.key === when.field) && when.is.includes(answers[when.field] ?? ''))
}

const ofField = new WeakMap<FormField, z.ZodType>()

function readOne(form: Form, field: FormField, typed: unknown, { answers, problems }: Read): void {
  const schema = ofField.get(field) ?? schemaOf(field, form)
  ofField.set(field, schema)
  const parsed = schema.safeParse(typed)
  if (!parsed.success) problems[field.key] = (parsed.error.issues[0]?.message ?? 'fields.text.required') as TextKey
  else if (field.type !== 'checkbox') keep(answers, field, parsed.data)
  else if (parsed.data) answers[field.key] = 'yes'
  else if (field.required) problems[field.key] = 'requests.tick'
}

function keep(answers: Answers, { key }: FormField, value: unknown): void {
  if (value !== undefined && value !== '') answers[key] = String(value)
}

/** «Συμπληρώστε το πεδίο» says too little in a list of problems: the sentence names the field. */
export function named(
  res: { locals: Record<string, unknown> },
  fields: FormField[],
  errors: Record<string, string>,
): Record<string, string> {
  const t = res.locals.t as Translate
  const language = res.locals.lang as Language
  return Object.fromEntries(
    Object.entries(errors).map(([key, problem]) => {
      const field = fields.find(one => one.key === key)
      return [key, field ? sentenceOf(t, field, problem, language) : problem]
    }),
  )
}

function sentenceOf(t: Translate, field: FormField, problem: string, language: Language): string {
  const label = field.label[language]
  if (isMissing(problem)) return t('requests.missing', { label })
  if (problem === 'requests.tick') return t('requests.tick', { label })
  if (problem !== 'requests.numeric.range') return problem
  return t(field.max === undefined ? 'requests.numeric.least' : 'requests.numeric.range', { min: field.min ?? 0, max: field.max ?? '' })
}

const isMissing = (problem: string) => problem === 'fields.text.required' || problem === 'requests.choose.required'
