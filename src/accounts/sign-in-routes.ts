/** Signing in and out. */
import { type Request, type Response, Router } from 'express'
import type { SessionData } from 'express-session'
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
import { codeText, nameOrEmail, passwordText } from './forms.js'
import type { CodeLimits } from './second-factor.js'
import { endOldestSessions } from './sessions.js'
import { type Arrival, type SignedIn, signIn } from './sign-in.js'
import { signInByCode } from './sign-in-code.js'
import type { Throttles } from './throttles.js'

const signInForm = z.strictObject({
  username: nameOrEmail,
  password: passwordText('accounts.missing.yourPassword'),
  next: z.unknown().optional().transform(ownPath),
})

const codeForm = z.strictObject({ code: codeText })

export function signInRoutes(portal: Portal, throttles: Throttles, limits: CodeLimits): Router {
  const { pool, config } = portal
  const router = Router()
  router.get('/login', requires('account:sign-in'), withForm, ask)
  router.post('/login', requires('account:sign-in'), submit)
  router.get('/login/code', requires('account:sign-in'), withForm, askCode)
  router.post('/login/code', requires('account:sign-in'), submitCode)
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
    const arrival = arrivalOf(req)
    const result = await signIn(portal, throttles, { ...arrival, name, password, address: req.ip ?? '' }).catch(tooMany)
    if (result instanceof TooMany) return slowDown(req, res, result)
    if (!result) return show(req, res.status(422), withError(req.body, 'password', 'accounts.wrong.signIn'))
    if (result.half) return askForCode(req, res, result, destination(next))
    await letIn(req, res, result, arrival, destination(next))
  }

  function arrivalOf(req: Request): Arrival {
    const device = deviceOf(portal, req)
    context().device = hashToken(device).toString('hex').slice(0, 8)
    return { device, browser: browserInWords(req.headers['user-agent']), draft: req.session.draft }
  }

  /** Where they were going, and what they wrote, wait in the half of a session. */
  async function askForCode(req: Request, res: Response, { citizenId }: SignedIn, next: string): Promise<void> {
    await renewSession(req, { pendingCitizenId: citizenId, ...(next ? { returnTo: next } : {}) })
    await seeOther(res, '/login/code')
  }

  async function askCode(req: Request, res: Response): Promise<void> {
    if (!req.session.pendingCitizenId) return seeOther(res, '/login')
    showCode(res, emptyForm())
  }

  function showCode(res: Response, form: FormState): void {
    page(res, 'accounts/code', { title: res.locals.t('second-factor.signIn.title'), form: { ...form, values: {} } })
  }

  async function submitCode(req: Request, res: Response): Promise<void> {
    const { pendingCitizenId } = req.session
    if (!pendingCitizenId) return seeOther(res, '/login')
    const parsed = parseForm(codeForm, req.body)
    if (!parsed.ok) return showCode(res.status(422), parsed.form)
    const arrival = arrivalOf(req)
    const result = await signInByCode(portal, limits, pendingCitizenId, parsed.data.code, arrival).catch(tooMany)
    if (result instanceof TooMany) return showCode(res.status(429), tooManyCodes(res, result))
    if (!result) return showCode(res.status(422), withError({}, 'code', 'second-factor.code.wrong'))
    await letIn(req, res, result, arrival, '', { codeAt: Date.now(), freshAt: req.session.freshAt ?? 0 })
  }

  function slowDown(req: Request, res: Response, { retryAfterSeconds }: TooMany): void {
    const sentence = res.locals.t('accounts.wrong.tooManyPasswords', { count: Math.ceil(retryAfterSeconds / 60) })
    const form = withError(req.body, 'form', sentence)
    show(req, res.status(429).set('Retry-After', String(retryAfterSeconds)), form)
  }

  async function letIn(
    req: Request,
    res: Response,
    signedIn: SignedIn,
    { browser, device }: Arrival,
    next: string,
    proved: Partial<SessionData> = {},
  ): Promise<void> {
    const { citizenId, draftService } = signedIn
    const going = next || destination(req.session.returnTo) || (draftService ? `/services/${draftService}/request/check` : '/requests')
    keepDeviceCookie(portal, res, device)
    await renewSession(req, { citizenId, browser, draft: undefined, returnTo: undefined, ...proved })
    await saveSession(req) // a row, before the oldest are counted out
    await endOldestSessions(pool, { citizenId }, config.limits.SESSIONS_CITIZEN)
    await seeOther(res, going, noticeOf(res, signedIn))
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

/** What somebody who needed more than a password is told once they are in. */
function noticeOf(res: Response, { codesLeft, restored }: SignedIn): string | undefined {
  if (codesLeft === 0) return res.locals.t('second-factor.signIn.lastUsed')
  if (codesLeft !== undefined) return res.locals.t('second-factor.signIn.paperUsed', { count: codesLeft })
  return restored ? res.locals.t('second-factor.signIn.restored') : undefined
}

/** Too many codes: with the minutes, or, where it is for good, without. */
export function tooManyCodes(res: Response, { retryAfterSeconds }: TooMany): FormState {
  if (retryAfterSeconds <= 0) return withError({}, 'code', 'second-factor.code.closed')
  res.set('Retry-After', String(retryAfterSeconds))
  return withError({}, 'code', res.locals.t('second-factor.code.tooMany', { count: Math.ceil(retryAfterSeconds / 60) }))
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
