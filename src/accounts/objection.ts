/** «This was not me», and the link that lets in again after too many wrong passwords. */
import { visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { hashToken, newToken } from '../db/secret.js'
import { emailKey } from '../fields/email.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { hashPassword } from './hashing.js'
import { contest } from './level.js'
import { notMeLetter } from './mails.js'
import { doubtFactor } from './own-factor.js'
import { endSessions } from './sessions.js'
import { findById, forgetDevices } from './sign-in-store.js'
import { restoreEmail, updatePassword, updateUnlocked } from './store.js'
import { deleteTokens, findToken, type HeldToken, spendToken } from './token-store.js'
import { makeToken } from './tokens.js'

export function findObjection({ pool }: Portal, token: string): Promise<HeldToken | undefined> {
  return findToken(pool, 'not_me', hashToken(token))
}

/** Everybody is out, no password fits, and the way back goes to the address from which the objection came. */
export async function object(portal: Portal, token: string): Promise<boolean> {
  if (!(await findObjection(portal, token))) return false // no hashing for whoever makes tokens up
  const unknown = await hashPassword(newToken().token)
  return transaction(portal.pool, async tx => {
    const held = await spendToken(tx, 'not_me', hashToken(token))
    if (!held) return false
    if (held.email) await restoreEmail(tx, held.citizenId, held.email, emailKey(held.email)) // to which the letter went
    await updatePassword(tx, held.citizenId, unknown)
    await endSessions(tx, { citizenId: held.citizenId })
    await contest(tx, held.citizenId)
    await doubtFactor(tx, held.citizenId)
    await forgetDevices(tx, held.citizenId)
    for (const purpose of ['not_me', 'email_change', 'sign_in_unlock'] as const) await deleteTokens(tx, held.citizenId, purpose)
    await sendWayBack(portal, tx, held.citizenId)
    await record(tx, visitor, 'session.ended_by_owner', { type: 'citizen', id: held.citizenId }, { reason: 'not_me' })
    return true
  })
}

async function sendWayBack({ config }: Portal, tx: Db, id: string): Promise<void> {
  const citizen = await findById(tx, id)
  const minutes = config.limits.RESET_MINUTES
  if (citizen) await send(tx, config, notMeLetter(config, citizen, await makeToken(tx, id, 'password_reset', minutes), minutes))
}

export async function findUnlock({ pool }: Portal, token: string): Promise<boolean> {
  return (await findToken(pool, 'sign_in_unlock', hashToken(token))) !== undefined
}

export async function unlock({ pool }: Portal, token: string): Promise<boolean> {
  return transaction(pool, async tx => {
    const held = await spendToken(tx, 'sign_in_unlock', hashToken(token))
    if (!held) return false
    await updateUnlocked(tx, held.citizenId)
    await record(tx, visitor, 'account.unlocked', { type: 'citizen', id: held.citizenId })
    return true
  })
}
