/** The receipt, to read and as PDF: for whoever applied, and at the desk for people at the counter. */
import { type Request, type Response, Router } from 'express'
import { citizenOf, requires, staffOf } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { showCode } from '../db/codes.js'
import type { Language } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { page } from '../web/page.js'
import { createThrottle } from '../web/throttle.js'
import type { ApplicationFile } from './file-store.js'
import { deskFile, ownFile, type Receipt, receiptOf } from './receipt.js'
import { receiptPdf } from './receipt-pdf.js'

export function receiptRoutes(portal: Portal, catalogue: Catalogue): Router {
  const { municipality, publicUrl, limits } = portal.config
  const often = createThrottle(portal, 'receipt', limits.LIMIT_RECEIPTS_HOUR, 3600)
  const router = Router()
  router.get('/requests/:number/receipt', requires('request:read'), show)
  router.get('/requests/:number/receipt.pdf', requires('request:read'), print)
  router.get('/desk/requests/:number/receipt.pdf', requires('desk:read-request'), printAtDesk)
  return router

  function wordsOf(language: Language, file: ApplicationFile): Receipt {
    return receiptOf(language, file, catalogue.department(file.department))
  }

  async function show(req: Request, res: Response): Promise<void> {
    const file = await ownFile(portal, citizenOf(res).id, req.params.number)
    const receipt = wordsOf(res.locals.lang, file)
    page(res, 'applications/receipt', {
      title: res.locals.t('own-applications.receipt.title'),
      number: file.number,
      receipt,
      code: showCode(receipt.checkCode),
    })
  }

  async function print(req: Request, res: Response): Promise<void> {
    const { id } = citizenOf(res)
    const file = await ownFile(portal, id, req.params.number)
    await often.take(id)
    await sendPdf(res, res.locals.lang, file)
  }

  /** In the language of whoever applied. */
  async function printAtDesk(req: Request, res: Response): Promise<void> {
    const clerk = staffOf(res)
    const file = await deskFile(portal, clerk, req.params.number)
    await often.take(clerk.id)
    await sendPdf(res, file.language, file)
  }

  async function sendPdf(res: Response, language: Language, file: ApplicationFile): Promise<void> {
    const pdf = await receiptPdf(municipality, wordsOf(language, file), `${publicUrl}/check/${file.checkCode}`)
    const name = `${res.locals.t('own-applications.receipt.file')}-${file.number}`
    res.set('Cache-Control', 'no-store').set('Content-Disposition', `attachment; filename="${name}.pdf"`)
    res.type('application/pdf').send(pdf)
  }
}
