/** Taking Level B away: who is concerned, a look at how many, and the decision. */
import { randomUUID } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import { freshen, isFresh } from '../accounts/staff-fresh.js'
import { staffLimits } from '../accounts/staff-limits.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { createThrottle } from '../web/throttle.js'
import { revoke, searchPerson, type Target, viewPerson } from './revocation.js'
import { afterForm, decisionForm, personForm, targetForm } from './revocation-forms.js'
import { countBindings, countPeople, listCertifiers, listRevocations } from './revocation-store.js'

const pageSize = 25
const base = '/desk/verifications/revocations'

export function revocationRoutes(portal: Portal): Router {
  const { pool, config } = portal
  const limits = staffLimits(portal)
  const wrong = createThrottle(portal, 'revocation-search', config.limits.LIMIT_VISIT_CODES_HOUR, 3600)
  const router = Router()
  router.get(base, requires('verification:revoke'), withForm, list)
  router.post(`${base}/search`, requires('verification:revoke'), search)
  router.get(`${base}/new`, requires('verification:revoke'), withForm, look)
  router.post(base, requires('verification:revoke'), decide)
  return router

  function list(req: Request, res: Response): Promise<void> {
    return showList(req, res, emptyForm())
  }

  async function showList(req: Request, res: Response, form: FormState): Promise<void> {
    const after = parseForm(afterForm, req.query)
    const rows = await listRevocations(pool, after.ok ? after.data.after : undefined, pageSize + 1)
    const shown = rows.slice(0, pageSize)
    page(res, 'verification/revocations/list', {
      title: res.locals.t('revocation.title'),
      rows: shown,
      clerks: await listCertifiers(pool),
      more: rows.length > pageSize ? `${base}?after=${shown.at(-1)?.id}` : undefined,
      first: after.ok ? base : undefined,
      form,
    })
  }

  /** A wrong one counts: people are not to be found by trying numbers. */
  async function search(req: Request, res: Response): Promise<void> {
    const staff = staffOf(res)
    const parsed = parseForm(personForm, req.body)
    if (!parsed.ok) return showList(req, res.status(422), said(parsed.form))
    await wrong.take(staff.id)
    const id = await searchPerson(portal, staff, parsed.data.person)
    if (!id) return showList(req, res.status(422), withError(req.body, 'person', 'revocation.wrong.person'))
    await wrong.giveBack(staff.id)
    await seeOther(res, `${base}/new?citizen=${id}`)
  }

  async function look(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(targetForm, req.query)
    if (!parsed.ok) return showList(req, res.status(422), parsed.form)
    const { citizen: citizenId, ...rest } = parsed.data
    await showLook(res, { citizenId, clerkId: rest.clerk, from: rest.from, before: rest.before }, emptyForm())
  }

  async function showLook(res: Response, target: Target, form: FormState, key: string = randomUUID()): Promise<void> {
    const person = target.citizenId ? await viewPerson(portal, staffOf(res), target.citizenId) : undefined
    const clerk = target.clerkId ? (await listCertifiers(pool)).find(({ id }) => id === target.clerkId) : undefined
    if (target.clerkId && !clerk) throw new NotFound()
    page(res, 'verification/revocations/new', {
      title: res.locals.t('revocation.look.title'),
      person,
      clerk,
      target,
      people: (await countPeople(pool, target)) + (await countBindings(pool, target)),
      askProof: !isFresh(portal, res.req),
      key,
      form,
    })
  }

  async function decide(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(decisionForm, req.body)
    if (!parsed.ok) return again(req, res, parsed.form)
    const { citizen: citizenId, clerk: clerkId, from, before, reason, people, submission_key: id } = parsed.data
    const unproved = await freshen(portal, limits, res, parsed.data)
    if (unproved) return again(req, res, withError(req.body, unproved.field, unproved.problem))
    await revoke(portal, staffOf(res), { id, target: { citizenId, clerkId, from, before }, reason, expected: people })
    await seeOther(res, base, res.locals.t('revocation.done', { count: people }))
  }

  /** What names the people came in hidden fields: where those are wrong, it was not our form. */
  async function again(req: Request, res: Response, form: FormState): Promise<void> {
    const { citizen, clerk, from, before, submission_key: key } = req.body ?? {}
    const parsed = parseForm(targetForm, { citizen, clerk, from, before })
    if (!parsed.ok) return showList(req, res.status(422), parsed.form)
    const { citizen: citizenId, clerk: clerkId, ...days } = parsed.data
    await showLook(res.status(422), { citizenId, clerkId, ...days }, said(form), String(key))
  }
}

/** What an empty field wants, in its own words. */
function said(form: FormState): FormState {
  const errors = Object.entries(form.errors).map(([name, problem]) => [
    name,
    problem === 'fields.text.required' ? `revocation.missing.${name}` : problem,
  ])
  return { ...form, errors: Object.fromEntries(errors) }
}
