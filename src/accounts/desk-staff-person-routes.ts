/** One of the municipality's people: what they may do, and what an administrator does about it. */
import { type Request, type Response, Router } from 'express'
import { roles } from '../access/actor.js'
import { requires, staffOf } from '../access/require.js'
import { Conflict, NotFound } from '../errors.js'
import { showDate } from '../i18n/dates.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, typedValues, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { listSessions } from './sessions.js'
import { inviteAgain, resetSecondFactor, resumeStaff, suspendStaff } from './staff.js'
import { actForm, detailsForm } from './staff-forms.js'
import { freshen, isFresh } from './staff-fresh.js'
import type { StaffLimits } from './staff-limits.js'
import { changeDetails, endAllSessions } from './staff-rights.js'
import { findStaff, listDepartments, type StaffAccount } from './staff-store.js'

const acts = { suspension: suspendStaff, resumption: resumeStaff, invitation: inviteAgain, reset: resetSecondFactor } as const
type Act = keyof typeof acts

export function staffPersonRoutes(portal: Portal, limits: StaffLimits): Router {
  const { pool } = portal
  const router = Router()
  router.get('/desk/staff/:person', requires('staff:manage'), show)
  router.get('/desk/staff/:person/details', requires('staff:manage'), askDetails)
  router.post('/desk/staff/:person/details', requires('staff:manage'), takeDetails)
  router.post('/desk/staff/:person/suspension', requires('staff:manage'), press('suspension'))
  router.post('/desk/staff/:person/resumption', requires('staff:manage'), press('resumption'))
  router.post('/desk/staff/:person/invitation', requires('staff:manage'), press('invitation'))
  router.post('/desk/staff/:person/reset', requires('staff:manage'), press('reset'))
  router.post('/desk/staff/:person/sessions/closure', requires('staff:manage'), closeSessions)
  return router

  async function personOf(req: Request): Promise<StaffAccount> {
    const id = String(req.params.person)
    const staff = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? await findStaff(pool, { id }) : undefined
    if (!staff) throw new NotFound()
    return staff
  }

  async function show(req: Request, res: Response): Promise<void> {
    const person = await personOf(req)
    page(res, 'accounts/desk/staff/person', {
      title: person.name,
      person,
      self: person.id === staffOf(res).id,
      acts: actsOn(person),
      departments: await listDepartments(pool),
      sessions: await listSessions(pool, { staffId: person.id }, req.sessionID),
    })
  }

  async function askDetails(req: Request, res: Response): Promise<void> {
    const person = await personOf(req)
    const { name, email, departments, lastDay } = person
    await showDetails(res, person, emptyForm({ name, email, roles: person.roles, departments, last_day: lastDay ? showDate(lastDay) : '' }))
  }

  async function showDetails(res: Response, person: StaffAccount, form: FormState): Promise<void> {
    page(res, 'accounts/desk/staff/details', {
      title: res.locals.t('staff.admin.detailsOf', { name: person.name }),
      person,
      form,
      roles,
      departments: await listDepartments(pool),
      askProof: !isFresh(portal, res.req),
    })
  }

  async function takeDetails(req: Request, res: Response): Promise<void> {
    const person = await personOf(req)
    const again = (status: number, form: FormState) => showDetails(res.status(status), person, form)
    const slugs = (await listDepartments(pool)).map(({ slug }) => slug)
    const parsed = parseForm(detailsForm(slugs, person.lastDay), req.body)
    if (!parsed.ok) return again(422, parsed.form)
    const { version, last_day, password_current, code, ...details } = parsed.data
    const by = { id: person.id, version }
    try {
      const problem =
        (await freshen(portal, limits, res, { password_current, code })) ??
        (await changeDetails(portal, staffOf(res), by, { ...details, lastDay: last_day }))
      if (problem) return again(422, withError(req.body, problem.field, problem.problem))
    } catch (problem) {
      if (problem instanceof Conflict) return again(409, { values: typedValues(req.body), errors: { form: sentenceOf(res, problem) } })
      throw problem
    }
    await seeOther(res, `/desk/staff/${person.id}`, res.locals.t('staff.admin.done.details'))
  }

  /** One press; where the last proof is too old, the same press with the proof beside it. */
  function press(act: Act) {
    return async (req: Request, res: Response): Promise<void> => {
      const person = await personOf(req)
      const parsed = parseForm(actForm, req.body)
      if (!parsed.ok) return showProof(res.status(422), person, act, parsed.form)
      const { version, ...proof } = parsed.data
      const problem = await freshen(portal, limits, res, proof)
      const asked = proof.password_current !== undefined
      if (problem)
        return showProof(
          res.status(422),
          person,
          act,
          asked ? withError(req.body, problem.field, problem.problem) : emptyForm({ version: String(version) }),
        )
      await acts[act](portal, { id: person.id, version }, staffOf(res))
      await seeOther(res, `/desk/staff/${person.id}`, res.locals.t(`staff.admin.done.${act}`, { email: person.email }))
    }
  }

  function showProof(res: Response, person: StaffAccount, act: Act, form: FormState): void {
    const title = `${res.locals.t(`staff.admin.act.${act}`)}: ${person.name}`
    page(res, 'accounts/desk/staff/prove', { title, person, act, form, askProof: true })
  }

  async function closeSessions(req: Request, res: Response): Promise<void> {
    const { id } = await personOf(req)
    const count = await endAllSessions(portal, staffOf(res), id)
    if (id === staffOf(res).id) return seeOther(res, '/desk/login')
    await seeOther(res, `/desk/staff/${id}`, res.locals.t('staff.admin.done.sessions', { count }))
  }
}

function actsOn({ status }: StaffAccount): Act[] {
  if (status === 'suspended') return ['resumption']
  return status === 'invited' ? ['invitation', 'suspension'] : ['reset', 'suspension']
}

/** As the reader's language says it. */
function sentenceOf(res: Response, { text, values }: Conflict): string {
  return res.locals.t(text as never, values)
}
