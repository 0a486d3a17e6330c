/** Staff accounts as administrators and the operator keep them: invited, active, suspended. Nobody but their owner ever knows a password. */
import { type Actor, type Role, type Staff, visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { newToken } from '../db/secret.js'
import { BadInput, Conflict, NotFound } from '../errors.js'
import { usernameKey } from '../fields/username.js'
import { showDateTime } from '../i18n/dates.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { hashPassword } from './hashing.js'
import { deleteCodes } from './recovery-code-store.js'
import { endSessions } from './sessions.js'
import { findLastChange, hasOtherAdministrator, lockStaff, updateVersion } from './staff-admin-store.js'
import { invitationLetter, invitationUrl, resetLetter, resumedLetter, suspendedLetter } from './staff-mails.js'
import {
  findStaff,
  forgetCredentials,
  insertStaff,
  type NewStaff,
  type StaffAccount,
  updateActive,
  updateBeginnings,
  updateStatus,
} from './staff-store.js'
import { endTokens, insertToken } from './staff-token-store.js'

export const subjectOf = (id: string) => ({ type: 'staff', id })

export function actorOf(account: StaffAccount): Staff {
  const { id, username, name, roles, departments } = account
  return { kind: 'staff', id, username, name, roles, departments, desk: null }
}

/** Where a sealed secret belongs: it opens nowhere else. */
export const secretPlace = (id: string) => ({ table: 'staff', column: 'totp_secret_sealed', row: id })

/** Whom an act is about. An administrator's page also says which version of the account it showed. */
export type Named = { username: string } | { id: string; version: number }

/** The account, with every other change of the staff waiting behind this one. Throws NotFound, or Conflict for a page that is too old. */
export async function named(tx: Db, by: Named): Promise<StaffAccount> {
  await lockStaff(tx)
  const staff = await findStaff(tx, 'id' in by ? { id: by.id } : { usernameKey: usernameKey(by.username) })
  if (!staff) throw new NotFound()
  if ('id' in by && by.version !== staff.version) throw await changedMeanwhile(tx, staff.id)
  return staff
}

const changes = {
  'staff.created': 'invited',
  'staff.invited': 'invited',
  'staff.changed': 'changed',
  'staff.role_changed': 'rights',
  'staff.suspended': 'suspended',
  'staff.resumed': 'resumed',
  'totp.disabled': 'reset',
  'totp.enabled': 'opened',
} as const

async function changedMeanwhile(tx: Db, id: string): Promise<Conflict> {
  const last = await findLastChange(tx, id, Object.keys(changes))
  if (!last) return new Conflict()
  const when = showDateTime(last.at)
  const what = changes[last.event as keyof typeof changes]
  return last.who ? new Conflict(`staff.conflict.${what}`, { who: last.who, when }) : new Conflict('staff.conflict.operator', { when })
}

export type Invited = { id: string; link: string }

/** Throws Conflict where the username is taken. */
export function createStaff(portal: Portal, staff: NewStaff, actor: Actor = visitor): Promise<Invited> {
  return transaction(portal.pool, async tx => {
    const id = await insertStaff(tx, staff, usernameKey(staff.username))
    if (!id) throw new Conflict()
    await record(tx, actor, 'staff.created', subjectOf(id), { reason: staff.roles.join(',') })
    return { id, link: await invite(portal, tx, id, actor) }
  })
}

/** A new link; older ones die. Throws Conflict for an account that needs none. */
export function inviteAgain(portal: Portal, by: Named, actor: Actor = visitor): Promise<string> {
  return transaction(portal.pool, async tx => {
    const staff = await named(tx, by)
    if (staff.status !== 'invited') throw new Conflict()
    await updateVersion(tx, staff.id)
    return invite(portal, tx, staff.id, actor)
  })
}

async function invite({ config }: Portal, tx: Db, id: string, actor: Actor, letter = invitationLetter): Promise<string> {
  const { token, hash } = newToken()
  await endTokens(tx, id)
  await insertToken(tx, id, hash)
  const url = invitationUrl(config, token)
  const person = (await findStaff(tx, { id })) as StaffAccount
  await send(tx, config, letter(person, url))
  await record(tx, actor, 'staff.invited', subjectOf(id))
  return url
}

/** Out at once: sessions and open invitations end in the same transaction. */
export function suspendStaff({ pool, config }: Portal, by: Named, actor: Actor = visitor): Promise<void> {
  return transaction(pool, async tx => {
    const staff = await named(tx, by)
    if (staff.status === 'suspended') return
    await mayLose(tx, actor, staff)
    await updateStatus(tx, staff.id, 'suspended')
    await endTokens(tx, staff.id)
    await endSessions(tx, { staffId: staff.id })
    await record(tx, actor, 'staff.suspended', subjectOf(staff.id))
    await send(tx, config, suspendedLetter(staff))
  })
}

/** Returns whether they can sign in as before; otherwise they need a new invitation. */
export function resumeStaff({ pool, config }: Portal, by: Named, actor: Actor = visitor): Promise<boolean> {
  return transaction(pool, async tx => {
    const staff = await named(tx, by)
    if (staff.status !== 'suspended') throw new Conflict()
    await updateStatus(tx, staff.id, staff.activatedAt ? 'active' : 'invited')
    await record(tx, actor, 'staff.resumed', subjectOf(staff.id))
    await send(tx, config, resumedLetter(staff))
    return staff.activatedAt !== null
  })
}

/** The phone is lost: password, second factor and codes are forgotten, and an invitation begins anew. */
export function resetSecondFactor(portal: Portal, by: Named, actor: Actor = visitor): Promise<string> {
  return transaction(portal.pool, async tx => {
    const staff = await named(tx, by)
    if (staff.status === 'suspended') throw new Conflict()
    await mayLose(tx, actor, staff)
    await forgetCredentials(tx, staff.id)
    await deleteCodes(tx, { staffId: staff.id })
    await endSessions(tx, { staffId: staff.id })
    await record(tx, actor, 'totp.disabled', subjectOf(staff.id))
    return invite(portal, tx, staff.id, actor, resetLetter)
  })
}

/**
 * Nobody shuts themselves out, and somebody who manages the staff always stays. The operator's command may: it is the
 * way back in. Throws Conflict.
 */
async function mayLose(tx: Db, actor: Actor, staff: StaffAccount): Promise<void> {
  if (actor.kind !== 'staff') return
  if (actor.id === staff.id) throw new Conflict('staff.conflict.self')
  if (!(await hasOtherAdministrator(tx, staff.id))) throw new Conflict('staff.conflict.last')
}

type ActiveStaff = {
  username: string
  email: string
  name: string
  roles: Role[]
  departments: string[]
  password: string
  totpSecret: string
}

/** For the demo: somebody who needs no invitation. One who exists is left as they are. `totpSecret` in base32. */
export async function createActiveStaff(portal: Portal, person: ActiveStaff): Promise<void> {
  if (portal.config.production) throw new BadInput('only an invitation makes staff here')
  if (await findStaff(portal.pool, { usernameKey: usernameKey(person.username) })) return
  const hash = await hashPassword(person.password)
  await transaction(portal.pool, async tx => {
    const id = await insertStaff(tx, { ...person, lastDay: null }, usernameKey(person.username))
    if (!id) return
    await updateBeginnings(tx, id, hash, portal.sealer.seal(person.totpSecret, secretPlace(id)))
    await updateActive(tx, id)
    await record(tx, visitor, 'staff.created', subjectOf(id), { reason: person.roles.join(',') })
  })
}
