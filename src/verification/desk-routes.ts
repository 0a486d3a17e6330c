/** The counter's pages: one citizen a screen, keyboard first. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import { listTaxOffices } from '../accounts/tax-offices.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { showCode, tidyCode } from '../db/codes.js'
import { NotFound } from '../errors.js'
import { todayInAthens } from '../fields/dates.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, typedValues, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { createThrottle } from '../web/throttle.js'
import { compare, hold, type Outcome, openVisit, refuse, type Shown } from './counter.js'
import { type CounterForm, counterForm, holdForm, refusalForm, searchForm } from './forms.js'
import { expiryProblem, type Paper } from './papers.js'
import { findReceipt, keepReceipt } from './receipt.js'
import { listPapers, type VerificationRow } from './store.js'

export function verificationDeskRoutes(portal: Portal, catalogue: Catalogue): Router {
  const { pool, config } = portal
  const wrong = createThrottle(portal, 'visit-code', config.limits.LIMIT_VISIT_CODES_HOUR, 3600)
  const router = Router()
  router.get('/desk/verifications', requires('verification:decide'), withForm, search)
  router.post('/desk/verifications', requires('verification:decide'), find)
  router.get('/desk/verifications/receipt', requires('verification:decide'), withForm, receipt)
  router.post('/desk/verifications/receipt', requires('verification:decide'), endReceipt)
  router.get('/desk/verifications/:code', requires('verification:decide'), withForm, visit)
  router.post('/desk/verifications/:code/comparison', requires('verification:decide'), takeComparison)
  router.post('/desk/verifications/:code/hold', requires('verification:decide'), takeHold)
  router.post('/desk/verifications/:code/refusal', requires('verification:decide'), takeRefusal)
  return router

  function search(_req: Request, res: Response): void {
    showSearch(res, emptyForm())
  }

  function showSearch(res: Response, form: FormState): void {
    page(res, 'verification/desk/search', { title: res.locals.t('verification.desk.title'), form })
  }

  /** A wrong code counts against the clerk: codes are not to be guessed at the counter either. */
  async function find(req: Request, res: Response): Promise<void> {
    const clerk = staffOf(res)
    const parsed = parseForm(searchForm, req.body)
    if (!parsed.ok) return showSearch(res.status(422), parsed.form)
    await wrong.take(clerk.id)
    const row = await openVisit(portal, clerk, parsed.data.code)
    if (!row) return showSearch(res.status(422), withError(req.body, 'code', 'verification.desk.unknown'))
    await wrong.giveBack(clerk.id)
    await seeOther(res, `/desk/verifications/${tidyCode(parsed.data.code)}`)
  }

  async function visit(req: Request, res: Response): Promise<void> {
    const clerk = staffOf(res)
    await wrong.take(clerk.id)
    const row = await openVisit(portal, clerk, codeOf(req))
    if (!row) throw new NotFound()
    await wrong.giveBack(clerk.id)
    await showVisit(req, res, row, emptyForm())
  }

  async function showVisit(
    req: Request,
    res: Response,
    row: Pick<VerificationRow, 'version' | 'status' | 'fields'>,
    form: FormState,
    tried = 'compare',
  ): Promise<void> {
    const papers = await listPapers(pool)
    page(res, 'verification/desk/visit', {
      title: res.locals.t('verification.desk.visit', { code: showCode(tidyCode(codeOf(req))) }),
      address: `/desk/verifications/${tidyCode(codeOf(req))}`,
      row,
      identityPapers: papers.filter(paper => paper.proves.includes('identity')),
      otherPapers: papers.filter(paper => !paper.proves.includes('identity')),
      taxOffices: await listTaxOffices(pool),
      form,
      tried,
    })
  }

  /** The row as it is now, for a page that is shown again with what was typed. */
  async function again(req: Request, res: Response, form: FormState, tried?: string): Promise<void> {
    const row = await openVisit(portal, staffOf(res), codeOf(req))
    if (!row) throw new NotFound()
    await showVisit(req, res.status(422), row, form, tried)
  }

  async function takeComparison(req: Request, res: Response): Promise<void> {
    const papers = await listPapers(pool)
    const parsed = parseForm(counterForm(papers, req.body), req.body)
    if (!parsed.ok) return again(req, res, named(res, parsed.form))
    const { data } = parsed
    const shown = shownOf(papers, data)
    const identity = papers.find(({ slug }) => slug === data.identity_paper) as Paper
    const expired = expiryProblem(identity, data.identity_expires, todayInAthens())
    if (expired) return again(req, res, withError(req.body, 'identity_expires', `verification.expiry.${expired}`))
    const outcome = await compare(portal, catalogue.taxOffices, staffOf(res), { code: codeOf(req), version: data.version }, shown)
    await afterwards(req, res, outcome)
  }

  async function afterwards(req: Request, res: Response, { status, recoveryCode }: Outcome): Promise<void> {
    if (recoveryCode) {
      req.session.receipt = keepReceipt(portal, recoveryCode)
      return seeOther(res, '/desk/verifications/receipt')
    }
    if (status !== 'differs' && status !== 'paper_missing')
      return seeOther(res, '/desk/verifications', res.locals.t(`verification.desk.done.${status}` as TextKey))
    const row = await openVisit(portal, staffOf(res), codeOf(req))
    if (!row) throw new NotFound()
    const errors =
      status === 'differs' ? row.fields.map(name => [name, 'verification.desk.differs']) : [['papers', lackingOf(res, row.fields)]]
    await showVisit(req, res.status(422), row, { values: typedValues(req.body), errors: Object.fromEntries(errors) })
  }

  async function takeHold(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(holdForm, req.body)
    if (!parsed.ok) return again(req, res, parsed.form, 'hold')
    await hold(portal, staffOf(res), { code: codeOf(req), version: parsed.data.version })
    await seeOther(res, '/desk/verifications', res.locals.t('verification.desk.done.held'))
  }

  async function takeRefusal(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(refusalForm, req.body)
    if (!parsed.ok) return again(req, res, parsed.form, 'refuse')
    await refuse(portal, staffOf(res), { code: codeOf(req), version: parsed.data.version }, parsed.data.reason)
    await seeOther(res, '/desk/verifications', res.locals.t('verification.desk.done.refused'))
  }

  function receipt(req: Request, res: Response): Promise<void> | void {
    const code = findReceipt(portal, req.session.receipt)
    if (!code) return seeOther(res, '/desk/verifications')
    page(res, 'verification/desk/receipt', { title: res.locals.t('verification.desk.receiptTitle'), code: showCode(code), on: new Date() })
  }

  async function endReceipt(req: Request, res: Response): Promise<void> {
    req.session.receipt = undefined
    await seeOther(res, '/desk/verifications')
  }
}

const codeOf = (req: Request) => String(req.params.code).slice(0, 30)

/** «Δεν αποδεικνύεται: ΑΦΜ, διεύθυνση» */
function lackingOf(res: Response, lacking: string[]): string {
  const { t } = res.locals
  return t('verification.desk.lacking', { claims: lacking.map(claim => t(`verification.claim.${claim}` as TextKey)).join(', ') })
}

/** «Γράψτε…» among so many fields says too little: the sentence names the field. */
function named(res: Response, form: FormState): FormState {
  const { t } = res.locals
  const errors = Object.entries(form.errors).map(([key, problem]) => [
    key,
    problem === 'fields.text.required' ? t('verification.missing.field', { label: t(`verification.field.${key}` as TextKey) }) : problem,
  ])
  return { ...form, errors: Object.fromEntries(errors) }
}

function shownOf(papers: readonly Paper[], data: CounterForm): Shown {
  const {
    surname,
    first_name,
    father_name,
    mother_name,
    birth_date,
    identity_number,
    afm,
    tax_office,
    street,
    street_number,
    postal_code,
  } = data
  const seen = {
    surname,
    first_name,
    father_name,
    mother_name,
    birth_date,
    identity_number,
    afm,
    tax_office,
    street,
    street_number,
    postal_code,
  }
  return {
    papers: papers.filter(paper => paper.slug === data.identity_paper || data.papers.includes(paper.slug)),
    seen: Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined)),
    paperEnd: data.paper_end ?? '',
    expiresOn: data.identity_expires ?? null,
  }
}
