/** The page that waits for the letter: send it again, mend the address, type the code. The same for every address. */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { requires } from '../access/require.js'
import { emailKey, suggestEmail } from '../fields/email.js'
import * as field from '../fields/schemas.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { tooManyLetters } from './register-routes.js'
import { correctEmail, sendAgain, sendAgainTo } from './registration.js'
import { secondsToWait, type Throttles } from './throttles.js'

const emailForm = z.strictObject({ email: field.email })

export function registerSentRoutes(portal: Portal, throttles: Throttles): Router {
  const router = Router()
  router.get('/register/sent', requires('account:register'), withForm, sent)
  router.post('/register/letter', requires('account:register'), resend)
  router.post('/register/email', requires('account:register'), changeEmail)
  return router

  function sent(req: Request, res: Response): void {
    show(req, res, emptyForm())
  }

  function show(req: Request, res: Response, form: FormState): void {
    const email = req.session.registered?.email ?? ''
    page(res, 'accounts/register-sent', {
      title: res.locals.t('accounts.sent.title'),
      form,
      email,
      meant: suggestEmail(email) ?? '',
      hours: portal.config.limits.ACTIVATION_HOURS,
    })
  }

  async function resend(req: Request, res: Response): Promise<void> {
    const { registered } = req.session
    if (!registered) return seeOther(res, '/register/sent')
    if (await mustWait(req, res, registered.email, {})) return
    await sendAgain(portal, registered.id)
    await seeOther(res, '/register/sent', res.locals.t('accounts.sent.again', { email: registered.email }))
  }

  /** In the browser that registered: another address. In any other: a new letter to the same one. */
  async function changeEmail(req: Request, res: Response): Promise<void> {
    const { registered } = req.session
    const parsed = parseForm(emailForm, req.body)
    if (!parsed.ok) return show(req, res.status(422), parsed.form)
    const { email } = parsed.data
    if (await mustWait(req, res, email, { email })) return
    if (registered) await correctEmail(portal, registered.id, email)
    else await sendAgainTo(portal, email)
    if (registered) req.session.registered = { id: registered.id, email }
    await seeOther(res, '/register/sent', res.locals.t('accounts.sent.again', { email }))
  }

  async function mustWait(req: Request, res: Response, email: string, values: Record<string, string>): Promise<boolean> {
    const seconds = await secondsToWait(async () => {
      await throttles.signUpAddress.take(req.ip ?? '')
      await throttles.resend.take(emailKey(email))
    })
    if (seconds === 0) return false
    show(req, res.status(429).set('Retry-After', String(seconds)), { values, errors: { form: tooManyLetters(res, seconds) } })
    return true
  }
}
