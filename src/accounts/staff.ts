/** Staff accounts as the operator keeps them: invited, active, suspended. Nobody but their owner ever knows a password. */
import { type Role, type Staff, visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { newToken } from '../db/secret.js'
import { BadInput, Conflict, NotFound } from '../errors.js'
import { usernameKey } from '../fields/username.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { hashPassword } from './hashing.js'
import { deleteCodes } from './recovery-code-store.js'
import { endSessions } from './sessions.js'
import { invitationLetter, invitationUrl } from './staff-mails.js'
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

/** Returns the invitation's address. Throws Conflict where the username is taken. */
export function createStaff(portal: Portal, staff: NewStaff): Promise<string> {
  return transaction(portal.pool, async tx => {
    const id = await insertStaff(tx, staff, usernameKey(staff.username))
    if (!id) throw new Conflict()
    await record(tx, visitor, 'staff.created', subjectOf(id), { reason: staff.roles.join(',') })
    return invite(portal, tx, id)
  })
}

/** A new link; older ones die. Throws Conflict for an account that needs none. */
export function inviteAgain(portal: Portal, username: string): Promise<string> {
  return transaction(portal.pool, async tx => {
    const staff = await named(tx, username)
    if (staff.status !== 'invited') throw new Conflict()
    return invite(portal, tx, staff.id)
  })
}

async function invite({ config }: Portal, tx: Db, id: string): Promise<string> {
  const { token, hash } = newToken()
  await endTokens(tx, id)
  await insertToken(tx, id, hash)
  const url = invitationUrl(config, token)
  const person = (await findStaff(tx, { id })) as StaffAccount
  await send(tx, config, invitationLetter(person, url))
  await record(tx, visitor, 'staff.invited', subjectOf(id))
  return url
}

/** Out at once: sessions and open invitations end in the same transaction. */
export function suspendStaff({ pool }: Portal, username: string): Promise<void> {
  return transaction(pool, async tx => {
    const { id } = await named(tx, username)
    await updateStatus(tx, id, 'suspended')
    await endTokens(tx, id)
    await endSessions(tx, { staffId: id })
    await record(tx, visitor, 'staff.suspended', subjectOf(id))
  })
}

/** Returns whether they can sign in as before; otherwise they need a new invitation. */
export function resumeStaff({ pool }: Portal, username: string): Promise<boolean> {
  return transaction(pool, async tx => {
    const { id, status, activatedAt } = await named(tx, username)
    if (status !== 'suspended') throw new Conflict()
    await updateStatus(tx, id, activatedAt ? 'active' : 'invited')
    await record(tx, visitor, 'staff.resumed', subjectOf(id))
    return activatedAt !== null
  })
}

/** The phone is lost: password, second factor and codes are forgotten, and an invitation begins anew. */
export function resetSecondFactor(portal: Portal, username: string): Promise<string> {
  return transaction(portal.pool, async tx => {
    const { id, status } = await named(tx, username)
    if (status === 'suspended') throw new Conflict()
    await forgetCredentials(tx, id)
    await deleteCodes(tx, { staffId: id })
    await endSessions(tx, { staffId: id })
    await record(tx, visitor, 'totp.disabled', subjectOf(id))
    return invite(portal, tx, id)
  })
}

async function named(db: Db, username: string): Promise<StaffAccount> {
  const staff = await findStaff(db, { usernameKey: usernameKey(username) })
  if (!staff) throw new NotFound()
  return staff
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
