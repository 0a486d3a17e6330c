/** The counter's pages: one citizen a screen, keyboard first. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import { listTaxOffices } from '../accounts/tax-offices.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { showCode, tidyCode } from '../db/codes.js'
import { Conflict, NotFound } from '../errors.js'
import { todayInAthens } from '../fields/dates.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, typedValues, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { createThrottle } from '../web/throttle.js'
import { compare, handOverReceipt, hold, isDuplicate, isKnownCode, type Outcome, openVisit, readReceipt, refuse } from './counter.js'
import { lackingOf, named, shownOf } from './desk-words.js'
import { counterForm, holdForm, refusalForm, searchForm } from './forms.js'
import { expiryProblem, type Paper } from './papers.js'
import { listPapers, type VerificationRow } from './store.js'

export function verificationDeskRoutes(portal: Portal, catalogue: Catalogue): Router {
  const { pool, config } = portal
  const wrong = createThrottle(portal, 'visit-code', config.limits.LIMIT_VISIT_CODES_HOUR, 3600)
  const router = Router()
  router.get('/desk/verifications', requires('verification:decide'), withForm, search)
  router.post('/desk/verifications', requires('verification:decide'), find)
  router.get('/desk/verifications/:code', requires('verification:decide'), withForm, visit)
  router.get('/desk/verifications/:code/receipt', requires('verification:decide'), withForm, receipt)
  router.post('/desk/verifications/:code/receipt', requires('verification:decide'), endReceipt)
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
    if (!row) throw new Conflict('verification.conflict.changed')
    await showVisit(req, res.status(422), row, form, tried)
  }

  async function takeComparison(req: Request, res: Response): Promise<void> {
    await knownCode(req, res)
    const papers = await listPapers(pool)
    const parsed = parseForm(counterForm(papers, req.body), req.body)
    if (!parsed.ok) return again(req, res, named(res, parsed.form))
    const { data } = parsed
    const shown = shownOf(papers, data)
    const identity = papers.find(({ slug }) => slug === data.identity_paper) as Paper
    const expired = expiryProblem(identity, data.identity_expires, todayInAthens())
    if (expired) return again(req, res, withError(req.body, 'identity_expires', `verification.expiry.${expired}`))
    const clerk = staffOf(res)
    const now = { code: codeOf(req), version: data.version }
    const outcome = await compare(portal, catalogue.taxOffices, clerk, now, shown).catch(async (problem): Promise<Outcome> => {
      if (isDuplicate(problem)) return hold(portal, clerk, now, 'duplicate')
      // A second click finds it decided: by this clerk, it leads to the same receipt.
      if (problem instanceof Conflict && (await readReceipt(portal, clerk, now.code))) return { status: 'passed' }
      throw problem
    })
    await afterwards(req, res, outcome)
  }

  /** A code that nobody ever had counts against the clerk here too. */
  async function knownCode(req: Request, res: Response): Promise<void> {
    const clerk = staffOf(res)
    await wrong.take(clerk.id)
    if (!(await isKnownCode(portal, clerk, codeOf(req)))) throw new NotFound()
    await wrong.giveBack(clerk.id)
  }

  async function afterwards(req: Request, res: Response, { status }: Outcome): Promise<void> {
    if (status === 'passed') return seeOther(res, `/desk/verifications/${tidyCode(codeOf(req))}/receipt`)
    if (status !== 'differs' && status !== 'paper_missing')
      return seeOther(res, '/desk/verifications', res.locals.t(`verification.desk.done.${status}` as TextKey))
    const row = await openVisit(portal, staffOf(res), codeOf(req))
    if (!row) throw new NotFound()
    const errors =
      status === 'differs' ? row.fields.map(name => [name, 'verification.desk.differs']) : [['papers', lackingOf(res, row.fields)]]
    await showVisit(req, res.status(422), row, { values: typedValues(req.body), errors: Object.fromEntries(errors) })
  }

  async function takeHold(req: Request, res: Response): Promise<void> {
    await knownCode(req, res)
    const parsed = parseForm(holdForm, req.body)
    if (!parsed.ok) return again(req, res, parsed.form, 'hold')
    await hold(portal, staffOf(res), { code: codeOf(req), version: parsed.data.version })
    await seeOther(res, '/desk/verifications', res.locals.t('verification.desk.done.held'))
  }

  async function takeRefusal(req: Request, res: Response): Promise<void> {
    await knownCode(req, res)
    const parsed = parseForm(refusalForm, req.body)
    if (!parsed.ok) return again(req, res, parsed.form, 'refuse')
    await refuse(portal, staffOf(res), { code: codeOf(req), version: parsed.data.version }, parsed.data.reason)
    await seeOther(res, '/desk/verifications', res.locals.t('verification.desk.done.refused'))
  }

  async function receipt(req: Request, res: Response): Promise<void> {
    const found = await readReceipt(portal, staffOf(res), codeOf(req))
    if (!found) return seeOther(res, '/desk/verifications')
    page(res, 'verification/desk/receipt', {
      title: res.locals.t('verification.desk.receiptTitle'),
      visit: showCode(tidyCode(codeOf(req))),
      address: `/desk/verifications/${tidyCode(codeOf(req))}/receipt`,
      code: showCode(found.recoveryCode),
      on: found.at,
    })
  }

  async function endReceipt(req: Request, res: Response): Promise<void> {
    await handOverReceipt(portal, staffOf(res), codeOf(req))
    await seeOther(res, '/desk/verifications')
  }
}

const codeOf = (req: Request) => String(req.params.code).slice(0, 30)
