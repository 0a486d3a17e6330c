/** Safety of one's account: password, open sessions, past sign-ins. */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { citizenOf, requires } from '../access/require.js'
import { record } from '../audit/audit.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { renewSession } from '../web/session.js'
import { askedPassword, fresh, showWrong } from './confirm-routes.js'
import { passwordText } from './forms.js'
import { findFactor } from './own-factor.js'
import { changePassword } from './password-change.js'
import { passwordErrors } from './passwords.js'
import { ownDataOfCitizen } from './profile.js'
import { endSession, endSessions, listSessions } from './sessions.js'
import { listSignIns } from './sign-in-store.js'
import type { Throttles } from './throttles.js'

const passwordForm = z.strictObject({
  password_current: passwordText('accounts.missing.passwordCurrent'),
  password: passwordText('accounts.missing.password'),
  password_confirm: passwordText('accounts.missing.passwordConfirm'),
})

export function securityRoutes(portal: Portal, throttles: Throttles): Router {
  const { pool } = portal
  const freshly = fresh(portal, '/account/security')
  const router = Router()
  router.get('/account/security', requires('account:manage'), freshly, look)
  router.post('/account/security/password', requires('account:manage'), change)
  router.post('/account/security/sessions/:ref/closure', requires('account:manage'), freshly, end)
  return router

  function look(req: Request, res: Response): Promise<void> {
    return show(req, res, emptyForm())
  }

  async function show(req: Request, res: Response, form: FormState): Promise<void> {
    const { id } = citizenOf(res)
    page(res, 'accounts/security', {
      title: res.locals.t('accounts.security.title'),
      form,
      sessions: await listSessions(pool, { citizenId: id }, req.sessionID),
      signIns: await listSignIns(pool, id),
      factor: await findFactor(portal, id),
    })
  }

  async function change(req: Request, res: Response): Promise<void> {
    const citizen = citizenOf(res)
    const again = (_res: Response, form: FormState) => show(req, res, { ...form, values: {} })
    const parsed = parseForm(passwordForm, req.body)
    const problems = await passwordErrors(pool, citizen, req.body, await ownDataOfCitizen(portal, citizen.id))
    const errors = { ...(parsed.ok ? {} : parsed.form.errors), ...problems }
    if (!parsed.ok || Object.keys(errors).length > 0) return again(res.status(422), { values: {}, errors })
    const proof = await askedPassword(portal, throttles, citizen.id, parsed.data.password_current)
    if (proof !== 'right') return showWrong(res, req.body, 'password_current', proof, again)
    await changePassword(portal, citizen, parsed.data.password)
    await renewSession(req, { citizenId: citizen.id, browser: req.session.browser ?? '' })
    await seeOther(res, '/account/security', res.locals.t('accounts.security.passwordDone'))
  }

  async function end(req: Request, res: Response): Promise<void> {
    const citizen = citizenOf(res)
    const others = req.params.ref === 'others'
    if (others) await endSessions(pool, { citizenId: citizen.id }, req.sessionID)
    else if (!(await endSession(pool, { citizenId: citizen.id }, String(req.params.ref)))) throw new NotFound()
    await record(pool, citizen, 'session.ended_by_owner', { type: 'citizen', id: citizen.id })
    await seeOther(res, '/account/security', res.locals.t(others ? 'accounts.security.endedOthers' : 'accounts.security.ended'))
  }
}
