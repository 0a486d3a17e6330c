/** What may come in by the forms of an account. Fields that others wait for are required only when the wish is ticked. */
import * as z from 'zod'
import { type IdentityKind, identityKinds } from '../fields/identity.js'
import type { PersonName } from '../fields/names.js'
import * as field from '../fields/schemas.js'
import { languages, type TextKey } from '../i18n/index.js'

type Typed = Record<string, unknown>

const typedOf = (body: unknown): Typed => (body && typeof body === 'object' ? (body as Typed) : {})
const isBlank = (value: unknown) => value === undefined || (typeof value === 'string' && value.trim() === '')

/** The field with a sentence of its own for when it is left empty. */
export function needed<S extends z.ZodType>(schema: S, missing: TextKey) {
  return z
    .unknown()
    .optional()
    .transform((value, context): z.output<S> => {
      const parsed = isBlank(value) ? undefined : schema.safeParse(value)
      if (parsed?.success) return parsed.data
      for (const { message } of parsed?.error.issues ?? [{ message: missing }])
        context.issues.push({ code: 'custom', message, input: value })
      return z.NEVER
    })
}

const optionalIf = <S extends z.ZodType>(schema: S, isNeeded: boolean, missing: TextKey) =>
  (isNeeded ? needed(schema, missing) : field.optional(schema)) as ReturnType<typeof field.optional<S>>

/** A password is checked by the policy; here only that one text came, and not a whole book. */
export const passwordText = (missing: TextKey) =>
  z
    .string({ error: issue => (issue.input === undefined ? missing : 'fields.repeated') })
    .min(1, missing)
    .max(4096, 'fields.password.tooLong')

/** Six digits of the phone, or a code on paper. */
export const codeText = z
  .string({ error: issue => (issue.input === undefined ? 'second-factor.code.missing' : 'fields.repeated') })
  .min(1, 'second-factor.code.missing')
  .max(40, 'fields.text.long')

/** What somebody says who wants in: no more is asked of it than that it is one short text. */
export const nameOrEmail = z
  .string({ error: issue => (issue.input === undefined ? 'accounts.missing.usernameOrEmail' : 'fields.repeated') })
  .trim()
  .min(1, 'accounts.missing.usernameOrEmail')
  .max(254, 'fields.text.long')

const kindOf = (typed: Typed): IdentityKind | undefined => identityKinds.find(kind => kind === typed.identity_kind)

/** Which of the fields for certified users have been kept before: they may stay empty, because they are shown only masked. */
export type Kept = { birthDate?: boolean; identityNumber?: boolean; afm?: boolean; taxOffice?: boolean }

const deliveryFields = ['delivery_street', 'delivery_number', 'delivery_postal_code', 'delivery_area'] as const

/** Empty in whole, meaning the residence; or a whole address. */
export function deliveryShape(body: unknown) {
  const typed = typedOf(body)
  const begun = deliveryFields.some(name => !isBlank(typed[name]))
  return {
    delivery_street: optionalIf(field.line(100), begun, 'accounts.missing.street'),
    delivery_number: optionalIf(field.streetNumber, begun, 'fields.streetNumber.required'),
    delivery_postal_code: optionalIf(field.postalCode, begun, 'fields.postalCode.required'),
    delivery_area: optionalIf(field.line(100), begun, 'accounts.missing.area'),
  }
}

export function phoneShape(body: unknown, oneNeeded: boolean) {
  const typed = typedOf(body)
  const none = oneNeeded && isBlank(typed.phone) && isBlank(typed.mobile)
  return { phone: optionalIf(field.landline, none, 'accounts.missing.phone'), mobile: field.optional(field.mobile) }
}

/** All that a certified user declares. Without the wish empty fields are fine, and wrong ones are still told. */
export function personShape(body: unknown, wants: boolean, kept: Kept = {}) {
  const typed = typedOf(body)
  const kind = kindOf(typed)
  const numberGiven = !isBlank(typed.identity_number)
  const other = typed.tax_office === 'other'
  const passport = kind === 'passport'
  return {
    father_name: optionalIf(field.personName, wants && isBlank(typed.father_name_none), 'accounts.missing.fatherName'),
    father_name_none: field.checkbox,
    mother_name: optionalIf(field.personName, wants && isBlank(typed.mother_name_none), 'accounts.missing.motherName'),
    mother_name_none: field.checkbox,
    birth_date: optionalIf(field.dateIn({ past: true }), wants && !kept.birthDate, 'accounts.missing.birthDate'),
    identity_kind: optionalIf(z.enum(identityKinds, { error: 'fields.identity.kind' }), wants || numberGiven, 'fields.identity.kind'),
    identity_number: optionalIf(field.identityNumber(kind ?? 'identity_card'), wants && !kept.identityNumber, 'fields.identity.required'),
    identity_issuer: optionalIf(field.line(100), wants, 'accounts.missing.issuer'),
    identity_issued: optionalIf(field.dateIn({ past: true }), wants, 'accounts.missing.issued'),
    identity_expires: optionalIf(field.dateIn({ future: passport }), wants && passport, 'accounts.missing.expires'),
    afm: optionalIf(field.afm, wants && !kept.afm, 'fields.afm.required'),
    tax_office: optionalIf(field.line(40), wants && !kept.taxOffice, 'accounts.missing.taxOffice'),
    tax_office_other: other
      ? needed(field.line(100), 'accounts.missing.taxOfficeOther')
      : z
          .unknown()
          .optional()
          .transform(() => undefined),
    street: optionalIf(field.line(100), wants, 'accounts.missing.street'),
    street_number: optionalIf(field.streetNumber, wants, 'fields.streetNumber.required'),
    postal_code: optionalIf(field.postalCode, wants, 'fields.postalCode.required'),
    area: optionalIf(field.line(100), wants, 'accounts.missing.area'),
    ...phoneShape(body, wants),
    ...deliveryShape(body),
  }
}

type Dates = { identity_issued?: string | undefined; identity_expires?: string | undefined }

const expiresAfterIssue = ({ identity_issued, identity_expires }: Dates) =>
  !identity_issued || !identity_expires || identity_expires > identity_issued
const expiryProblem = { path: ['identity_expires'], error: 'accounts.wrong.expiresBeforeIssue' }

export const nameShape = {
  surname: needed(field.personName, 'accounts.missing.surname'),
  first_name: needed(field.personName, 'accounts.missing.firstName'),
}

/** True where the box was ticked, whatever the rest of the form says. */
export function wantsLevelB(body: unknown): boolean {
  const ticked = field.checkbox.safeParse(typedOf(body).wants_level_b)
  return ticked.success && ticked.data
}

export function registrationForm(body: unknown) {
  return z
    .strictObject({
      username: field.username,
      password: passwordText('accounts.missing.password'),
      password_confirm: passwordText('accounts.missing.passwordConfirm'),
      email: field.email,
      ...nameShape,
      wants_level_b: field.checkbox,
      ...personShape(body, wantsLevelB(body)),
      privacy_read: field.checkbox.refine(ticked => ticked, 'accounts.missing.privacy'),
      leave_empty: z.string({ error: 'accounts.wrong.hidden' }).max(0, 'accounts.wrong.hidden').optional(),
      form_started: z
        .unknown()
        .optional()
        .transform(value => (typeof value === 'string' ? value.slice(0, 200) : '')),
    })
    .refine(expiresAfterIssue, expiryProblem)
}
export type Registration = z.output<ReturnType<typeof registrationForm>>

export function levelBForm(body: unknown, kept: Kept) {
  return z.strictObject(personShape(body, true, kept)).refine(expiresAfterIssue, expiryProblem)
}
export type PersonalData = z.output<ReturnType<typeof levelBForm>>

const contactForm = (body: unknown, phoneNeeded: boolean) =>
  z.strictObject({
    ...phoneShape(body, phoneNeeded),
    ...deliveryShape(body),
    language: z.enum(languages, { error: 'accounts.missing.language' }),
  })

/** Changing one's details: the name only until the counter has seen it, and then not without the password. */
export function detailsForm(body: unknown, { level, wantsLevelB: wants }: { level: 'A' | 'B'; wantsLevelB: boolean }) {
  const contact = contactForm(body, wants || level === 'B')
  const more = level === 'A' ? nameShape : { password_current: passwordText('accounts.missing.passwordCurrent') }
  return contact.extend(more as Record<string, z.ZodType>)
}
export type Details = z.output<ReturnType<typeof contactForm>> & {
  surname?: PersonName
  first_name?: PersonName
  password_current?: string
}
