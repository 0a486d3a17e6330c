/** The last «send»: who, what, with which declaration and password; and then once. */
import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import { citizenOf } from '../access/require.js'
import { askedPassword } from '../accounts/asked-password.js'
import { accountThrottles } from '../accounts/throttles.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Service } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import { TooMany } from '../errors.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { keyOf } from '../requests/body.js'
import type { Answers } from '../requests/kind.js'
import { findSubmitted } from '../requests/request.js'
import { findSealedDraft, keepTyped } from '../requests/sealed-draft.js'
import { emptyForm, type FormState } from '../web/forms.js'
import { seeOther } from '../web/see-other.js'
import { createThrottle } from '../web/throttle.js'
import { type Filed, fileApplication } from './application.js'
import type { askPages } from './ask-pages.js'
import { type Filling, fill, papersOf, signOf } from './filling.js'
import { showProtocol } from './protocol.js'
import { standingOf, stillMay } from './standing.js'

type Body = Record<string, unknown>
type Pages = ReturnType<typeof askPages>

export function sendHandler(portal: Portal, catalogue: Catalogue, pages: Pages) {
  const { pool, config } = portal
  const throttles = accountThrottles(portal)
  const byAddress = createThrottle(portal, 'request-address', config.limits.LIMIT_REQUESTS_ADDRESS_HOUR, 3600)
  return send

  /** `typed`: what came along with it. It is a draft again only if it is not sent: whatever was sent twice leaves none behind. */
  async function send(req: Request, res: Response, service: Service, typed: Answers): Promise<void> {
    const citizen = citizenOf(res)
    const body = (req.body ?? {}) as Body
    const draft = await findSealedDraft(portal, citizen.id, service.slug)
    const filling = await fill(portal, citizen.id, service, draft, { ...draft?.answers, ...typed })
    const submissionKey = keyOf(body) ?? draft?.submissionKey ?? randomUUID()
    const known = await findSubmitted(pool, citizen.id, submissionKey) // after the draft: of two sent at once, the second finds one or the other
    if (known) return seeOther(res, `/requests/${known}`)
    try {
      if (!(await isRefused(res, filling, body))) return await file(req, res, filling, submissionKey)
    } finally {
      const sent = res.statusCode === 303
      if (!sent && Object.keys(typed).length) await keepTyped(portal, citizen.id, service, typed, submissionKey)
    }
  }

  /** Shows why it is not sent, if it is not. */
  async function isRefused(res: Response, filling: Filling, body: Body): Promise<boolean> {
    const standing = await standingOf(portal, citizenOf(res), filling.service)
    const refused = standing.maySend ? staleness(filling, body) : standing.why === 'level' ? 403 : 409
    if (refused) {
      await pages.showCheck(res.status(refused), filling, standing, emptyForm(), standing.maySend)
      return true
    }
    if (Object.keys(filling.problems).length) {
      await pages.showForm(res.status(422), filling, standing, undefined, filling.problems)
      return true
    }
    const form = await proofOf(res, body)
    if (form) await pages.showCheck(res, filling, standing, form)
    return Boolean(form)
  }

  /** The declaration and the password; with its status set, the form that says what is wrong with them. */
  async function proofOf(res: Response, body: Body): Promise<FormState | undefined> {
    const errors: Record<string, string> = {}
    if (body.declaration !== 'yes') errors.declaration = 'applications.check.declarationMissing' satisfies TextKey
    const password = typeof body.password_current === 'string' ? body.password_current : ''
    if (!password) errors.password_current = 'accounts.missing.passwordCurrent' satisfies TextKey
    else if (!errors.declaration) await prove(res, password, errors)
    if (Object.keys(errors).length === 0) return undefined
    if (res.statusCode === 200) res.status(422)
    return { values: { declaration: body.declaration === 'yes' ? 'yes' : '' }, errors }
  }

  async function prove(res: Response, password: string, errors: Record<string, string>): Promise<void> {
    const proof = await askedPassword(portal, throttles, citizenOf(res).id, password)
    if (proof === 'wrong') errors.password_current = 'accounts.wrong.passwordCurrent' satisfies TextKey
    if (!(proof instanceof TooMany)) return
    const minutes = Math.ceil(proof.retryAfterSeconds / 60)
    errors.password_current = res.locals.t('accounts.wrong.tooManyPasswords', { count: minutes })
    res.status(429).set('Retry-After', String(proof.retryAfterSeconds))
  }

  async function file(req: Request, res: Response, filling: Filling, submissionKey: string): Promise<void> {
    const address = req.ip ?? ''
    await byAddress.take(address)
    const filed = await fileOnce(res, filling, submissionKey).catch(async problem => {
      await byAddress.giveBack(address)
      throw problem
    })
    if (!filed.isNew) await byAddress.giveBack(address) // sent twice at once: it counts once
    const notice = filed.protocol && res.locals.t('applications.sent', { protocol: showProtocol(filed.protocol) })
    await seeOther(res, `/requests/${filed.number}`, notice)
  }

  function fileOnce(res: Response, filling: Filling, submissionKey: string): Promise<Filed> {
    const { service, read, applicant, delivery, draft } = filling
    const application = {
      service,
      answers: read.answers,
      papers: papersOf(filling),
      applicant,
      delivery,
      submissionKey,
      language: res.locals.lang,
      ...(draft ? { draftId: draft.id } : {}),
    }
    const citizen = citizenOf(res)
    const mayStill = (tx: Db) => stillMay(tx, citizen.id, service) // while the password was checked, a supervisor may have decided otherwise
    return fileApplication(portal, catalogue, { citizen, mayStill }, application)
  }
}

/** What they looked at is not what would be sent: the form has changed, or another window has. */
function staleness(filling: Filling, { seen }: Body): 409 | undefined {
  return typeof seen === 'string' && seen !== signOf(filling) ? 409 : undefined
}
