/** The administrator's page of the clock of slips. */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { requires, staffOf } from '../access/require.js'
import { NotFound } from '../errors.js'
import * as field from '../fields/schemas.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { pauseExpiry, resumeExpiry } from './pause.js'
import { listPauses } from './pause-store.js'

const pauseForm = z.strictObject({ reason: field.line(200) })
const endForm = z.strictObject({ id: z.uuid() })

export function pauseRoutes(portal: Portal): Router {
  const router = Router()
  router.get('/desk/verifications/pause', requires('verification:pause'), withForm, look)
  router.post('/desk/verifications/pause', requires('verification:pause'), start)
  router.post('/desk/verifications/pause/end', requires('verification:pause'), end)
  return router

  async function look(_req: Request, res: Response): Promise<void> {
    await show(res, emptyForm())
  }

  async function show(res: Response, form: FormState): Promise<void> {
    const pauses = await listPauses(portal.pool)
    const past = pauses.filter(({ endedAt }) => endedAt)
    const now = pauses.find(({ endedAt }) => !endedAt)
    page(res, 'verification/desk-pause', { title: res.locals.t('slip.pause.title'), now, past, form })
  }

  async function start(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(pauseForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    await pauseExpiry(portal, staffOf(res), parsed.data.reason)
    await seeOther(res, '/desk/verifications/pause', res.locals.t('slip.pause.started'))
  }

  async function end(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(endForm, req.body)
    if (!parsed.ok) throw new NotFound()
    const count = await resumeExpiry(portal, staffOf(res), parsed.data.id)
    await seeOther(res, '/desk/verifications/pause', res.locals.t('slip.pause.ended', { count }))
  }
}
