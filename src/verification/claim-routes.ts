/** The citizen's doors to what the counter has checked: changing it, renewing it, giving it all up. */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { citizenOf, requires } from '../access/require.js'
import { askedPassword, showWrong } from '../accounts/asked-password.js'
import { listTaxOffices, taxOfficeProblem } from '../accounts/tax-offices.js'
import { accountThrottles } from '../accounts/throttles.js'
import { addressForm, findVerifiedData, passwordForm, taxOfficeForm, taxOfficeOf, type VerifiedData } from '../accounts/verified-data.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { NotAllowed } from '../errors.js'
import * as field from '../fields/schemas.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, typedValues } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { changeAddress, changeTaxOffice } from './change.js'
import { askForRenewal } from './claims.js'
import { giveUpLevelB } from './given-up.js'

const renewalForm = z.strictObject({ new_card: field.checkbox })

export function claimRoutes(portal: Portal, catalogue: Catalogue): Router {
  const { pool, sealer } = portal
  const throttles = accountThrottles(portal)
  const router = Router()
  router.get('/account/address', requires('account:manage'), address)
  router.post('/account/address', requires('account:manage'), saveAddress)
  router.get('/account/tax-office', requires('account:manage'), taxOffice)
  router.post('/account/tax-office', requires('account:manage'), saveTaxOffice)
  router.post('/verification/renewal', requires('verification:manage'), renew)
  router.get('/verification/end', requires('verification:manage'), end)
  router.post('/verification/end', requires('verification:manage'), saveEnd)
  return router

  /** Undefined at Level A, where all of it is changed on one form. */
  async function certified(res: Response): Promise<VerifiedData | undefined> {
    const data = await findVerifiedData(pool, sealer, citizenOf(res).id)
    return data?.level === 'B' ? data : undefined
  }

  async function address(_req: Request, res: Response): Promise<void> {
    const data = await certified(res)
    if (!data) return seeOther(res, '/account/level-b')
    showAddress(res, emptyForm(data.address))
  }

  function showAddress(res: Response, form: FormState): void {
    page(res, 'verification/address', { title: res.locals.t('claims.address.title'), form })
  }

  async function saveAddress(req: Request, res: Response): Promise<void> {
    if (!(await certified(res))) throw new NotAllowed()
    const parsed = parseForm(addressForm, req.body)
    if (!parsed.ok) return showAddress(res.status(422), parsed.form)
    const { password_current: password, ...typed } = parsed.data
    if (!(await proved(req, res, password, showAddress))) return
    const changed = await changeAddress(portal, citizenOf(res), typed)
    await seeOther(res, '/verification', res.locals.t(changed ? 'claims.address.done' : 'claims.same'))
  }

  /** True where the password is right; else the form is shown again. */
  async function proved(req: Request, res: Response, password: string, show: (res: Response, form: FormState) => unknown) {
    const proof = await askedPassword(portal, throttles, citizenOf(res).id, password)
    if (proof !== 'right') showWrong(res, req.body, 'password_current', proof, show)
    return proof === 'right'
  }

  async function taxOffice(_req: Request, res: Response): Promise<void> {
    if (!(await certified(res))) return seeOther(res, '/account/level-b')
    await showTaxOffice(res, emptyForm())
  }

  async function showTaxOffice(res: Response, form: FormState): Promise<void> {
    page(res, 'verification/tax-office', { title: res.locals.t('claims.taxOffice.title'), form, taxOffices: await listTaxOffices(pool) })
  }

  async function saveTaxOffice(req: Request, res: Response): Promise<void> {
    if (!(await certified(res))) throw new NotAllowed()
    const parsed = parseForm(taxOfficeForm(req.body), req.body)
    if (!parsed.ok) return showTaxOffice(res.status(422), parsed.form)
    const errors = await taxOfficeProblem(pool, parsed.data.tax_office)
    if (errors.tax_office) return showTaxOffice(res.status(422), { values: typedValues(req.body), errors })
    if (!(await proved(req, res, parsed.data.password_current, showTaxOffice))) return
    const changed = await changeTaxOffice(portal, catalogue.taxOffices, citizenOf(res), taxOfficeOf(parsed.data))
    await seeOther(res, '/verification', res.locals.t(changed ? 'claims.taxOffice.done' : 'claims.same'))
  }

  async function renew(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(renewalForm, req.body)
    await askForRenewal(portal, citizenOf(res), parsed.ok && parsed.data.new_card)
    await seeOther(res, '/verification', res.locals.t('verification.slip.made'))
  }

  async function end(_req: Request, res: Response): Promise<void> {
    if (!(await certified(res))) return seeOther(res, '/verification')
    showEnd(res, emptyForm())
  }

  function showEnd(res: Response, form: FormState): void {
    page(res, 'verification/end', { title: res.locals.t('claims.end.title'), form })
  }

  async function saveEnd(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(passwordForm, req.body)
    if (!parsed.ok) return showEnd(res.status(422), parsed.form)
    if (!(await proved(req, res, parsed.data.password_current, showEnd))) return
    await giveUpLevelB(portal, citizenOf(res))
    await seeOther(res, '/verification', res.locals.t('claims.end.done'))
  }
}
