/** Registering: one form for both levels. */
import { type Request, type Response, Router } from 'express'
import { actorOf, requires } from '../access/require.js'
import { emailKey } from '../fields/email.js'
import type { Language } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, typedValues } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { formStamp, sinceStamp } from './fill-time.js'
import { personShape, type Registration, registrationForm } from './forms.js'
import { ownDataOf, passwordErrors } from './passwords.js'
import { register } from './registration.js'
import { listTaxOffices, taxOfficeProblem } from './tax-offices.js'
import { secondsToWait, type Throttles } from './throttles.js'

declare module 'express-session' {
  interface SessionData {
    /** Somebody who has registered in this browser and has yet to open the letter. */
    registered?: { id: string; email: string }
  }
}

const levelBFields = Object.keys(personShape({}, false))

export function registerRoutes(portal: Portal, throttles: Throttles): Router {
  const { pool, sealer, config } = portal
  const router = Router()
  router.get('/register', requires('account:register'), withForm, empty)
  router.post('/register', requires('account:register'), submit)
  return router

  async function empty(_req: Request, res: Response): Promise<void> {
    if (actorOf(res).kind === 'citizen') return seeOther(res, '/account')
    await showForm(res, emptyForm({ area: config.municipality.town[res.locals.lang as Language] }))
  }

  async function showForm(res: Response, form: FormState): Promise<void> {
    const stamp = String(form.values.form_started ?? '')
    const form_started = sinceStamp(sealer, stamp) === undefined ? formStamp(sealer) : stamp
    page(res, 'accounts/register', {
      title: res.locals.t('accounts.register.title'),
      form: { values: { ...form.values, form_started, leave_empty: '' }, errors: form.errors },
      draftWaits: Boolean(res.req.session.draft),
      openLevelB: levelBFields.some(name => form.errors[name]),
      taxOffices: await listTaxOffices(pool),
    })
  }

  async function submit(req: Request, res: Response): Promise<void> {
    const again = (errors: Record<string, string>) => showForm(res, { values: typedValues(req.body), errors })
    const pause = await secondsToWait(() => throttles.signUpTries.take(req.ip ?? '')) // to judge a password is work
    if (pause > 0) {
      res.status(429).set('Retry-After', String(pause))
      return again({ form: res.locals.t('accounts.wrong.tooManyForms', { count: Math.ceil(pause / 60) }) })
    }
    const schema = registrationForm(req.body)
    const parsed = parseForm(schema, req.body)
    const errors = {
      ...(parsed.ok ? await taxOfficeProblem(pool, parsed.data.tax_office) : parsed.form.errors),
      ...(await passwordErrors(pool, actorOf(res), req.body, ownDataOf(req.body))),
    }
    res.status(422)
    if (!parsed.ok || Object.keys(errors).length > 0) return again(inOrder(errors, Object.keys(schema.shape)))
    if (isTooFast(parsed.data)) return again({ form: 'accounts.wrong.tooFast' })
    const wait = await waitForLetter(req, parsed.data.email)
    if (wait > 0) {
      res.status(429).set('Retry-After', String(wait))
      return again({ form: tooManyLetters(res, wait) })
    }
    await enrol(req, res, parsed.data)
  }

  function isTooFast({ form_started }: Registration): boolean {
    const since = sinceStamp(sealer, form_started)
    return since === undefined ? config.limits.FORM_FILL_SECONDS > 0 : since < config.limits.FORM_FILL_SECONDS * 1000
  }

  function waitForLetter(req: Request, email: string): Promise<number> {
    return secondsToWait(async () => {
      await throttles.signUpAddress.take(req.ip ?? '')
      await throttles.signUpEmail.take(emailKey(email))
    })
  }

  async function enrol(req: Request, res: Response, data: Registration): Promise<void> {
    const { id, email } = await register(portal, data, { language: res.locals.lang, draft: req.session.draft })
    req.session.registered = { id, email }
    await seeOther(res, '/register/sent')
  }
}

export function tooManyLetters(res: Response, seconds: number): string {
  return res.locals.t('accounts.wrong.tooManyLetters', { count: Math.ceil(seconds / 60) })
}

/** Errors in the order of the form, as the summary lists them. */
function inOrder(errors: Record<string, string>, names: string[]): Record<string, string> {
  const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length)
  return Object.fromEntries(Object.entries(errors).sort(([a], [b]) => place(a) - place(b)))
}
