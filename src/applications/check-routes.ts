/** For whoever holds a receipt: what kind of application it is of, of which day, and how it stands. Nobody is named. */
import { type Request, type Response, Router } from 'express'
import { requires } from '../access/require.js'
import { tidyCode } from '../db/codes.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { calledOf } from '../requests/kind.js'
import { colourOf } from '../requests/timeline.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { createThrottle } from '../web/throttle.js'
import { applicationKinds } from './application.js'
import { findByCheckCode } from './file-store.js'

const longest = 40

export function checkRoutes(portal: Portal): Router {
  const byAddress = createThrottle(portal, 'receipt-check', portal.config.limits.LIMIT_CHECKS_ADDRESS_HOUR, 3600)
  const router = Router()
  router.get('/check', requires('page:read'), ask)
  router.get('/check/:code', requires('page:read'), answer)
  return router

  async function ask(req: Request, res: Response): Promise<void> {
    const { code } = req.query
    const tidy = typeof code === 'string' ? tidyCode(code.slice(0, longest)) : ''
    if (tidy) return seeOther(res, `/check/${encodeURIComponent(tidy)}`)
    show(res, '', undefined)
  }

  async function answer(req: Request, res: Response): Promise<void> {
    await byAddress.take(req.ip ?? '')
    const typed = String(req.params.code).slice(0, longest)
    const found = await findByCheckCode(portal.pool, tidyCode(typed))
    if (!found) return show(res.status(404), typed, undefined)
    const { t } = res.locals
    const label = t(`requests.status.${calledOf(applicationKinds[0], found.status)}` as TextKey)
    show(res, '', { ...found, label, colour: colourOf(found.status) })
  }

  function show(res: Response, unknown: string, found: object | undefined): void {
    res.set('X-Robots-Tag', 'noindex')
    page(res, 'applications/check-code', { title: res.locals.t('own-applications.check.title'), unknown, found })
  }
}
