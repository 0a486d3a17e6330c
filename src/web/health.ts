/** For the machine that watches: «ok» and nothing else. No session, no form, no page. */
import { type Request, type Response, Router } from 'express'
import { requires } from '../access/require.js'
import type { Pool } from '../db/db.js'

export function healthRoutes(pool: Pool): Router {
  const router = Router()
  router.get('/healthz', (_req: Request, res: Response) => void res.type('text/plain').send('ok'))
  router.get('/readyz', ready)
  return router

  async function ready(_req: Request, res: Response): Promise<void> {
    const up = await pool.query('select 1', []).then(
      () => true,
      () => false,
    )
    res
      .status(up ? 200 : 503)
      .type('text/plain')
      .send(up ? 'ok' : 'database away')
  }
}

/** Keeps a session alive when somebody says that they are still here. */
export function sessionRoutes(): Router {
  const router = Router()
  router.post('/session/extension', requires('session:extend'), extend)
  return router

  function extend(req: Request, res: Response): void {
    req.session.seenAt = Date.now()
    res.status(204).end()
  }
}
