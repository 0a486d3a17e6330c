/** One's own account: what is kept, changing it, and the wish to be certified. */
import { type Request, type Response, Router } from 'express'
import type { Citizen } from '../access/actor.js'
import { citizenOf, requires } from '../access/require.js'
import { NotAllowed } from '../errors.js'
import type { Language } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, typedValues } from '../web/forms.js'
import { languageCookie, rememberLanguage } from '../web/locals.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { cookieName } from '../web/session.js'
import { askedPassword, showWrong } from './confirm-routes.js'
import { type Details, detailsForm, levelBForm } from './forms.js'
import { changeDetails, contactValues, findProfile, type Profile, personalValues, showContact, wishLevelB } from './profile.js'
import { listTaxOffices, taxOfficeProblem } from './tax-offices.js'
import type { Throttles } from './throttles.js'

export function accountPageRoutes(portal: Portal, throttles: Throttles): Router {
  const { pool, config } = portal
  const router = Router()
  router.get('/account', requires('account:manage'), look)
  router.get('/account/details', requires('account:manage'), details)
  router.post('/account/details', requires('account:manage'), saveDetails)
  router.get('/account/level-b', requires('account:manage'), wish)
  router.post('/account/level-b', requires('account:manage'), saveWish)
  return router

  async function look(_req: Request, res: Response): Promise<void> {
    const profile = await findProfile(portal, citizenOf(res).id)
    page(res, 'accounts/account', {
      title: res.locals.t('accounts.account.title'),
      profile,
      contact: showContact(profile),
      form: emptyForm(),
    })
  }

  async function details(_req: Request, res: Response): Promise<void> {
    const profile = await findProfile(portal, citizenOf(res).id)
    const { surname, firstName, language, level } = profile
    showDetails(res, level, emptyForm({ surname, first_name: firstName, language, ...contactValues(profile) }))
  }

  function showDetails(res: Response, level: 'A' | 'B', form: FormState): void {
    page(res, 'accounts/details', { title: res.locals.t('accounts.details.title'), form, level })
  }

  /** Asks of whoever was certified what it asks of them, suspended or not: then more than ever. */
  async function saveDetails(req: Request, res: Response): Promise<void> {
    const { level } = await findProfile(portal, citizenOf(res).id)
    const citizen: Citizen = { ...citizenOf(res), level }
    const parsed = parseForm(detailsForm(req.body, citizen), req.body)
    if (!parsed.ok) return showDetails(res.status(422), level, parsed.form)
    const data = parsed.data as Details
    if (citizen.level === 'B') {
      const proof = await askedPassword(portal, throttles, citizen.id, data.password_current ?? '')
      if (proof !== 'right') return showWrong(res, req.body, 'password_current', proof, (_res, form) => showDetails(res, level, form))
    }
    await changeDetails(portal, citizen, data)
    if (data.language !== citizen.language)
      rememberLanguage(res, cookieName(config.production, languageCookie), data.language, config.production)
    await seeOther(res, '/account', res.locals.t('accounts.details.done'))
  }

  async function wish(_req: Request, res: Response): Promise<void> {
    const profile = await findProfile(portal, citizenOf(res).id)
    if (profile.level === 'B') return seeOther(res, '/account')
    const area = config.municipality.town[res.locals.lang as Language]
    await showWish(res, profile, emptyForm({ area, ...personalValues(profile) }))
  }

  async function showWish(res: Response, { masked }: Profile, form: FormState): Promise<void> {
    page(res, 'accounts/level-b', { title: res.locals.t('accounts.wish.title'), form, masked, taxOffices: await listTaxOffices(pool) })
  }

  async function saveWish(req: Request, res: Response): Promise<void> {
    const citizen = citizenOf(res)
    const profile = await findProfile(portal, citizen.id)
    if (profile.level === 'B') throw new NotAllowed()
    const parsed = parseForm(levelBForm(req.body, profile.kept), req.body)
    const errors = parsed.ok ? await taxOfficeProblem(pool, parsed.data.tax_office) : parsed.form.errors
    if (!parsed.ok || Object.keys(errors).length > 0) return showWish(res.status(422), profile, { values: typedValues(req.body), errors })
    await wishLevelB(portal, citizen, parsed.data)
    await seeOther(res, '/verification', res.locals.t('accounts.wish.done'))
  }
}
