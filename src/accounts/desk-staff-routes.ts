/** The municipality's own people, as an administrator keeps them: the list, and somebody new. */
import { type Request, type Response, Router } from 'express'
import { type Role, roles } from '../access/actor.js'
import { requires, staffOf } from '../access/require.js'
import { Conflict } from '../errors.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { staffPersonRoutes } from './desk-staff-person-routes.js'
import { createStaff } from './staff.js'
import { listStaffPage, staffPage } from './staff-admin-store.js'
import { newStaffForm, staffSearchForm } from './staff-forms.js'
import { freshen, isFresh } from './staff-fresh.js'
import type { StaffLimits } from './staff-limits.js'
import { listDepartments } from './staff-store.js'

declare module 'express-session' {
  interface SessionData {
    /** Whom the list shows: a name that was typed has no place in an address. */
    staffSearch?: { q: string; role: Role | '' }
  }
}

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function staffAdminRoutes(portal: Portal, limits: StaffLimits): Router {
  const { pool } = portal
  const router = Router()
  router.get('/desk/staff', requires('staff:manage'), list)
  router.post('/desk/staff/search', requires('staff:manage'), search)
  router.get('/desk/staff/new', requires('staff:manage'), askNew)
  router.post('/desk/staff', requires('staff:manage'), takeNew)
  router.use(staffPersonRoutes(portal, limits))
  return router

  async function list(req: Request, res: Response): Promise<void> {
    const { q, role } = req.session.staffSearch ?? { q: '', role: '' }
    await showList(req, res, emptyForm({ q, role }))
  }

  async function showList(req: Request, res: Response, form: FormState): Promise<void> {
    const { q, role } = req.session.staffSearch ?? { q: '', role: '' }
    const after = typeof req.query.after === 'string' && idPattern.test(req.query.after) ? req.query.after : null
    const rows = await listStaffPage(pool, q.trim(), role || null, after)
    const shown = rows.slice(0, staffPage)
    page(res, 'accounts/desk/staff/list', {
      title: res.locals.t('staff.admin.title'),
      form,
      roles,
      rows: shown,
      searching: q !== '' || role !== '',
      departments: await namesOfDepartments(),
      more: rows.length > staffPage ? `/desk/staff?after=${shown.at(-1)?.id}` : undefined,
      first: after ? '/desk/staff' : undefined,
    })
  }

  async function namesOfDepartments() {
    return new Map((await listDepartments(pool)).map(({ slug, name }) => [slug, name]))
  }

  async function search(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(staffSearchForm, req.body)
    if (!parsed.ok) return showList(req, res.status(422), parsed.form)
    req.session.staffSearch = parsed.data
    await seeOther(res, '/desk/staff')
  }

  function askNew(_req: Request, res: Response): Promise<void> {
    return showNew(res, emptyForm())
  }

  async function showNew(res: Response, form: FormState): Promise<void> {
    page(res, 'accounts/desk/staff/new', {
      title: res.locals.t('staff.admin.new'),
      form,
      roles,
      departments: await listDepartments(pool),
      askProof: !isFresh(portal, res.req),
    })
  }

  async function takeNew(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(newStaffForm((await listDepartments(pool)).map(({ slug }) => slug)), req.body)
    if (!parsed.ok) return showNew(res.status(422), parsed.form)
    const { last_day, password_current, code, ...person } = parsed.data
    const problem = await freshen(portal, limits, res, { password_current, code })
    if (problem) return showNew(res.status(422), withError(req.body, problem.field, problem.problem))
    const made = await createStaff(portal, { ...person, lastDay: last_day }, staffOf(res)).catch(ifTaken)
    if (!made) return showNew(res.status(422), withError(req.body, 'username', 'staff.admin.taken'))
    await seeOther(res, `/desk/staff/${made.id}`, res.locals.t('staff.admin.done.created', { email: person.email }))
  }
}

function ifTaken(problem: unknown): undefined {
  if (problem instanceof Conflict) return undefined
  throw problem
}
