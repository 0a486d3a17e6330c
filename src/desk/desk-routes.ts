/** The clerks' front page: where to begin; and the page that leads to what is seldom changed. */
import { type Request, type Response, Router } from 'express'
import { type Capability, can } from '../access/capabilities.js'
import { requires, staffOf } from '../access/require.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'

const settings: [may: Capability, href: string, text: TextKey][] = [
  ['paper:edit', '/desk/papers', 'papers.nav'],
  ['template:edit', '/desk/templates', 'decisions.template.title'],
  ['desk:manage-windows', '/desk/windows', 'common.nav.windows'],
  ['appointment:edit-hours', '/desk/counter-hours', 'appointments.hours.title'],
  ['holiday:edit', '/desk/holidays', 'holidays.nav'],
  ['verification:pause', '/desk/verifications/pause', 'slip.pause.title'],
]

export function deskRoutes(_portal: Portal): Router {
  const router = Router()
  router.get('/desk', requires('desk:enter'), home)
  router.get('/desk/settings', requires('desk:manage-settings'), showSettings)
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

  function showSettings(_req: Request, res: Response): void {
    const links = settings.filter(([may]) => can(staffOf(res), may)).map(([, href, text]) => [href, res.locals.t(text)])
    page(res, 'desk/settings', { title: res.locals.t('common.nav.settings'), links })
  }
}
