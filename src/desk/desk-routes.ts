/** The clerks' front page: where to begin. */
import { type Request, type Response, Router } from 'express'
import { can } from '../access/capabilities.js'
import { requires, staffOf } from '../access/require.js'
import type { Portal } from '../portal.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'

export function deskRoutes(_portal: Portal): Router {
  const router = Router()
  router.get('/desk', requires('desk:enter'), home)
  return router

  /** Whoever has a queue begins there, and whoever sits at the counter. */
  async function home(_req: Request, res: Response): Promise<void> {
    const staff = staffOf(res)
    if (can(staff, 'desk:read-queue')) return seeOther(res, '/desk/requests')
    if (staff.desk !== null) return seeOther(res, '/desk/verifications')
    if (can(staff, 'staff:manage')) return seeOther(res, '/desk/staff')
    if (can(staff, 'audit:read')) return seeOther(res, '/desk/audit')
    page(res, 'desk/home', { title: res.locals.t('desk.home.title'), staff })
  }
}
