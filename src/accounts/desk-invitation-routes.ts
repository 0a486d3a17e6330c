/** An invitation, opened: password, phone, recovery codes. The link is spent by the last form, never by looking. */
import { type Request, type Response, Router } from 'express'
import { requires } from '../access/require.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { qrPicture } from '../web/pictures.js'
import { seeOther } from '../web/see-other.js'
import { renewSession } from '../web/session.js'
import { forgetCodes, keepCodes, keptCodes } from './kept-codes.js'
import { codeForm, invitationForm } from './staff-forms.js'
import { checkStaffChoice, choosePassword, enrol, findInvitation, invitationOf, secretOf } from './staff-invitation.js'
import type { StaffLimits } from './staff-limits.js'
import type { StaffAccount } from './staff-store.js'
import { showSecret, totpUri } from './totp.js'

declare module 'express-session' {
  interface SessionData {
    /** An invitation whose password is chosen and whose phone is not yet connected: the hash of its token. */
    invitation?: string
  }
}

export function invitationRoutes(portal: Portal, limits: StaffLimits): Router {
  const router = Router()
  router.get('/desk/invitation', requires('desk:sign-in'), withForm, askPassword)
  router.post('/desk/invitation', requires('desk:sign-in'), takePassword)
  router.get('/desk/invitation/second-factor', requires('desk:sign-in'), withForm, askCode)
  router.post('/desk/invitation/second-factor', requires('desk:sign-in'), takeCode)
  router.get('/desk/recovery-codes', requires('desk:sign-in'), withForm, showCodes)
  router.post('/desk/recovery-codes', requires('desk:sign-in'), dropCodes)
  return router

  async function askPassword(req: Request, res: Response): Promise<void> {
    const token = String(req.query.token ?? '')
    const staff = await findInvitation(portal, invitationOf(token))
    if (!staff) return showGone(res.status(404))
    showPassword(res, staff, emptyForm({ token }))
  }

  function showPassword(res: Response, staff: StaffAccount, form: FormState): void {
    res.set('Referrer-Policy', 'no-referrer')
    page(res, 'accounts/desk/invitation', { title: res.locals.t('staff.invitation.passwordTitle'), form, staff, hideSearch: true })
  }

  function showGone(res: Response): void {
    page(res, 'accounts/desk/invitation-gone', { title: res.locals.t('staff.invitation.goneTitle'), hideSearch: true })
  }

  async function takePassword(req: Request, res: Response): Promise<void> {
    const invitation = invitationOf(String(req.body.token ?? ''))
    const staff = await findInvitation(portal, invitation)
    if (!staff) return showGone(res.status(409))
    const parsed = parseForm(invitationForm, req.body)
    if (!parsed.ok) return showPassword(res.status(422), staff, parsed.form)
    const choice = await checkStaffChoice(staff, parsed.data.password)
    if (!choice.ok) return showPassword(res.status(422), staff, withError(req.body, 'password', choice.error))
    await choosePassword(portal, staff, parsed.data.password)
    await renewSession(req, { invitation, draft: undefined, returnTo: undefined })
    await seeOther(res, '/desk/invitation/second-factor')
  }

  async function askCode(req: Request, res: Response): Promise<void> {
    await showFactor(req, res, emptyForm())
  }

  async function showFactor(req: Request, res: Response, form: FormState): Promise<void> {
    const staff = await findInvitation(portal, req.session.invitation ?? '')
    const secret = staff && secretOf(portal, staff)
    if (!secret) return showGone(res.status(409))
    const uri = await totpUri(secret, portal.config.municipality.name.el, staff.username)
    page(res, 'accounts/desk/second-factor', {
      title: res.locals.t('staff.factor.title'),
      form,
      uri,
      picture: await qrPicture(uri),
      secret: showSecret(secret),
      hideSearch: true,
    })
  }

  async function takeCode(req: Request, res: Response): Promise<void> {
    const { invitation = '' } = req.session
    const parsed = parseForm(codeForm, req.body)
    if (!parsed.ok) return showFactor(req, res.status(422), { ...parsed.form, values: {} })
    const codes = await enrol(portal, limits, invitation, parsed.data.code)
    if (!codes) return showFactor(req, res.status(422), withError({}, 'code', 'staff.factor.wrong'))
    await renewSession(req, { newCodes: keepCodes(portal, codes), draft: undefined, returnTo: undefined })
    await seeOther(res, '/desk/recovery-codes')
  }

  async function showCodes(req: Request, res: Response): Promise<void> {
    const codes = keptCodes(portal, req.session.newCodes)
    if (!codes) return seeOther(res, '/desk/account')
    page(res, 'accounts/desk/recovery-codes', { title: res.locals.t('staff.codes.title'), codes, hideSearch: true })
  }

  async function dropCodes(req: Request, res: Response): Promise<void> {
    forgetCodes(req)
    const { t, actor } = res.locals
    if (actor.kind === 'staff') return seeOther(res, '/desk/account', t('staff.codes.renewed'))
    await seeOther(res, '/desk/login', t('staff.codes.ready'))
  }
}
