/** Two-step sign-in: turning it on with a phone, new codes on paper, turning it off. */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { citizenOf, requires } from '../access/require.js'
import { TooMany } from '../errors.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { qrPicture } from '../web/pictures.js'
import { seeOther } from '../web/see-other.js'
import { renewSession } from '../web/session.js'
import { fresh } from './confirm-routes.js'
import { codeText } from './forms.js'
import { forgetCodes, keepCodes, keptCodes } from './kept-codes.js'
import { beginFactor, findFactor, renewCodes, secretToConnect, turnOff, turnOn } from './own-factor.js'
import type { CodeLimits } from './second-factor.js'
import { tooManyCodes } from './sign-in-routes.js'
import { showSecret, totpUri } from './totp.js'

const codeForm = z.strictObject({ code: codeText })
const noForm = z.strictObject({})

const home = '/account/security'
const own = `${home}/second-factor`
const paper = `${home}/recovery-codes`

type Show = (res: Response, form: FormState) => unknown

export function ownFactorRoutes(portal: Portal, limits: CodeLimits): Router {
  const router = Router()
  router.post('/account/security/second-factor', requires('account:manage'), fresh(portal, home), begin)
  router.get('/account/security/second-factor', requires('account:manage'), fresh(portal, own), connect)
  router.post('/account/security/second-factor/confirmation', requires('account:manage'), fresh(portal, own), confirm)
  router.get('/account/security/second-factor/removal', requires('account:manage'), fresh(portal, `${own}/removal`), askRemoval)
  router.post('/account/security/second-factor/removal', requires('account:manage'), fresh(portal, `${own}/removal`), remove)
  router.get('/account/security/recovery-codes', requires('account:manage'), showCodes)
  router.post('/account/security/recovery-codes', requires('account:manage'), dropCodes)
  router.get('/account/security/recovery-codes/new', requires('account:manage'), fresh(portal, `${paper}/new`), askNew)
  router.post('/account/security/recovery-codes/new', requires('account:manage'), fresh(portal, `${paper}/new`), makeNew)
  return router

  async function begin(_req: Request, res: Response): Promise<void> {
    await beginFactor(portal, citizenOf(res))
    await seeOther(res, own)
  }

  function connect(_req: Request, res: Response): Promise<void> {
    return showConnect(res, emptyForm())
  }

  async function showConnect(res: Response, form: FormState): Promise<void> {
    const { id, username } = citizenOf(res)
    const secret = await secretToConnect(portal, id)
    if (!secret) return seeOther(res, home)
    const uri = await totpUri(secret, portal.config.municipality.name.el, username)
    page(res, 'accounts/second-factor', {
      title: res.locals.t('second-factor.connect.title'),
      form: { ...form, values: {} },
      uri,
      picture: await qrPicture(uri),
      secret: showSecret(secret),
    })
  }

  async function confirm(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(codeForm, req.body)
    if (!parsed.ok) return showConnect(res.status(422), parsed.form)
    const codes = await turnOn(portal, limits, citizenOf(res), parsed.data.code).catch(caught)
    if (codes instanceof TooMany) return slowDown(res, codes, showConnect)
    if (!codes) return showConnect(res.status(422), withError({}, 'code', 'second-factor.connect.wrong'))
    await goOn(req, res, Date.now(), codes)
    await seeOther(res, paper)
  }

  /** All sessions of the person have ended, this one too: its browser gets a new one. */
  function goOn(req: Request, res: Response, codeAt: number | undefined, codes?: string[]): Promise<void> {
    const newCodes = codes && { newCodes: keepCodes(portal, codes) }
    return renewSession(req, { citizenId: citizenOf(res).id, browser: req.session.browser ?? '', codeAt, ...newCodes })
  }

  async function showCodes(req: Request, res: Response): Promise<void> {
    const codes = keptCodes(portal, req.session.newCodes)
    if (!codes) return seeOther(res, home)
    page(res, 'accounts/recovery-codes', { title: res.locals.t('second-factor.codes.title'), codes })
  }

  async function dropCodes(req: Request, res: Response): Promise<void> {
    forgetCodes(req)
    await seeOther(res, home, res.locals.t('second-factor.codes.done'))
  }

  /** The code was typed at sign-in a few minutes ago: then it is not asked again, or whoever used the last one on paper could do nothing. */
  function mustType(req: Request): boolean {
    const since = Math.abs(Date.now() - (req.session.codeAt ?? 0))
    return since > portal.config.limits.FRESH_MINUTES_CITIZEN * 60_000
  }

  function showProof(req: Request, act: 'removal' | 'renewal'): Show {
    return async (res, form) => {
      const { since } = await findFactor(portal, citizenOf(res).id)
      if (!since) return seeOther(res, home)
      const title = res.locals.t(`second-factor.${act}.title`)
      page(res, 'accounts/second-factor-proof', { title, act, form: { ...form, values: {} }, mustType: mustType(req) })
    }
  }

  async function askRemoval(req: Request, res: Response): Promise<void> {
    await showProof(req, 'removal')(res, emptyForm())
  }

  async function remove(req: Request, res: Response): Promise<void> {
    const done = await proved(req, res, 'removal', typed => turnOff(portal, limits, citizenOf(res), typed))
    if (!done) return
    await goOn(req, res, undefined)
    await seeOther(res, home, res.locals.t('second-factor.removal.done'))
  }

  async function askNew(req: Request, res: Response): Promise<void> {
    await showProof(req, 'renewal')(res, emptyForm())
  }

  async function makeNew(req: Request, res: Response): Promise<void> {
    const codes = await proved(req, res, 'renewal', typed => renewCodes(portal, limits, citizenOf(res), typed))
    if (!codes) return
    req.session.newCodes = keepCodes(portal, codes)
    await seeOther(res, paper)
  }

  /** What `act` gives for the code that was typed; where it is wrong or missing, the form has been shown again. */
  async function proved<T>(
    req: Request,
    res: Response,
    which: 'removal' | 'renewal',
    act: (typed?: string) => Promise<T>,
  ): Promise<T | undefined> {
    const again = showProof(req, which)
    const parsed = parseForm(mustType(req) ? codeForm : noForm, req.body)
    if (!parsed.ok) return void (await again(res.status(422), parsed.form))
    const done = await act('code' in parsed.data ? parsed.data.code : undefined).catch(caught)
    if (done instanceof TooMany) return void (await slowDown(res, done, again))
    if (!done) await again(res.status(422), withError({}, 'code', 'second-factor.code.wrong'))
    return done
  }

  async function slowDown(res: Response, problem: TooMany, show: Show): Promise<void> {
    await show(res.status(429), tooManyCodes(res, problem))
  }
}

function caught(problem: unknown): TooMany {
  if (problem instanceof TooMany) return problem
  throw problem
}
