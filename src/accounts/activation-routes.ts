/** The page behind the activation link, and the code for where links do not open. Only the button activates: programs open links too. */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { requires } from '../access/require.js'
import { tidyCode } from '../db/codes.js'
import * as field from '../fields/schemas.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, typedValues, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { activate, findActivation, type Proof } from './activation.js'
import { needed } from './forms.js'
import { linkToken, noReferrer, showSpentLink } from './link-routes.js'
import { secondsToWait, type Throttles } from './throttles.js'

const username = field.optional(field.username)
const linkForm = z.strictObject({ token: linkToken, username })
const codeForm = z.strictObject({ email: field.email, code: needed(field.line(40), 'accounts.missing.code').transform(tidyCode), username })

export function activationRoutes(portal: Portal, throttles: Throttles): Router {
  const router = Router()
  router.get('/activate', requires('account:activate'), withForm, open)
  router.post('/activate', requires('account:activate'), submit)
  return router

  async function open(req: Request, res: Response): Promise<void> {
    noReferrer(res)
    const { token } = req.query
    if (token === undefined) return showCode(res, emptyForm({ email: req.session.registered?.email ?? '' }))
    const pending = await findActivation(portal, String(token))
    if (!pending) return showSpentLink(res, 'activation')
    page(res, 'accounts/activate', {
      title: res.locals.t('accounts.activate.title'),
      form: emptyForm({ token: String(token) }),
      username: pending.username,
    })
  }

  function showCode(res: Response, form: FormState): void {
    page(res, 'accounts/activate-code', { title: res.locals.t('accounts.activate.codeTitle'), form })
  }

  function submit(req: Request, res: Response): Promise<void> {
    noReferrer(res)
    return req.body?.token === undefined ? submitCode(req, res) : submitLink(req, res)
  }

  async function submitLink(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(linkForm, req.body)
    if (!parsed.ok && parsed.form.errors.username) return chooseName(req, res, parsed.form.errors)
    if (!parsed.ok) return showSpentLink(res, 'activation')
    await finish(req, res, { token: parsed.data.token }, parsed.data.username)
  }

  async function submitCode(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(codeForm, req.body)
    if (!parsed.ok && parsed.form.errors.username) return chooseName(req, res, parsed.form.errors)
    if (!parsed.ok) return showCode(res.status(422), parsed.form)
    const wait = await secondsToWait(() => throttles.codeAddress.take(req.ip ?? ''))
    if (wait > 0)
      return showCode(res.status(429).set('Retry-After', String(wait)), withError(req.body, 'code', 'accounts.wrong.tooManyCodes'))
    const { email, code } = parsed.data
    await finish(req, res, { email, code }, parsed.data.username)
  }

  async function finish(req: Request, res: Response, proof: Proof, name: string | undefined): Promise<void> {
    const result = await activate(portal, proof, name)
    if (result === 'taken') return chooseName(req, res, name ? { username: 'accounts.activate.stillTaken' } : {})
    if (result === 'owned') return showSpentLink(res, 'owned')
    if (result === 'invalid')
      return 'token' in proof
        ? showSpentLink(res, 'activation')
        : showCode(res.status(422), withError(req.body, 'code', 'accounts.wrong.code'))
    req.session.registered = undefined
    await seeOther(res, '/login', res.locals.t('accounts.activate.done'))
  }

  /** Somebody activated the same name first; only the owner of a proved address learns of it. */
  function chooseName(req: Request, res: Response, errors: Record<string, string>): void {
    page(res.status(422), 'accounts/activate-name', {
      title: res.locals.t('accounts.activate.nameTitle'),
      form: { values: typedValues(req.body), errors: Object.keys(errors).length ? errors : { username: 'accounts.activate.taken' } },
    })
  }
}
