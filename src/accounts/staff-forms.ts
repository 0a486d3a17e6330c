/** What the desk's account pages may send. */
import * as z from 'zod'
import { type Role, roles } from '../access/actor.js'
import { todayInAthens } from '../fields/dates.js'
import { dateIn, email, line, optional, username } from '../fields/schemas.js'
import type { TextKey } from '../i18n/index.js'
import { seenVersion } from '../web/forms.js'
import { proofFields } from './staff-fresh.js'

/** Text as typed, and only once; `missing` is what to say where nothing came. */
const typed = (missing: TextKey, longest = 1000) =>
  z
    .string({ error: issue => (issue.input === undefined ? missing : 'fields.repeated') })
    .min(1, missing)
    .max(longest, 'fields.text.long')

const code = typed('staff.code.required', 40)
const same = <T extends { password: string; password_confirm: string }>(form: T) => form.password === form.password_confirm
const different = { path: ['password_confirm'], error: 'staff.different' }

export const signInForm = z.strictObject({
  username: typed('staff.signIn.usernameRequired', 100),
  password: typed('staff.signIn.passwordRequired'),
  next: z.string().max(2000).optional(),
})

export const codeForm = z.strictObject({ code })

export const invitationForm = z
  .strictObject({ token: z.string().max(200), password: typed('staff.newRequired'), password_confirm: typed('staff.confirmRequired') })
  .refine(same, different)

export const passwordForm = z
  .strictObject({
    password_current: typed('staff.currentRequired'),
    password: typed('staff.newRequired'),
    password_confirm: typed('staff.confirmRequired'),
    code,
  })
  .refine(same, different)

export const proofForm = z.strictObject({ password_current: typed('staff.currentRequired'), code })

export const sessionForm = z.strictObject({ session: z.string().regex(/^[0-9a-f]{64}$/) })

/** Boxes of one name: the browser sends none, one or several. */
const ticked = z
  .union([z.string(), z.array(z.string()).max(100)])
  .optional()
  .transform(given => [...new Set([given ?? []].flat())])

const isRole = (name: string): name is Role => (roles as readonly string[]).includes(name)

/** `departments`: those there are. `lastDay`: as it stands, which may be over already. */
function detailFields(departments: string[], lastDay: string | null) {
  return {
    name: line(100),
    email,
    roles: ticked
      .refine(given => given.length > 0, 'staff.admin.rolesRequired')
      .refine(given => given.every(isRole), 'staff.admin.unknown')
      .transform(given => given.filter(isRole)),
    departments: ticked.refine(given => given.every(slug => departments.includes(slug)), 'staff.admin.unknown'),
    last_day: optional(dateIn())
      .refine(day => day === undefined || day === lastDay || day >= todayInAthens(), 'fields.date.past')
      .transform(day => day ?? null),
    ...proofFields,
  }
}

const needsDepartment = ({ roles: given, departments }: { roles: Role[]; departments: string[] }) =>
  departments.length > 0 || !given.some(role => role === 'clerk' || role === 'supervisor')
const without = { path: ['departments'], error: 'staff.admin.departmentRequired' }

export function newStaffForm(departments: string[]) {
  return z.strictObject({ username, ...detailFields(departments, null) }).refine(needsDepartment, without)
}

export function detailsForm(departments: string[], lastDay: string | null) {
  return z.strictObject({ version: seenVersion, ...detailFields(departments, lastDay) }).refine(needsDepartment, without)
}

/** A press of a button. */
export const actForm = z.strictObject({ version: seenVersion, ...proofFields })

export const staffSearchForm = z.strictObject({
  q: z.string('fields.repeated').max(100, 'fields.text.long').default(''),
  role: z.enum(['', ...roles], 'staff.admin.unknown').default(''),
})
