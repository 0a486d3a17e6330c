import { type Request, type Response, Router } from 'express'
import { citizenOf, requires } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { isId, sendAttachment } from './sending.js'
import { readOwn } from './store.js'

export function attachmentRoutes({ pool }: Portal, catalogue: Catalogue): Router {
  const router = Router()
  router.get('/attachments/:id', requires('request:read'), show)
  return router

  async function show(req: Request, res: Response): Promise<void> {
    const { id } = req.params
    const kept = isId(id) ? await readOwn(pool, citizenOf(res).id, id) : undefined
    if (!kept) throw new NotFound()
    sendAttachment(res, catalogue, kept)
  }
}
