/** The slip on paper. */
import { type Request, type Response, Router } from 'express'
import { citizenOf, requires } from '../access/require.js'
import { findAppointment } from '../appointments/appointment.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { createThrottle } from '../web/throttle.js'
import { slipPdf } from './slip-pdf.js'
import { listPapers } from './store.js'
import { findOwn } from './verification.js'

export function slipRoutes(portal: Portal): Router {
  const { pool, config } = portal
  const often = createThrottle(portal, 'slip', config.limits.LIMIT_SLIPS_HOUR, 3600)
  const router = Router()
  router.get('/verification/slip.pdf', requires('verification:manage'), print)
  return router

  async function print(_req: Request, res: Response): Promise<void> {
    const { t, lang } = res.locals
    const { id } = citizenOf(res)
    const { code, verification } = await findOwn(portal, id)
    if (!code || !verification) throw new NotFound()
    await often.take(id)
    const [appointment, papers] = await Promise.all([findAppointment(pool, verification.id), listPapers(pool)])
    const { expiresAt, claims } = verification
    const file = await slipPdf(config.municipality, lang, { code, expiresAt, appointment, papers, claims })
    res.set('Cache-Control', 'no-store').set('Content-Disposition', `attachment; filename="${t('slip.pdf.file')}.pdf"`)
    res.type('application/pdf').send(file)
  }
}
