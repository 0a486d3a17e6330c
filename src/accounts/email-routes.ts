/** Asking for another address of mail. */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { citizenOf, requires } from '../access/require.js'
import { emailKey } from '../fields/email.js'
import * as field from '../fields/schemas.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { askedPassword, fresh, showWrong } from './confirm-routes.js'
import { requestEmailChange } from './email-change.js'
import { passwordText } from './forms.js'
import { tooManyLetters } from './register-routes.js'
import { secondsToWait, type Throttles } from './throttles.js'

const emailForm = z.strictObject({ email: field.email, password_current: passwordText('accounts.missing.passwordCurrent') })

export function emailRoutes(portal: Portal, throttles: Throttles): Router {
  const router = Router()
  router.get('/account/email', requires('account:manage'), fresh(portal, '/account/email'), ask)
  router.post('/account/email', requires('account:manage'), submit)
  return router

  function ask(_req: Request, res: Response): void {
    show(res, emptyForm())
  }

  function show(res: Response, form: FormState): void {
    page(res, 'accounts/email', { title: res.locals.t('accounts.email.title'), form, email: citizenOf(res).email })
  }

  async function submit(req: Request, res: Response): Promise<void> {
    const citizen = citizenOf(res)
    const parsed = parseForm(emailForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    const { email, password_current: password } = parsed.data
    if (emailKey(email) === emailKey(citizen.email)) return show(res.status(422), withError(req.body, 'email', 'accounts.wrong.sameEmail'))
    const proof = await askedPassword(portal, throttles, citizen.id, password)
    if (proof !== 'right') return showWrong(res, req.body, 'password_current', proof, show)
    const wait = await secondsToWait(async () => {
      await throttles.signUpEmail.take(emailKey(email))
      await throttles.resend.take(citizen.id)
    })
    if (wait > 0)
      return show(res.status(429).set('Retry-After', String(wait)), { values: { email }, errors: { form: tooManyLetters(res, wait) } })
    await requestEmailChange(portal, citizen, email)
    await seeOther(res, '/account', res.locals.t('accounts.email.sent', { email }))
  }
}
