/** A form drawn from a service's definition: what may come in. */
import * as z from 'zod'
import type { FormField, Service } from '../catalogue/definition.js'
import * as fields from '../fields/schemas.js'
import type { Language, Translate } from '../i18n/index.js'
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
      return wholeNumber
    case 'date':
      return fields.dateIn({})
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

const wholeNumber = z.string({ error: 'fields.text.required' }).transform((typed, context) => {
  const number = /^\s*\d{1,6}\s*$/.test(typed) ? Number(typed) : Number.NaN
  if (!Number.isNaN(number)) return number
  context.issues.push({ code: 'custom', message: 'requests.wholeNumber', input: typed })
  return z.NEVER
})

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
      const label = fields.find(field => field.key === key)?.label[language]
      return [key, label && isMissing(problem) ? t('requests.missing', { label }) : problem]
    }),
  )
}

const isMissing = (problem: string) => problem === 'fields.text.required' || problem === 'requests.choose.required'
