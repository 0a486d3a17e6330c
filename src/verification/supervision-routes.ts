/** The supervisor's board: what was held at the counter, and whose owner said «this was not me». */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { requires, staffOf } from '../access/require.js'
import { listUnusual } from '../audit/unusual.js'
import { NotFound } from '../errors.js'
import * as field from '../fields/schemas.js'
import { isTextKey, type TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { listCases } from '../supervision/supervision.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, seenVersion } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { close, dismiss, openCasePage, release } from './supervise.js'

const mostShown = 200
const mostClosed = 20

const releaseForm = z.strictObject({ version: seenVersion, release_note: field.optional(field.lines(1000)) })
const dismissalForm = z.strictObject({ version: seenVersion, reason: field.lines(1000), dismissal_note: field.optional(field.lines(1000)) })
const closureForm = z.strictObject({ version: seenVersion, note: field.lines(1000) })

export function supervisionRoutes(portal: Portal): Router {
  const { pool } = portal
  const router = Router()
  router.get('/desk/verifications/cases', requires('verification:supervise'), list)
  router.get('/desk/verifications/cases/:case', requires('verification:supervise'), withForm, look)
  router.post('/desk/verifications/cases/:case/release', requires('verification:supervise'), takeRelease)
  router.post('/desk/verifications/cases/:case/dismissal', requires('verification:supervise'), takeDismissal)
  router.post('/desk/verifications/cases/:case/closure', requires('verification:supervise'), takeClosure)
  return router

  async function list(_req: Request, res: Response): Promise<void> {
    const [open, closed, unusual] = await Promise.all([
      listCases(pool, true, mostShown),
      listCases(pool, false, mostClosed),
      listUnusual(pool),
    ])
    page(res, 'verification/desk/cases', { title: res.locals.t('verification.cases.title'), open, closed, unusual })
  }

  async function look(req: Request, res: Response): Promise<void> {
    await show(req, res, emptyForm())
  }

  async function show(req: Request, res: Response, form: FormState): Promise<void> {
    const found = await openCasePage(portal, staffOf(res), idOf(req))
    const { t } = res.locals
    const events = found.events.map(one => ({ ...one, what: t(eventText(one.event)) }))
    page(res, 'verification/desk/case', { title: t(`verification.cases.cause.${found.cause}`), found: { ...found, events }, form })
  }

  async function takeRelease(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(releaseForm, req.body)
    if (!parsed.ok) return show(req, res.status(422), parsed.form)
    await release(portal, staffOf(res), idOf(req), parsed.data.version, parsed.data.release_note ?? null)
    await done(res)
  }

  async function takeDismissal(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(dismissalForm, req.body)
    if (!parsed.ok) return show(req, res.status(422), parsed.form)
    const { version, reason, dismissal_note: note } = parsed.data
    await dismiss(portal, staffOf(res), idOf(req), version, reason, note ?? null)
    await done(res)
  }

  async function takeClosure(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(closureForm, req.body)
    if (!parsed.ok) return show(req, res.status(422), parsed.form)
    await close(portal, staffOf(res), idOf(req), parsed.data.version, parsed.data.note)
    await done(res)
  }
}

function eventText(event: string): TextKey {
  const key = `verification.cases.event.${event.replace('levelb.', '')}`
  return isTextKey(key) ? key : 'verification.cases.event.other'
}

async function done(res: Response): Promise<void> {
  await seeOther(res, '/desk/verifications/cases', res.locals.t('verification.cases.done'))
}

function idOf(req: Request): string {
  const id = z.uuid().safeParse(req.params.case)
  if (!id.success) throw new NotFound()
  return id.data
}
