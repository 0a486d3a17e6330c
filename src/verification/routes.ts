/** The citizen's pages on the way to Level B. */
import { type Request, type Response, Router } from 'express'
import { citizenOf, requires } from '../access/require.js'
import { restore } from '../accounts/level.js'
import { showCode } from '../db/codes.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { barcodePicture, qrPicture } from '../web/pictures.js'
import { seeOther } from '../web/see-other.js'
import { createThrottle } from '../web/throttle.js'
import { findOwnClaims } from './claims.js'
import { cancelForm, recoveryForm } from './forms.js'
import { findOwnRevocation } from './revocation-store.js'
import { askForVisit, cancelVisit, findOwn } from './verification.js'

export function verificationRoutes(portal: Portal): Router {
  const tries = createThrottle(portal, 'recovery-code', portal.config.limits.LIMIT_WRONG_CODES, 3600)
  const router = Router()
  router.get('/verification', requires('verification:manage'), look)
  router.post('/verification', requires('verification:manage'), ask)
  router.post('/verification/cancellation', requires('verification:manage'), cancel)
  router.post('/verification/recovery', requires('verification:manage'), recover)
  return router

  async function look(_req: Request, res: Response): Promise<void> {
    await show(res, emptyForm())
  }

  async function show(res: Response, form: FormState): Promise<void> {
    const { id } = citizenOf(res)
    const own = await findOwn(portal, id)
    page(res, 'verification/show', {
      title: res.locals.t(own.level === 'B' ? 'claims.title' : 'verification.title'),
      own,
      checked: await findOwnClaims(portal, id),
      revocation: await findOwnRevocation(portal.pool, id),
      code: own.code && showCode(own.code),
      barcode: own.code && (await barcodePicture(own.code)),
      qr: own.code && (await qrPicture(own.code)),
      form,
    })
  }

  async function ask(_req: Request, res: Response): Promise<void> {
    await askForVisit(portal, citizenOf(res))
    await seeOther(res, '/verification', res.locals.t('verification.slip.made'))
  }

  async function cancel(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(cancelForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    await cancelVisit(portal, citizenOf(res), parsed.data.version)
    await seeOther(res, '/verification', res.locals.t('verification.slip.cancelled'))
  }

  async function recover(req: Request, res: Response): Promise<void> {
    const citizen = citizenOf(res)
    const parsed = parseForm(recoveryForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    await tries.take(citizen.id)
    if (!(await restore(portal, citizen, parsed.data.code)))
      return show(res.status(422), withError({}, 'code', 'verification.recovery.wrong'))
    await tries.forget(citizen.id)
    await seeOther(res, '/verification', res.locals.t('verification.recovery.done'))
  }
}
