/** What waits for me. */
import { type Request, type Response, Router } from 'express'
import { citizenOf, requires } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Portal } from '../portal.js'
import { showNumber } from '../requests/number.js'
import { page } from '../web/page.js'
import { listPending } from './pending.js'

export function pendingRoutes(portal: Portal, catalogue: Catalogue): Router {
  const router = Router()
  router.get('/pending', requires('request:read'), show)
  return router

  async function show(_req: Request, res: Response): Promise<void> {
    const items = await listPending(portal, catalogue, citizenOf(res).id)
    page(res, 'pending/list', {
      title: res.locals.t('pending.title'),
      items: items.map(item => ({ ...item, shown: item.number && showNumber(item.number) })),
    })
  }
}
