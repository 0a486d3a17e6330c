/** What an administrator changes on a colleague's account, and ending their sessions. */
import type { Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { NotFound } from '../errors.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { countSessions, endSessions } from './sessions.js'
import { type Named, named, subjectOf } from './staff.js'
import { type Details, hasOtherAdministrator, updateDetails } from './staff-admin-store.js'
import { emailLetter, rightsLetter } from './staff-mails.js'
import type { Problem } from './staff-proof.js'
import { findStaff, listDepartments, type StaffAccount } from './staff-store.js'

/** Undefined when done. Throws NotFound, or Conflict for a page that is too old. */
export function changeDetails(portal: Portal, actor: Staff, by: Named, details: Details): Promise<Problem | undefined> {
  return transaction(portal.pool, async tx => {
    const staff = await named(tx, by)
    const problem = await lossOf(tx, actor, staff, details)
    if (problem) return problem
    const rights = rightsChanged(staff, details)
    const contact = staff.email !== details.email || staff.name !== details.name
    if (!rights && !contact) return undefined
    await updateDetails(tx, staff.id, details)
    if (rights) await tellRights(portal, tx, actor, staff, details, rights)
    if (contact) await tellContact(portal, tx, actor, staff, details)
    return undefined
  })
}

const words = (list: readonly string[]) => [...list].sort().join(',') || '-'

/** `roles clerk > clerk,registrar; …`, for the trail; empty where they stay as they were. */
function rightsChanged(before: StaffAccount, after: Details): string {
  const parts: [name: string, from: string, to: string][] = [
    ['roles', words(before.roles), words(after.roles)],
    ['departments', words(before.departments), words(after.departments)],
    ['last_day', before.lastDay ?? '-', after.lastDay ?? '-'],
  ]
  return parts
    .filter(([, from, to]) => from !== to)
    .map(([name, from, to]) => `${name} ${from} > ${to}`)
    .join('; ')
}

/** An administrator does not take the role from themselves, nor their own time; the last one keeps both. */
async function lossOf(tx: Db, actor: Staff, staff: StaffAccount, details: Details): Promise<Problem | undefined> {
  if (actor.id === staff.id && words(staff.roles) !== words(details.roles)) return { field: 'roles', problem: 'staff.admin.ownRole' }
  if (!staff.roles.includes('administrator')) return undefined
  const field = !details.roles.includes('administrator') ? 'roles' : setsLastDay(staff, details) ? 'last_day' : undefined
  if (!field) return undefined
  if (actor.id === staff.id) return { field, problem: field === 'roles' ? 'staff.admin.ownRole' : 'staff.admin.ownLastDay' }
  return (await hasOtherAdministrator(tx, staff.id)) ? undefined : { field, problem: 'staff.admin.lastAdministrator' }
}

const setsLastDay = (before: StaffAccount, after: Details) => after.lastDay !== null && after.lastDay !== before.lastDay

async function tellRights({ config }: Portal, tx: Db, actor: Staff, staff: StaffAccount, details: Details, reason: string): Promise<void> {
  await record(tx, actor, 'staff.role_changed', subjectOf(staff.id), { reason })
  const names = (await listDepartments(tx)).filter(({ slug }) => details.departments.includes(slug)).map(({ name }) => name.el)
  await send(tx, config, rightsLetter({ ...staff, ...details }, names))
}

/** To the old address too: whoever reads it there learns that it counts no more. */
async function tellContact({ config }: Portal, tx: Db, actor: Staff, staff: StaffAccount, details: Details): Promise<void> {
  const reason = [staff.email === details.email ? '' : 'email', staff.name === details.name ? '' : 'name'].filter(Boolean).join(',')
  await record(tx, actor, 'staff.changed', subjectOf(staff.id), { reason })
  if (staff.email === details.email) return
  for (const email of [staff.email, details.email]) await send(tx, config, emailLetter({ ...staff, name: details.name, email }))
}

/** All of them, one of which may be signing in just now. Returns how many. Throws NotFound. */
export function endAllSessions({ pool }: Portal, actor: Staff, id: string): Promise<number> {
  return transaction(pool, async tx => {
    if (!(await findStaff(tx, { id }))) throw new NotFound()
    const count = await countSessions(tx, { staffId: id })
    await endSessions(tx, { staffId: id })
    await record(tx, actor, 'session.ended_by_admin', subjectOf(id))
    return count
  })
}
