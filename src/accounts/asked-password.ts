/** The password typed again, on the form of what it is to confirm. */
import type { Response } from 'express'
import { TooMany } from '../errors.js'
import type { Portal } from '../portal.js'
import { type FormState, withError } from '../web/forms.js'
import { provePassword } from './password-change.js'
import type { Throttles } from './throttles.js'

export async function askedPassword(
  portal: Portal,
  throttles: Throttles,
  id: string,
  password: string,
): Promise<'right' | 'wrong' | TooMany> {
  try {
    return (await provePassword(portal, throttles, id, password)) ? 'right' : 'wrong'
  } catch (error) {
    if (error instanceof TooMany) return error
    throw error
  }
}

/** The same form again, with the sentence beside the password. */
export function showWrong(
  res: Response,
  body: unknown,
  field: string,
  proof: 'wrong' | TooMany,
  show: (res: Response, form: FormState) => unknown,
): void {
  if (proof === 'wrong') return void show(res.status(422), withError(body, field, 'accounts.wrong.passwordCurrent'))
  const minutes = Math.ceil(proof.retryAfterSeconds / 60)
  res.status(429).set('Retry-After', String(proof.retryAfterSeconds))
  show(res, withError(body, field, res.locals.t('accounts.wrong.tooManyPasswords', { count: minutes })))
}
