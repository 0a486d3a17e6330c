/** Another address of mail: asked for with the password, proved by a link that goes there; the old address is told twice. */
import { type Citizen, visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { transaction } from '../db/db.js'
import { hashToken } from '../db/secret.js'
import { emailKey } from '../fields/email.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { accountExistsLetter, emailChangedLetter, emailNewLetter, emailOldLetter } from './mails.js'
import { findOwnerOfEmail } from './pending-store.js'
import { findById } from './sign-in-store.js'
import { updateEmail } from './store.js'
import { deleteTokens, findToken, spendToken } from './token-store.js'
import { makeNotMeToken, makeToken } from './tokens.js'

/** The same answer whether or not the new address has an account: only its owner is told. */
export async function requestEmailChange({ config, pool }: Portal, citizen: Citizen, email: string): Promise<void> {
  const hours = config.limits.ACTIVATION_HOURS
  await transaction(pool, async tx => {
    const token = await makeToken(tx, citizen.id, 'email_change', hours * 60, { email })
    const owner = await findOwnerOfEmail(tx, emailKey(email))
    await send(
      tx,
      config,
      owner
        ? accountExistsLetter(config, owner)
        : emailNewLetter(config, { id: citizen.id, language: citizen.language, email }, token, hours),
    )
    await send(tx, config, emailOldLetter(config, citizen, await makeNotMeToken(tx, citizen.id, citizen.email), email))
    await record(tx, citizen, 'email.change_requested', { type: 'citizen', id: citizen.id })
  })
}

/** The address that the link would set. */
export async function findEmailChange({ pool }: Portal, token: string): Promise<string | undefined> {
  return (await findToken(pool, 'email_change', hashToken(token)))?.email ?? undefined
}

export async function confirmEmailChange(portal: Portal, token: string): Promise<'done' | 'invalid' | 'owned'> {
  const { config, pool } = portal
  try {
    return await transaction(pool, async tx => {
      const held = await spendToken(tx, 'email_change', hashToken(token))
      const citizen = held && (await findById(tx, held.citizenId))
      if (!citizen || !held?.email) return 'invalid'
      await updateEmail(tx, citizen.id, held.email, emailKey(held.email))
      await deleteTokens(tx, citizen.id, 'password_reset') // links that went to the old address
      await send(tx, config, emailChangedLetter(config, citizen, await makeNotMeToken(tx, citizen.id, citizen.email), held.email))
      await record(tx, visitor, 'email.changed', { type: 'citizen', id: citizen.id })
      return 'done'
    })
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'citizen_email') return 'owned'
    throw error
  }
}
