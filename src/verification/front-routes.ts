/** The counter between two citizens: the slip's code, whoever forgot it, and who waits today. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import { tidyCode } from '../db/codes.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { createThrottle } from '../web/throttle.js'
import { findWithoutSlip } from './finding.js'
import { codeForm, findForm } from './forms.js'
import { arrive, endCalled, listWaiting, next } from './waiting.js'
import { wrongCodes } from './wrong-codes.js'

export function frontRoutes(portal: Portal): Router {
  const codes = wrongCodes(portal)
  const misses = createThrottle(portal, 'counter-search', portal.config.limits.LIMIT_COUNTER_SEARCHES_HOUR, 3600)
  const router = Router()
  router.get('/desk/verifications', requires('verification:decide'), withForm, look)
  router.post('/desk/verifications', requires('verification:decide'), open)
  router.post('/desk/verifications/search', requires('verification:decide'), find)
  router.post('/desk/verifications/arrivals', requires('verification:decide'), takeArrival)
  router.post('/desk/verifications/arrivals/next', requires('verification:decide'), call)
  router.post('/desk/verifications/arrivals/end', requires('verification:decide'), nobodyCame)
  return router

  function look(_req: Request, res: Response): Promise<void> {
    return show(res, emptyForm())
  }

  async function show(res: Response, form: FormState, found?: Awaited<ReturnType<typeof findWithoutSlip>>): Promise<void> {
    const waiting = await listWaiting(portal, staffOf(res))
    page(res, 'verification/desk/front', { title: res.locals.t('verification.desk.title'), form, found, ...waiting })
  }

  async function open(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(codeForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    const row = await codes.open(staffOf(res), { code: parsed.data.code })
    if (!row) return show(res.status(422), withError(req.body, 'code', 'verification.desk.unknown'))
    await seeOther(res, `/desk/verifications/${tidyCode(parsed.data.code)}`)
  }

  async function find(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(findForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    const clerk = staffOf(res)
    await misses.take(clerk.id) // people are not to be found by trying
    const found = await findWithoutSlip(portal, clerk, parsed.data)
    if (found.length) await misses.giveBack(clerk.id)
    await show(res, emptyForm({ surname: parsed.data.surname ?? '' }), found)
  }

  async function takeArrival(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(codeForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    const row = await codes.open(staffOf(res), { code: parsed.data.code })
    if (!row) return show(res.status(422), withError(req.body, 'code', 'verification.desk.unknown'))
    const number = await arrive(portal, staffOf(res), { id: row.id }).catch(refusal => {
      if (refusal instanceof NotFound) return undefined // held: there is nothing to wait for
      throw refusal
    })
    const { t } = res.locals
    await seeOther(res, '/desk/verifications', number ? t('verification.desk.arrived', { number }) : t('verification.desk.heldNow'))
  }

  async function call(_req: Request, res: Response): Promise<void> {
    const called = await next(portal, staffOf(res))
    const { t } = res.locals
    await seeOther(res, '/desk/verifications', called ? undefined : t('verification.desk.nobodyWaits'))
  }

  async function nobodyCame(_req: Request, res: Response): Promise<void> {
    await endCalled(portal, staffOf(res))
    await seeOther(res, '/desk/verifications')
  }
}
