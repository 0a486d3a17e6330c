/** Signing in and out. */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { actorOf, requires } from '../access/require.js'
import { record } from '../audit/audit.js'
import { context } from '../context.js'
import { hashToken } from '../db/secret.js'
import { TooMany } from '../errors.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { deviceOf, keepDeviceCookie } from '../web/device-cookie.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { ownPath, seeOther } from '../web/see-other.js'
import { cookieName, renewSession, saveSession } from '../web/session.js'
import { browserInWords } from './devices.js'
import { nameOrEmail, passwordText } from './forms.js'
import { endOldestSessions } from './sessions.js'
import { type SignedIn, signIn } from './sign-in.js'
import type { Throttles } from './throttles.js'

const signInForm = z.strictObject({
  username: nameOrEmail,
  password: passwordText('accounts.missing.yourPassword'),
  next: z.unknown().optional().transform(ownPath),
})

export function signInRoutes(portal: Portal, throttles: Throttles): Router {
  const { pool, config } = portal
  const router = Router()
  router.get('/login', requires('account:sign-in'), withForm, ask)
  router.post('/login', requires('account:sign-in'), submit)
  router.post('/logout', requires('account:sign-out'), signOut)
  return router

  async function ask(req: Request, res: Response): Promise<void> {
    const next = destination(req.query.next)
    if (actorOf(res).kind === 'citizen') return seeOther(res, next || '/requests')
    show(req, res, emptyForm({ next }))
  }

  function show(req: Request, res: Response, form: FormState): void {
    const { draft, returnTo } = req.session
    const waiting = Boolean(draft) || Boolean(form.values.next) || Boolean(returnTo)
    page(res, 'accounts/login', { title: res.locals.t('accounts.signIn.title'), form, waiting: waiting ? (draft ? 'draft' : 'page') : '' })
  }

  async function submit(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(signInForm, req.body)
    if (!parsed.ok) return show(req, res.status(422), parsed.form)
    const { username: name, password, next } = parsed.data
    const device = deviceOf(portal, req)
    context().device = hashToken(device).toString('hex').slice(0, 8)
    const attempt = {
      name,
      password,
      device,
      address: req.ip ?? '',
      browser: browserInWords(req.headers['user-agent']),
      draft: req.session.draft,
    }
    const result = await signIn(portal, throttles, attempt).catch(tooMany)
    if (result instanceof TooMany) return slowDown(req, res, result)
    if (!result) return show(req, res.status(422), withError(req.body, 'password', 'accounts.wrong.signIn'))
    keepDeviceCookie(portal, res, device)
    await letIn(req, res, result, attempt.browser, destination(next))
  }

  function slowDown(req: Request, res: Response, { retryAfterSeconds }: TooMany): void {
    const sentence = res.locals.t('accounts.wrong.tooManyPasswords', { count: Math.ceil(retryAfterSeconds / 60) })
    const form = withError(req.body, 'form', sentence)
    show(req, res.status(429).set('Retry-After', String(retryAfterSeconds)), form)
  }

  async function letIn(req: Request, res: Response, { citizenId, draftService }: SignedIn, browser: string, next: string): Promise<void> {
    const going = next || destination(req.session.returnTo) || (draftService ? `/services/${draftService}/request/check` : '/requests')
    await renewSession(req, { citizenId, browser, draft: undefined, returnTo: undefined })
    await saveSession(req) // a row, before the oldest are counted out
    await endOldestSessions(pool, { citizenId }, config.limits.SESSIONS_CITIZEN)
    await seeOther(res, going)
  }

  async function signOut(req: Request, res: Response): Promise<void> {
    const actor = actorOf(res)
    if (actor.kind !== 'visitor') await record(pool, actor, 'logout', { type: actor.kind, id: actor.id })
    await new Promise<void>((resolve, reject) => req.session.destroy(error => (error ? reject(error) : resolve())))
    res.clearCookie(cookieName(config.production, 'sid'), { path: '/', httpOnly: true, sameSite: 'lax', secure: config.production })
    res.set('Clear-Site-Data', '"cache", "storage"')
    await seeOther(res, actor.kind === 'staff' ? '/desk/login' : '/')
  }
}

/** A page of ours to go to, or nothing; never round in a circle. */
function destination(next: unknown): string {
  const path = ownPath(next)
  return path === '/' || /^\/(login|logout|register|activate|desk)\b/.test(path) ? '' : path
}

function tooMany(error: unknown): TooMany {
  if (error instanceof TooMany) return error
  throw error
}
