/** Staff and their own account: password, recovery codes, sessions. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { renewSession } from '../web/session.js'
import { keepCodes } from './kept-codes.js'
import { countCodes } from './recovery-code-store.js'
import { listSessions } from './sessions.js'
import { passwordForm, proofForm, sessionForm } from './staff-forms.js'
import type { StaffLimits } from './staff-limits.js'
import { changePassword, endOne, renewCodes } from './staff-self.js'
import { findStaff, listDepartments } from './staff-store.js'

export function ownAccountRoutes(portal: Portal, limits: StaffLimits): Router {
  const { pool, config } = portal
  const router = Router()
  router.get('/desk/account', requires('desk:manage-self'), withForm, showAccount)
  router.get('/desk/account/password', requires('desk:manage-self'), withForm, askPassword)
  router.post('/desk/account/password', requires('desk:manage-self'), takePassword)
  router.get('/desk/account/recovery-codes', requires('desk:manage-self'), withForm, askProof)
  router.post('/desk/account/recovery-codes', requires('desk:manage-self'), takeProof)
  router.post('/desk/account/sessions/end', requires('desk:manage-self'), endSession)
  return router

  async function showAccount(req: Request, res: Response): Promise<void> {
    const { id, departments } = staffOf(res)
    const [staff, sessions, codesLeft, names] = await Promise.all([
      findStaff(pool, { id }),
      listSessions(pool, { staffId: id }, req.sessionID),
      countCodes(pool, { staffId: id }),
      listDepartments(pool),
    ])
    const title = res.locals.t('staff.account.title')
    const mine = names.filter(({ slug }) => departments.includes(slug)).map(({ name }) => name)
    page(res, 'accounts/desk/account', { title, staff, sessions, codesLeft, departments: mine, most: config.limits.SESSIONS_STAFF })
  }

  function askPassword(_req: Request, res: Response): void {
    showPassword(res, emptyForm())
  }

  function showPassword(res: Response, form: FormState): void {
    page(res, 'accounts/desk/password', { title: res.locals.t('staff.account.changePassword'), form: { ...form, values: {} } })
  }

  async function takePassword(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(passwordForm, req.body)
    if (!parsed.ok) return showPassword(res.status(422), parsed.form)
    const staff = staffOf(res)
    const problem = await changePassword(portal, limits, staff, parsed.data, req.sessionID)
    if (problem) return showPassword(res.status(422), withError({}, problem.field, problem.problem))
    await renewSession(req, { staffId: staff.id, browser: req.session.browser })
    await seeOther(res, '/desk/account', res.locals.t('staff.account.passwordChanged'))
  }

  function askProof(_req: Request, res: Response): void {
    showProof(res, emptyForm())
  }

  function showProof(res: Response, form: FormState): void {
    page(res, 'accounts/desk/renew-codes', { title: res.locals.t('staff.account.renewCodes'), form: { ...form, values: {} } })
  }

  async function takeProof(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(proofForm, req.body)
    if (!parsed.ok) return showProof(res.status(422), parsed.form)
    const codes = await renewCodes(portal, limits, staffOf(res), parsed.data)
    if (!Array.isArray(codes)) return showProof(res.status(422), withError({}, codes.field, codes.problem))
    req.session.newCodes = keepCodes(portal, codes)
    await seeOther(res, '/desk/recovery-codes')
  }

  async function endSession(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(sessionForm, req.body)
    const ended = parsed.ok && (await endOne(portal, staffOf(res), parsed.data.session))
    await seeOther(res, '/desk/account', res.locals.t(ended ? 'staff.account.ended' : 'staff.account.endedAlready'))
  }
}
