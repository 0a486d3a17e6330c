/** One citizen at the counter: what the papers say is typed, compared unseen, and decided. Keyboard first. */
import { type Request, type Response, Router } from 'express'
import { onDuty, requires, staffOf } from '../access/require.js'
import { freshen, isFresh } from '../accounts/staff-fresh.js'
import { staffLimits } from '../accounts/staff-limits.js'
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
import { compare } from './comparison.js'
import { hold, refuse } from './decisions.js'
import { differingOf, lackingOf, named, shownOf } from './desk-words.js'
import { isDuplicate } from './duplicates.js'
import { counterForm, holdForm, otherPaper, refusalForm } from './forms.js'
import { expiryProblem, type Paper } from './papers.js'
import { handOverReceipt, readReceipt } from './receipt.js'
import { rescued, signOf } from './rescue.js'
import { findVerification, listPapers, type VerificationRow } from './store.js'
import { askedOf, keyOf, type Outcome, wanted, withSlip } from './visit.js'
import { endTurn } from './waiting.js'
import { wrongCodes } from './wrong-codes.js'

export function visitRoutes(portal: Portal, catalogue: Catalogue): Router {
  const { pool } = portal
  const codes = wrongCodes(portal)
  const limits = staffLimits(portal)
  const router = Router()
  router.get('/desk/verifications/:code', requires('verification:decide'), onDuty, withForm, look)
  router.get('/desk/verifications/:code/receipt', requires('verification:decide'), withForm, receipt)
  router.post('/desk/verifications/:code/receipt', requires('verification:decide'), endReceipt)
  router.post('/desk/verifications/:code/comparison', requires('verification:decide'), onDuty, takeComparison)
  router.post('/desk/verifications/:code/hold', requires('verification:decide'), onDuty, takeHold)
  router.post('/desk/verifications/:code/refusal', requires('verification:decide'), onDuty, takeRefusal)
  return router

  async function look(req: Request, res: Response): Promise<void> {
    const row = await openOr404(req, res)
    await endTurn(portal, row.id)
    const kept = rescued(portal, req, res)
    await show(req, res, row, kept ? { values: kept, errors: {} } : emptyForm())
  }

  async function openOr404(req: Request, res: Response): Promise<VerificationRow> {
    const row = await codes.open(staffOf(res), keyOf(codeIn(req)))
    if (!row) throw new NotFound()
    return row
  }

  async function show(req: Request, res: Response, row: VerificationRow, form: FormState, tried = 'compare'): Promise<void> {
    const [papers, asked] = await Promise.all([listPapers(pool), askedOf(pool, row)])
    const key = keyOf(codeIn(req))
    const { t } = res.locals
    page(res, 'verification/desk/visit', {
      title: withSlip(key) ? t('verification.desk.visit', { code: showCode(tidyCode(key.code)) }) : t('verification.desk.visitWithout'),
      address: addressOf(req),
      row,
      slip: withSlip(key),
      asked,
      correctable: withSlip(key) && row.status === 'differs' ? row.fields : [],
      identityPapers: papers.filter(paper => paper.proves.includes('identity')),
      otherPapers: papers.filter(paper => !paper.proves.includes('identity') && paper.proves.some(claim => asked.includes(claim))),
      otherPaper,
      formOf: signOf(portal.sealer, staffOf(res).id),
      taxOffices: await listTaxOffices(pool),
      form,
      tried,
      askProof: !isFresh(portal, req),
      restCover: true,
    })
  }

  /** The row as it is now, for a page that is shown again with what was typed. */
  async function again(req: Request, res: Response, form: FormState, tried?: string): Promise<void> {
    const row = await codes.open(staffOf(res), keyOf(codeIn(req)))
    if (!row) throw new Conflict('verification.conflict.changed')
    await show(req, res.status(422), row, form, tried)
  }

  async function takeComparison(req: Request, res: Response): Promise<void> {
    const clerk = staffOf(res)
    const key = keyOf(codeIn(req))
    await codes.check(clerk, key)
    const [papers, asked] = await Promise.all([listPapers(pool), askedNow(req)])
    const parsed = parseForm(counterForm(papers, asked, req.body), req.body)
    if (!parsed.ok) return again(req, res, named(res, parsed.form))
    const { data } = parsed
    const identity = papers.find(({ slug }) => slug === data.identity_paper) as Paper
    const unproved = await freshen(portal, limits, res, data)
    if (unproved) return again(req, res, withError(withoutCode(req.body), unproved.field, unproved.problem))
    const expired = expiryProblem(identity, data.identity_expires, todayInAthens())
    if (expired) return again(req, res, withError(req.body, 'identity_expires', `verification.expiry.${expired}`))
    const now = { key, version: data.version }
    const outcome = await compare(portal, catalogue.taxOffices, clerk, now, shownOf(papers, data)).catch(
      async (problem): Promise<Outcome> => {
        if (isDuplicate(problem)) return hold(portal, clerk, now, 'duplicate')
        // A second click finds it decided: by this clerk, it leads to the same receipt.
        if (problem instanceof Conflict && (await readReceipt(portal, clerk, key))) return { status: 'passed' }
        throw problem
      },
    )
    await afterwards(req, res, outcome)
  }

  async function askedNow(req: Request) {
    const row = await findVerification(pool, wanted(portal.sealer, keyOf(codeIn(req))))
    return row ? askedOf(pool, row) : []
  }

  async function afterwards(req: Request, res: Response, { status }: Outcome): Promise<void> {
    if (status === 'passed' || status === 'binding_awaited') return seeOther(res, `${addressOf(req)}/receipt`)
    if (status !== 'differs' && status !== 'paper_missing')
      return seeOther(res, '/desk/verifications', res.locals.t(`verification.desk.done.${status}` as TextKey))
    const row = await openOr404(req, res)
    const errors = status === 'differs' ? row.fields.map(name => [name, differingOf(res, name)]) : [['papers', lackingOf(res, row.fields)]]
    await show(req, res.status(422), row, { values: typedValues(req.body), errors: Object.fromEntries(errors) })
  }

  async function takeHold(req: Request, res: Response): Promise<void> {
    await codes.check(staffOf(res), keyOf(codeIn(req)))
    const parsed = parseForm(holdForm, req.body)
    if (!parsed.ok) return again(req, res, parsed.form, 'hold')
    await hold(portal, staffOf(res), { key: keyOf(codeIn(req)), version: parsed.data.version })
    await seeOther(res, '/desk/verifications', res.locals.t('verification.desk.done.held'))
  }

  async function takeRefusal(req: Request, res: Response): Promise<void> {
    await codes.check(staffOf(res), keyOf(codeIn(req)))
    const parsed = parseForm(refusalForm, req.body)
    if (!parsed.ok) return again(req, res, parsed.form, 'refuse')
    const unproved = await freshen(portal, limits, res, parsed.data)
    if (unproved) return again(req, res, withError(withoutCode(req.body), unproved.field, unproved.problem), 'refuse')
    await refuse(portal, staffOf(res), { key: keyOf(codeIn(req)), version: parsed.data.version }, parsed.data.reason)
    await seeOther(res, '/desk/verifications', res.locals.t('verification.desk.done.refused'))
  }

  async function receipt(req: Request, res: Response): Promise<void> {
    const found = await readReceipt(portal, staffOf(res), keyOf(codeIn(req)))
    if (!found) return seeOther(res, '/desk/verifications')
    page(res, 'verification/desk/receipt', {
      title: res.locals.t(found.binding ? 'verification.desk.receiptBinding' : 'verification.desk.receiptTitle'),
      address: `${addressOf(req)}/receipt`,
      code: showCode(found.recovery),
      binding: found.binding && showCode(found.binding),
      on: found.at,
    })
  }

  async function endReceipt(req: Request, res: Response): Promise<void> {
    await handOverReceipt(portal, staffOf(res), keyOf(codeIn(req)))
    await seeOther(res, '/desk/verifications')
  }
}

const codeIn = (req: Request) => String(req.params.code).slice(0, 40)

function addressOf(req: Request): string {
  const key = keyOf(codeIn(req))
  return `/desk/verifications/${withSlip(key) ? tidyCode(key.code) : key.id}`
}

/** A code of the phone is good once: it is not shown again. */
function withoutCode(body: unknown): unknown {
  const { code: _spent, ...typed } = body as Record<string, unknown>
  return typed
}
