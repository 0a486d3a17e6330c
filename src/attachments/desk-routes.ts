import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import { record } from '../audit/audit.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { isId, sendAttachment } from './sending.js'
import { readAtDesk } from './store.js'

export function attachmentDeskRoutes({ pool }: Portal, catalogue: Catalogue): Router {
  const router = Router()
  router.get('/desk/attachments/:id', requires('desk:read-request'), show)
  return router

  /** Opening somebody's paper is on record, each time: they may ask who looked. */
  async function show(req: Request, res: Response): Promise<void> {
    const { id } = req.params
    const kept = isId(id) ? await readAtDesk(pool, staffOf(res).departments, id) : undefined
    if (!kept) throw new NotFound()
    const request = { type: 'request', id: kept.requestId }
    const whose = kept.citizenId ? { type: 'citizen', id: kept.citizenId } : request
    await record(pool, staffOf(res), 'attachment.viewed', whose, { reason: `request ${kept.requestId}` })
    sendAttachment(res, catalogue, kept)
  }
}
