/** The door of the desk: sign in with two factors, sign out. */
import { type Request, type Response, Router } from 'express'
import { can } from '../access/capabilities.js'
import { actorOf, requires } from '../access/require.js'
import { record } from '../audit/audit.js'
import type { Portal } from '../portal.js'
import { kept } from '../retention.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { deskPath, seeOther } from '../web/see-other.js'
import { cookieName, cookieOf, renewSession, saveSession } from '../web/session.js'
import { endDuty } from '../windows/window.js'
import { invitationRoutes } from './desk-invitation-routes.js'
import { ownAccountRoutes } from './desk-own-routes.js'
import { staffAdminRoutes } from './desk-staff-routes.js'
import { browserInWords } from './devices.js'
import { endOldestSessions } from './sessions.js'
import { actorOf as staffActorOf } from './staff.js'
import { codeForm, signInForm } from './staff-forms.js'
import { deviceSign, staffLimits } from './staff-limits.js'
import { checkSecondFactor, checkStaffPassword, type SignedIn } from './staff-sign-in.js'

export function staffAccountRoutes(portal: Portal): Router {
  const limits = staffLimits(portal)
  const { config } = portal
  const deviceCookie = cookieName(config.production, 'desk-device')
  const router = Router()
  router.get('/desk/login', requires('desk:sign-in'), withForm, askPassword)
  router.post('/desk/login', requires('desk:sign-in'), takePassword)
  router.get('/desk/login/code', requires('desk:sign-in'), withForm, askCode)
  router.post('/desk/login/code', requires('desk:sign-in'), takeCode)
  router.post('/desk/logout', requires('account:sign-out'), signOut)
  router.use(invitationRoutes(portal, limits))
  router.use(ownAccountRoutes(portal, limits))
  router.use(staffAdminRoutes(portal, limits))
  return router

  async function askPassword(req: Request, res: Response): Promise<void> {
    if (actorOf(res).kind === 'staff') return seeOther(res, deskPath(req.query.next))
    showPassword(res, emptyForm({ next: typeof req.query.next === 'string' ? req.query.next : '' }))
  }

  function showPassword(res: Response, form: FormState): void {
    page(res, 'accounts/desk/login', { title: res.locals.t('staff.signIn.title'), form, hideSearch: true })
  }

  async function takePassword(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(signInForm, req.body)
    if (!parsed.ok) return showPassword(res.status(422), parsed.form)
    const { username, password, next } = parsed.data
    const staff = await checkStaffPassword(portal, limits, {
      username,
      password,
      address: req.ip ?? '',
      device: cookieOf(req.headers.cookie, deviceCookie) ?? '',
    })
    if (!staff) return showPassword(res.status(422), withError(req.body, 'password', 'staff.signIn.wrong'))
    await renewSession(req, { pendingStaffId: staff.id, returnTo: deskPath(next), draft: undefined })
    await seeOther(res, '/desk/login/code')
  }

  async function askCode(req: Request, res: Response): Promise<void> {
    if (!req.session.pendingStaffId) return seeOther(res, '/desk/login')
    showCode(res, emptyForm())
  }

  function showCode(res: Response, form: FormState): void {
    page(res, 'accounts/desk/code', { title: res.locals.t('staff.code.title'), form, hideSearch: true })
  }

  async function takeCode(req: Request, res: Response): Promise<void> {
    const { pendingStaffId, returnTo } = req.session
    if (!pendingStaffId) return seeOther(res, '/desk/login')
    const parsed = parseForm(codeForm, req.body)
    if (!parsed.ok) return showCode(res.status(422), { ...parsed.form, values: {} })
    const signedIn = await checkSecondFactor(portal, limits, pendingStaffId, parsed.data.code)
    if (!signedIn) return showCode(res.status(422), withError({}, 'code', 'staff.code.wrong'))
    await letIn(req, res, signedIn)
    await seeOther(res, firstPage(signedIn, returnTo), leftNotice(res, signedIn))
  }

  async function letIn(req: Request, res: Response, { staff }: SignedIn): Promise<void> {
    await renewSession(req, {
      staffId: staff.id,
      browser: browserInWords(req.headers['user-agent']),
      draft: undefined,
      returnTo: undefined,
    })
    await saveSession(req)
    await endOldestSessions(portal.pool, { staffId: staff.id }, config.limits.SESSIONS_STAFF)
    res.cookie(deviceCookie, deviceSign(portal, staff.id), {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: config.production,
      maxAge: kept.deskDeviceCookieDays * 24 * 3600 * 1000,
    })
  }

  async function signOut(req: Request, res: Response): Promise<void> {
    const actor = actorOf(res)
    if (actor.kind === 'staff') await endDuty(portal.pool, actor)
    if (actor.kind !== 'visitor') await record(portal.pool, actor, 'logout', { type: actor.kind, id: actor.id })
    await new Promise<void>((resolve, reject) => req.session.regenerate(error => (error ? reject(error) : resolve())))
    res.set('Clear-Site-Data', '"cache", "storage"')
    await seeOther(res, '/desk/login', res.locals.t('staff.account.signedOut'))
  }
}

/** Whoever decides at the counter says first at which window they sit today. */
function firstPage({ staff }: SignedIn, returnTo: string | undefined): string {
  const going = deskPath(returnTo)
  if (!can(staffActorOf(staff), 'verification:decide')) return going
  return going === '/desk' ? '/desk/duty' : `/desk/duty?next=${encodeURIComponent(going)}`
}

function leftNotice(res: Response, { codesLeft }: SignedIn): string | undefined {
  return codesLeft === undefined ? undefined : res.locals.t('staff.signIn.recoveryUsed', { count: codesLeft })
}
