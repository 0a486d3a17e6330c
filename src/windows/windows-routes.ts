/** The windows there are: an administrator adds, renames, closes and opens them. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { newWindowForm, titleForm, versionForm } from './forms.js'
import { findWindow, listWindows, type Window } from './store.js'
import { addWindow, closeWindow, renameWindow, reopenWindow } from './window.js'

export function windowAdminRoutes(portal: Portal): Router {
  const router = Router()
  router.get('/desk/windows', requires('desk:manage-windows'), list)
  router.post('/desk/windows', requires('desk:manage-windows'), add)
  router.get('/desk/windows/:slug', requires('desk:manage-windows'), look)
  router.post('/desk/windows/:slug/title', requires('desk:manage-windows'), rename)
  router.post('/desk/windows/:slug/closure', requires('desk:manage-windows'), close)
  router.post('/desk/windows/:slug/reopening', requires('desk:manage-windows'), reopen)
  return router

  function list(_req: Request, res: Response): Promise<void> {
    return showList(res, emptyForm())
  }

  async function showList(res: Response, form: FormState): Promise<void> {
    page(res, 'windows/list', { title: res.locals.t('duty.windows.title'), form, windows: await listWindows(portal.pool) })
  }

  async function add(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(newWindowForm, req.body)
    if (!parsed.ok) return showList(res.status(422), parsed.form)
    const slug = await addWindow(portal, staffOf(res), { el: parsed.data.title_el, en: parsed.data.title_en })
    if (!slug) return showList(res.status(422), withError(req.body, 'title_el', 'duty.windows.taken'))
    await seeOther(res, '/desk/windows', res.locals.t('duty.windows.done.added'))
  }

  async function windowOf(req: Request): Promise<Window> {
    const found = await findWindow(portal.pool, String(req.params.slug))
    if (!found) throw new NotFound()
    return found
  }

  async function look(req: Request, res: Response): Promise<void> {
    const found = await windowOf(req)
    show(res, found, emptyForm({ title_el: found.title.el, title_en: found.title.en }))
  }

  function show(res: Response, found: Window, form: FormState): void {
    page(res, 'windows/window', { title: res.locals.page.pick(found.title), window: found, form })
  }

  async function rename(req: Request, res: Response): Promise<void> {
    const found = await windowOf(req)
    const parsed = parseForm(titleForm, req.body)
    if (!parsed.ok) return show(res.status(422), found, parsed.form)
    const { version, title_el, title_en } = parsed.data
    const renamed = await renameWindow(portal, staffOf(res), { slug: found.slug, version }, { el: title_el, en: title_en })
    if (!renamed) return show(res.status(422), found, withError(req.body, 'title_el', 'duty.windows.taken'))
    await seeOther(res, '/desk/windows', res.locals.t('duty.windows.done.renamed'))
  }

  async function close(req: Request, res: Response): Promise<void> {
    const found = await windowOf(req)
    const parsed = parseForm(versionForm, req.body)
    if (!parsed.ok) return show(res.status(422), found, parsed.form)
    await closeWindow(portal, staffOf(res), { slug: found.slug, version: parsed.data.version })
    await seeOther(res, '/desk/windows', res.locals.t('duty.windows.done.closed'))
  }

  async function reopen(req: Request, res: Response): Promise<void> {
    const found = await windowOf(req)
    const parsed = parseForm(versionForm, req.body)
    if (!parsed.ok) return show(res.status(422), found, parsed.form)
    const open = await reopenWindow(portal, staffOf(res), { slug: found.slug, version: parsed.data.version })
    const { title } = found
    if (!open)
      return show(res.status(422), found, {
        values: { title_el: title.el, title_en: title.en },
        errors: { title_el: 'duty.windows.takenReopen' },
      })
    await seeOther(res, '/desk/windows', res.locals.t('duty.windows.done.reopened'))
  }
}
