/** The citizen's pages on the way to Level B. */
import { type Request, type Response, Router } from 'express'
import type { Citizen } from '../access/actor.js'
import { citizenOf, requires } from '../access/require.js'
import { restore } from '../accounts/level.js'
import { codeLimits } from '../accounts/second-factor.js'
import { findWayBack, looksLikePhoneCode, returnByPhone } from '../accounts/way-back.js'
import { showCode } from '../db/codes.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { barcodePicture, qrPicture } from '../web/pictures.js'
import { seeOther } from '../web/see-other.js'
import { createThrottle } from '../web/throttle.js'
import { bind } from './binding.js'
import { findOwnClaims } from './claims.js'
import { cancelForm, codeForm } from './forms.js'
import { findOwnRevocation } from './revocation-store.js'
import { findVerification, listPapers } from './store.js'
import { askForVisit, cancelVisit, findOwn } from './verification.js'
import { arrive, findOwnArrival } from './waiting.js'

/** Wrong binding codes: after so many only a new visit helps. */
const mostEver = 20

export function verificationRoutes(portal: Portal): Router {
  const { limits } = portal.config
  const tries = createThrottle(portal, 'recovery-code', limits.LIMIT_WRONG_CODES, 3600)
  const bindingTries = createThrottle(portal, 'binding-code', limits.LIMIT_WRONG_CODES, 3600)
  const bindingTriesEver = createThrottle(portal, 'binding-code-ever', mostEver, 0)
  const codes = codeLimits(portal, 'citizen')
  const router = Router()
  router.get('/verification', requires('verification:manage'), look)
  router.post('/verification', requires('verification:manage'), ask)
  router.post('/verification/cancellation', requires('verification:manage'), cancel)
  router.post('/verification/arrival', requires('verification:manage'), comeIn)
  router.post('/verification/binding', requires('verification:manage'), takeBinding)
  router.post('/verification/recovery', requires('verification:manage'), recover)
  return router

  async function look(_req: Request, res: Response): Promise<void> {
    await show(res, emptyForm())
  }

  async function show(res: Response, form: FormState): Promise<void> {
    const { id } = citizenOf(res)
    const own = await findOwn(portal, id)
    const arrival = own.code && own.verification ? await findOwnArrival(portal, own.verification.id) : undefined
    page(res, 'verification/show', {
      title: res.locals.t('verification.title'),
      own,
      arrival,
      way: own.suspendedFor === 'password_reset' && (await findWayBack(portal, id)),
      papers: await listPapers(portal.pool),
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

  async function comeIn(_req: Request, res: Response): Promise<void> {
    await arrive(portal, citizenOf(res), { citizenId: citizenOf(res).id })
    await seeOther(res, '/verification')
  }

  async function takeBinding(req: Request, res: Response): Promise<void> {
    const citizen = citizenOf(res)
    const parsed = parseForm(codeForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    const visit = (await findVerification(portal.pool, { citizenId: citizen.id }))?.id ?? ''
    await bindingTries.take(citizen.id)
    await bindingTriesEver.take(citizen.id, visit)
    const bound = await bind(portal, citizen, parsed.data.code)
    if (bound === 'wrong') return show(res.status(422), withError({}, 'code', 'verification.binding.wrong'))
    await bindingTries.forget(citizen.id)
    await bindingTriesEver.forget(citizen.id, visit)
    await seeOther(res, '/verification', res.locals.t(bound === 'bound' ? 'verification.binding.done' : `verification.binding.${bound}`))
  }

  async function recover(req: Request, res: Response): Promise<void> {
    const citizen = citizenOf(res)
    const parsed = parseForm(codeForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    const { code } = parsed.data
    const phone = looksLikePhoneCode(code)
    const right = phone ? await returnByPhone(portal, codes, citizen, code) : await byCounterCode(citizen, code)
    if (!right) return show(res.status(422), withError({}, 'code', 'second-factor.back.wrong'))
    await seeOther(res, '/verification', res.locals.t(phone ? 'second-factor.back.donePhone' : 'verification.recovery.done'))
  }

  async function byCounterCode(citizen: Citizen, code: string): Promise<boolean> {
    await tries.take(citizen.id)
    const right = await restore(portal, citizen, code)
    if (right) await tries.forget(citizen.id)
    return right
  }
}
