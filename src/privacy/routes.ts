/** What people may know of what is known about them. */
import { type Request, type Response, Router } from 'express'
import { citizenOf, requires } from '../access/require.js'
import type { Portal } from '../portal.js'
import { showNumber } from '../requests/number.js'
import { kept } from '../retention.js'
import { page } from '../web/page.js'
import { readAccessLog } from './access-log.js'

const address = '/account/access-log'

export function privacyRoutes({ pool }: Portal): Router {
  const router = Router()
  router.get('/account/access-log', requires('account:manage'), look)
  return router

  async function look(req: Request, res: Response): Promise<void> {
    const before = placeOf(req.query.before)
    const { lines, older } = await readAccessLog(pool, citizenOf(res).id, before)
    page(res, 'privacy/access-log', {
      title: res.locals.t('access-log.title'),
      lines: lines.map(line => ({ ...line, shown: line.number && showNumber(line.number) })),
      years: kept.trailYears,
      older: older && `${address}?before=${older}`,
      newest: before && address,
    })
  }
}

/** Where the page before ended; anything else begins anew. */
function placeOf(typed: unknown): string | undefined {
  return typeof typed === 'string' && /^[1-9]\d{0,17}$/.test(typed) ? typed : undefined
}
