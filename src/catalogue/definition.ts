/** What the catalogue is made of: the shape of its files, and of the same things at run time. */
import * as z from 'zod'
import { claims } from '../fields/claims.js'

const text = z.strictObject({ el: z.string().trim().min(1), en: z.string().trim().min(1) })
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const key = z.string().regex(/^[a-z][a-z0-9_]*$/)
const choice = z.string().regex(/^[a-z0-9][a-z0-9_]*$/)
const certainty = z.enum(['found', 'partly', 'plausible'])
const phone = z.string().regex(/^\+?[0-9][0-9 ]{2,17}$/)
const words = z.array(z.string().trim().min(2)).min(1)

export const fieldTypes = [
  'text',
  'textarea',
  'select',
  'date',
  'number',
  'checkbox',
  'file',
  'afm',
  'amka',
  'phone',
  'postal_code',
] as const

/** What the account knows of whoever applies; of Level B much of it was checked at the counter. */
export const prefills = ['full_name', 'birth_date', 'afm', 'tax_office', 'address_line', 'postal_code', 'phone'] as const

/** How a paper may come beside being attached: brought along, already held by the municipality, fetched by it from another body. */
export const paperWays = ['bring', 'held', 'fetch'] as const

const section = z.strictObject({ key, title: text, lead: text.optional() })

const field = z.strictObject({
  key,
  label: text,
  type: z.enum(fieldTypes),
  required: z.boolean(),
  help: text.optional(),
  options: z
    .array(z.strictObject({ value: choice, label: text }))
    .min(1)
    .optional(),
  /** The options are the service's kinds of problem. */
  optionsFrom: z.literal('subcategories').optional(),
  /** The page of the form it stands on; without sections a form has one. */
  section: key.optional(),
  /** Asked only if a field before it was answered with one of these; a ticked box answers «yes». */
  when: z.strictObject({ field: key, is: z.array(choice).min(1) }).optional(),
  /** Of a number. */
  min: z.int().optional(),
  max: z.int().optional(),
  /** Digits after the comma of a number; none unless said. */
  decimals: z.int().min(1).max(2).optional(),
  /** Of a date: up to today, or from today on. */
  period: z.enum(['past', 'future']).optional(),
  prefill: z.enum(prefills).optional(),
  /** Of a file: the other ways in which the paper may come. Without any it may be brought along. */
  ways: z.array(z.enum(paperWays)).optional(),
})

/** A paper of the list, and the file field by which it comes with the form. */
const document = text.extend({ field: key.optional() })

const subcategory = z.strictObject({
  value: choice,
  label: text,
  urgent: z.boolean(),
  group: text.optional(),
  note: text.optional(),
  /** The body that does the work, where it is not the municipality. */
  forwardTo: text.optional(),
  /** Keys of `answers.yaml`. */
  emergency: key.optional(),
  notOurs: key.optional(),
})

export const serviceSchema = z.strictObject({
  slug,
  title: text,
  category: slug,
  department: slug,
  summary: text,
  who: text,
  documents: z.array(document),
  channel: z.enum(['information', 'complaint', 'application', 'certificate_by_post']),
  kind: z.enum(['complaint', 'request']).optional(),
  minLevel: z.enum(['none', 'A', 'B']),
  /** What the counter must have checked of whoever asks: of services of Level B, and identity among them. */
  claims: z.array(z.enum(claims)).min(1).optional(),
  cost: z.strictObject({ kind: z.enum(['free', 'fixed', 'depends']), amountCents: z.int().min(0).nullable(), note: text.nullable() }),
  time: z.strictObject({
    days: z.int().min(0).nullable(),
    unit: z.enum(['calendar', 'working']).nullable(),
    basis: z.enum(['legal', 'indicative', 'source', 'none']),
    note: text.nullable(),
  }),
  law: z.array(text),
  alternative: text.optional(),
  url: z.url({ protocol: /^https$/ }).optional(),
  sections: z.array(section).min(1).optional(),
  fields: z.array(field),
  /** It ends in a paper that may be collected or posted; certificates always do. */
  givesPaper: z.boolean().optional(),
  subcategories: z.array(subcategory).min(1).optional(),
  certainty,
  sources: z.array(z.string()),
  notes: z.string().nullable(),
})

export const categorySchema = z.strictObject({ slug, title: text, summary: text })

export const departmentSchema = z.strictObject({
  slug,
  name: text,
  category: slug,
  directorate: text.optional(),
  phones: z.array(phone),
  email: z.email().optional(),
  address: text.optional(),
  hours: text.optional(),
  certainty,
  note: z.string().optional(),
})

export const lifeEventSchema = z.strictObject({ slug, title: text, summary: text, services: z.array(slug).min(1), certainty })

const emergency = z.strictObject({ key, when: text, call: phone, who: text, certainty })
const notOurs = z.strictObject({
  key,
  service: slug.optional(),
  subcategory: key.optional(),
  /** What people type when they look for it. */
  words: words.optional(),
  answer: text,
  whom: text,
  phone: phone.optional(),
  url: z.url({ protocol: /^https$/ }).optional(),
  certainty,
})
export const answersSchema = z.strictObject({ emergencies: z.array(emergency), notOurs: z.array(notOurs) })

export const synonymSchema = z.strictObject({ words, services: z.array(slug).optional(), means: words.optional(), certainty })
export const streetSchema = z.strictObject({ name: z.string().trim().min(1), verified: z.boolean() })
export const taxOfficeSchema = z.strictObject({
  id: slug,
  code: z
    .string()
    .regex(/^\d{4}$/)
    .nullable(),
  name: z.string().trim().min(1),
  /** The id of the one into which the state merged it. */
  mergedInto: slug.optional(),
})

/** The whole catalogue as data: one part a file. */
export const partSchemas = {
  categories: z.array(categorySchema),
  departments: z.array(departmentSchema),
  services: z.array(serviceSchema),
  'life-events': z.array(lifeEventSchema),
  answers: answersSchema,
  synonyms: z.array(synonymSchema),
  streets: z.array(streetSchema),
  'tax-offices': z.array(taxOfficeSchema),
} as const

export type Part = keyof typeof partSchemas
export type Parts = { [P in Part]: z.output<(typeof partSchemas)[P]> }
export const parts = Object.keys(partSchemas) as Part[]

export type ServiceDefinition = z.output<typeof serviceSchema>
/** `version` rises with each change of the definition: a request remembers the one it was written on. */
export type Service = ServiceDefinition & { version: number }
export type FormField = z.output<typeof field>
export type PaperWay = 'attach' | (typeof paperWays)[number]
export type Subcategory = z.output<typeof subcategory>
export type Category = z.output<typeof categorySchema>
export type Department = z.output<typeof departmentSchema>
export type LifeEvent = z.output<typeof lifeEventSchema>
export type Emergency = z.output<typeof emergency>
export type NotOurs = z.output<typeof notOurs>
export type Answers = Parts['answers']
export type Synonym = z.output<typeof synonymSchema>
export type Street = z.output<typeof streetSchema>
export type TaxOffice = z.output<typeof taxOfficeSchema>
