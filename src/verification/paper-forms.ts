import * as z from 'zod'
import { claims } from '../fields/claims.js'
import * as field from '../fields/schemas.js'
import { seenVersion } from '../web/forms.js'

const proves = z.preprocess(
  value => (typeof value === 'string' ? [value] : value),
  z.array(z.enum(claims, { error: 'papers.missing.proves' }), { error: 'papers.missing.proves' }).min(1, 'papers.missing.proves'),
)

const whole = (most: number, problem: 'papers.wrong.position' | 'papers.wrong.years') =>
  z
    .string(problem)
    .trim()
    .regex(/^\d{1,3}$/, problem)
    .transform(Number)
    .refine(number => number >= 1 && number <= most, problem)

export const paperForm = z.strictObject({
  version: seenVersion,
  title_el: field.line(100),
  title_en: field.line(100),
  proves,
  expired_ok: field.checkbox,
  position: whole(999, 'papers.wrong.position'),
  retired: field.checkbox,
})
export type PaperForm = z.output<typeof paperForm>

const years = field.optional(whole(50, 'papers.wrong.years'))

export const policyForm = z.strictObject({ version: seenVersion, identity: years, afm: years, tax_office: years, address: years })
export type PolicyForm = z.output<typeof policyForm>
