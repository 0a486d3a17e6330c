/** A session left open proves little: before what matters most the password is asked again. */
import { type NextFunction, type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { citizenOf, requires } from '../access/require.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm } from '../web/forms.js'
import { page } from '../web/page.js'
import { ownPath, seeOther } from '../web/see-other.js'
import { renewSession } from '../web/session.js'
import { askedPassword, showWrong } from './asked-password.js'
import { passwordText } from './forms.js'
import type { Throttles } from './throttles.js'

export { askedPassword, showWrong }

const confirmForm = z.strictObject({
  password: passwordText('accounts.missing.yourPassword'),
  next: z.unknown().optional().transform(ownPath),
})

/** For routes that want the password to have been typed a few minutes ago; sends through /account/confirm and back to `page`. */
export function fresh({ config }: Portal, page: string) {
  return async function freshPassword(req: Request, res: Response, next: NextFunction): Promise<void> {
    const since = Math.abs(Date.now() - (req.session.freshAt ?? 0)) // typed «tomorrow», by a clock that was wrong, is not fresh
    if (since <= config.limits.FRESH_MINUTES_CITIZEN * 60_000) return next()
    await seeOther(res, `/account/confirm?next=${encodeURIComponent(page)}`)
  }
}

export function confirmRoutes(portal: Portal, throttles: Throttles): Router {
  const router = Router()
  router.get('/account/confirm', requires('account:manage'), ask)
  router.post('/account/confirm', requires('account:manage'), confirm)
  return router

  function ask(req: Request, res: Response): void {
    show(res, emptyForm({ next: ownPath(req.query.next) }))
  }

  function show(res: Response, form: FormState): void {
    page(res, 'accounts/confirm', { title: res.locals.t('accounts.confirm.title'), form })
  }

  async function confirm(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(confirmForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    const { id } = citizenOf(res)
    const proof = await askedPassword(portal, throttles, id, parsed.data.password)
    if (proof !== 'right') return showWrong(res, req.body, 'password', proof, show)
    await renewSession(req, { citizenId: id, browser: req.session.browser ?? '' })
    await seeOther(res, parsed.data.next === '/' ? '/account' : parsed.data.next)
  }
}
