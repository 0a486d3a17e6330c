/** The editor's pages: accepted papers, and the life of claims. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { addPaper, changePaper, changePolicy, versionOf } from './paper-editing.js'
import { paperForm, policyForm } from './paper-forms.js'
import { listAllPapers, listPolicy, type PaperRow } from './paper-store.js'
import { claims } from './papers.js'

export function paperRoutes(portal: Portal): Router {
  const { pool } = portal
  const router = Router()
  router.get('/desk/papers', requires('paper:edit'), withForm, list)
  router.post('/desk/papers', requires('paper:edit'), add)
  router.post('/desk/claim-policy', requires('paper:edit'), savePolicy)
  router.get('/desk/papers/new', requires('paper:edit'), withForm, blank)
  router.get('/desk/papers/:slug', requires('paper:edit'), withForm, one)
  router.post('/desk/papers/:slug', requires('paper:edit'), save)
  return router

  async function list(_req: Request, res: Response): Promise<void> {
    const policy = await listPolicy(pool)
    await showList(res, emptyForm(Object.fromEntries(policy.map(({ claim, years }) => [claim, years ? String(years) : '']))))
  }

  async function showList(res: Response, form: FormState): Promise<void> {
    page(res, 'verification/papers/list', {
      title: res.locals.t('papers.title'),
      papers: await listAllPapers(pool),
      claims,
      version: versionOf(await listPolicy(pool)),
      form,
    })
  }

  async function savePolicy(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(policyForm, req.body)
    if (!parsed.ok) return showList(res.status(422), parsed.form)
    await changePolicy(portal, staffOf(res), parsed.data)
    await seeOther(res, '/desk/papers', res.locals.t('papers.policy.done'))
  }

  async function blank(_req: Request, res: Response): Promise<void> {
    const papers = await listAllPapers(pool)
    const last = Math.max(0, ...papers.map(({ position }) => position))
    showOne(res, undefined, emptyForm({ position: String(last + 1) }))
  }

  function showOne(res: Response, paper: PaperRow | undefined, form: FormState): void {
    const { t, lang } = res.locals
    page(res, 'verification/papers/one', {
      title: paper ? paper.title[lang as 'el' | 'en'] : t('papers.new'),
      address: paper ? `/desk/papers/${paper.slug}` : '/desk/papers',
      paper,
      claims,
      form,
    })
  }

  async function add(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(paperForm, req.body)
    if (!parsed.ok) return showOne(res.status(422), undefined, parsed.form)
    const problem = await addPaper(portal, staffOf(res), parsed.data)
    if (problem) return showOne(res.status(422), undefined, withError(req.body, ...problem))
    await seeOther(res, '/desk/papers', res.locals.t('papers.added'))
  }

  async function one(req: Request, res: Response): Promise<void> {
    const paper = await paperOf(req)
    const { title, proves, position } = paper
    const ticked = { expired_ok: paper.expiredOk ? 'yes' : '', retired: paper.retired ? 'yes' : '' }
    showOne(res, paper, emptyForm({ title_el: title.el, title_en: title.en, proves, position: String(position), ...ticked }))
  }

  async function save(req: Request, res: Response): Promise<void> {
    const paper = await paperOf(req)
    const parsed = parseForm(paperForm, req.body)
    if (!parsed.ok) return showOne(res.status(422), paper, parsed.form)
    const problem = await changePaper(portal, staffOf(res), paper.slug, parsed.data)
    if (problem) return showOne(res.status(422), paper, withError(req.body, ...problem))
    await seeOther(res, '/desk/papers', res.locals.t('papers.changed'))
  }

  async function paperOf(req: Request): Promise<PaperRow> {
    const paper = (await listAllPapers(pool)).find(({ slug }) => slug === req.params.slug)
    if (!paper) throw new NotFound()
    return paper
  }
}
