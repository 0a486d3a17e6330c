/** A forgotten password. Every page is the same for an account that exists and for one that does not. */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { actorOf, requires } from '../access/require.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { deviceOf } from '../web/device-cookie.js'
import { emptyForm, type FormState, parseForm } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { nameOrEmail, passwordText } from './forms.js'
import { linkToken, noReferrer, showSpentLink } from './link-routes.js'
import { findReset, requestReset, resetPassword } from './password-change.js'
import { passwordErrors } from './passwords.js'
import { ownDataOfCitizen } from './profile.js'
import type { Throttles } from './throttles.js'

const forgotForm = z.strictObject({ email: nameOrEmail })
const resetForm = z.strictObject({
  token: linkToken,
  password: passwordText('accounts.missing.password'),
  password_confirm: passwordText('accounts.missing.passwordConfirm'),
})

export function passwordRoutes(portal: Portal, throttles: Throttles): Router {
  const router = Router()
  router.get('/password/forgot', requires('account:reset-password'), withForm, forgot)
  router.post('/password/forgot', requires('account:reset-password'), sendLink)
  router.get('/password/forgot/sent', requires('account:reset-password'), sent)
  router.get('/password/reset', requires('account:reset-password'), withForm, open)
  router.post('/password/reset', requires('account:reset-password'), reset)
  return router

  function forgot(_req: Request, res: Response): void {
    showForgot(res, emptyForm())
  }

  function showForgot(res: Response, form: FormState): void {
    page(res, 'accounts/password-forgot', { title: res.locals.t('accounts.forgot.title'), form })
  }

  async function sendLink(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(forgotForm, req.body)
    if (!parsed.ok) return showForgot(res.status(422), parsed.form)
    await throttles.resetAddress.take(req.ip ?? '')
    await requestReset(portal, throttles, parsed.data.email, res.locals.lang)
    await seeOther(res, '/password/forgot/sent')
  }

  function sent(_req: Request, res: Response): void {
    page(res, 'accounts/password-sent', { title: res.locals.t('accounts.forgot.sentTitle'), minutes: portal.config.limits.RESET_MINUTES })
  }

  async function open(req: Request, res: Response): Promise<void> {
    const token = String(req.query.token ?? '')
    if (!(await findReset(portal, token))) return showSpentLink(res, 'reset')
    showReset(res, emptyForm({ token }))
  }

  function showReset(res: Response, form: FormState): void {
    noReferrer(res)
    page(res, 'accounts/password-reset', { title: res.locals.t('accounts.reset.title'), form })
  }

  async function reset(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(resetForm, req.body)
    const token = String(req.body?.token ?? '')
    const owner = await findReset(portal, token)
    if (!owner) return showSpentLink(res, 'reset')
    const problems = await passwordErrors(portal.pool, actorOf(res), req.body, await ownDataOfCitizen(portal, owner))
    const errors = { ...(parsed.ok ? {} : parsed.form.errors), ...problems }
    if (!parsed.ok || Object.keys(errors).length > 0) return showReset(res.status(422), { values: { token }, errors })
    const done = await resetPassword(portal, token, parsed.data.password, deviceOf(portal, req))
    if (!done) return showSpentLink(res, 'reset')
    await seeOther(res, '/login', res.locals.t('accounts.reset.done'))
  }
}
