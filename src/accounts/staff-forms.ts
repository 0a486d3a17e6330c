/** What the desk's account pages may send. */
import * as z from 'zod'
import type { TextKey } from '../i18n/index.js'

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
