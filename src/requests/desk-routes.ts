/** The clerk's side of requests: the queues of their departments, and one request with its allowed moves. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import { record } from '../audit/audit.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { isUuid, sendPhoto } from './addresses.js'
import { caseHandlers } from './desk-case.js'
import { queueHandlers } from './desk-queue.js'
import type { RequestKind } from './kind.js'
import { readDeskPhoto } from './photo-store.js'

export function requestDeskRoutes(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]): Router {
  const { list } = queueHandlers(portal, catalogue, kinds)
  const { show, move } = caseHandlers(portal, catalogue, kinds)
  const router = Router()
  router.get('/desk/requests', requires('desk:read-queue'), list)
  router.get('/desk/requests/:number', requires('desk:read-request'), show)
  router.post('/desk/requests/:number/moves/:move', requires('desk:work-request'), move)
  router.get('/desk/photos/:id', requires('desk:read-request'), photo)
  return router

  /** The small ones belong to the page of the case, which is on record; the whole picture is opened by itself. */
  async function photo(req: Request, res: Response): Promise<void> {
    const { id } = req.params
    const small = req.query.small === '1'
    const found = isUuid(id) ? await readDeskPhoto(portal.pool, staffOf(res).departments, id, small) : undefined
    if (!found) throw new NotFound()
    const owner = found.citizenId && { type: 'citizen', id: found.citizenId }
    if (owner && !small) await record(portal.pool, staffOf(res), 'photo.viewed', owner, { reason: `request ${found.requestId}` })
    sendPhoto(res, found.bytes)
  }
}
