/** Where the clerk sits today: chosen after signing in, changed whenever they move. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { deskPath, seeOther } from '../web/see-other.js'
import { dutyForm, noWindow } from './forms.js'
import { listOpenWindows } from './store.js'
import { takeWindow } from './window.js'
import { windowAdminRoutes } from './windows-routes.js'

export function windowRoutes(portal: Portal): Router {
  const router = Router()
  router.get('/desk/duty', requires('verification:decide'), ask)
  router.post('/desk/duty', requires('verification:decide'), take)
  router.use(windowAdminRoutes(portal))
  return router

  async function ask(req: Request, res: Response): Promise<void> {
    const next = typeof req.query.next === 'string' ? req.query.next : ''
    await show(res, emptyForm({ next, desk: staffOf(res).desk ?? '' }))
  }

  async function show(res: Response, form: FormState): Promise<void> {
    const windows = await listOpenWindows(portal.pool, staffOf(res).id)
    page(res, 'windows/duty', { title: res.locals.t('duty.title'), form, windows, noWindow })
  }

  async function take(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(dutyForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    const slug = parsed.data.desk === noWindow ? null : parsed.data.desk
    if (!(await takeWindow(portal, staffOf(res), slug))) return show(res.status(422), withError(req.body, 'desk', 'duty.closed'))
    req.session.desk = slug ?? undefined
    // Without a window the page that asked for one would only ask again.
    await seeOther(res, slug === null ? '/desk' : deskPath(parsed.data.next), res.locals.t(slug === null ? 'duty.ended' : 'duty.began'))
  }
}
