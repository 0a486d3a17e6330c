/** New passwords: by the mailed link, or with the old one. Whoever else is signed in is signed out. */
import { type Citizen, visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { hashToken } from '../db/secret.js'
import { TooMany } from '../errors.js'
import type { Language } from '../i18n/index.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { checkPassword, hashPassword } from './hashing.js'
import { suspend } from './level.js'
import { passwordChangedLetter, resetLetter } from './mails.js'
import { endSessions } from './sessions.js'
import { type Candidate, deleteLetter, findById, findForSignIn, forgetDevices } from './sign-in-store.js'
import { updatePassword } from './store.js'
import type { Throttles } from './throttles.js'
import { deleteTokens, findToken, spendToken } from './token-store.js'
import { makeNotMeToken, makeToken } from './tokens.js'

const nobody = '00000000-0000-0000-0000-000000000000'

/** For somebody who does not exist the same work is done, and undone. */
export async function requestReset(portal: Portal, throttles: Throttles, typed: string, language: Language): Promise<void> {
  const { config, pool } = portal
  const minutes = config.limits.RESET_MINUTES
  const name = typed.trim().toLowerCase()
  const citizen = await findForSignIn(pool, name)
  if (await isTooOften(throttles, name, citizen?.id ?? name)) return
  await transaction(pool, async tx => {
    const token = await makeToken(tx, citizen?.id ?? nobody, 'password_reset', minutes)
    const letter = resetLetter(config, citizen ?? { id: nobody, email: 'nobody@invalid', language, firstName: '-' }, token, minutes)
    const id = await send(tx, config, citizen ? letter : { ...letter, about: {} })
    if (!citizen) await deleteLetter(tx, id)
    await record(tx, visitor, 'password.reset_requested', citizen && { type: 'citizen', id: citizen.id })
  })
}

/** Silent, as everything here: three an hour, whichever of an account's two names is typed. */
async function isTooOften(throttles: Throttles, name: string, id: string): Promise<boolean> {
  try {
    await throttles.resetEmail.take('name', name)
    await throttles.resetEmail.take('account', id)
    return false
  } catch (error) {
    if (error instanceof TooMany) return true
    throw error
  }
}

/** Whose password the link may change, without using it. */
export async function findReset({ pool }: Portal, token: string): Promise<string | undefined> {
  return (await findToken(pool, 'password_reset', hashToken(token)))?.citizenId
}

/** False where the link was used, is too old or has a newer one. `device` keeps its own lane. */
export async function resetPassword(portal: Portal, token: string, password: string, device: string): Promise<boolean> {
  const hash = await hashPassword(password)
  return transaction(portal.pool, async tx => {
    const held = await spendToken(tx, 'password_reset', hashToken(token))
    const citizen = held && (await findById(tx, held.citizenId))
    if (!citizen) return false
    await keepPassword(portal, tx, citizen, hash)
    await suspend(tx, citizen.id, 'password_reset')
    await forgetDevices(tx, citizen.id, hashToken(device))
    await record(tx, visitor, 'password.reset_done', { type: 'citizen', id: citizen.id })
    return true
  })
}

/** All sessions end, the one that asks too: its browser gets a new one. */
export async function changePassword(portal: Portal, { id }: Citizen, password: string): Promise<void> {
  const hash = await hashPassword(password)
  await transaction(portal.pool, async tx => {
    const citizen = await findById(tx, id)
    if (!citizen) return
    await keepPassword(portal, tx, citizen, hash)
    await record(tx, { ...citizen, kind: 'citizen' }, 'password.changed', { type: 'citizen', id })
  })
}

async function keepPassword({ config }: Portal, tx: Db, citizen: Candidate, hash: string): Promise<void> {
  await updatePassword(tx, citizen.id, hash)
  await endSessions(tx, { citizenId: citizen.id })
  for (const purpose of ['password_reset', 'sign_in_unlock', 'email_change'] as const) await deleteTokens(tx, citizen.id, purpose)
  await send(tx, config, passwordChangedLetter(config, citizen, await makeNotMeToken(tx, citizen.id)))
}

/** Asks somebody signed in for their password again; throws TooMany where it is guessed at. */
export async function provePassword(portal: Portal, throttles: Throttles, id: string, password: string): Promise<boolean> {
  await throttles.confirm.take(id)
  const citizen = await findById(portal.pool, id)
  const right = await checkPassword(citizen?.passwordHash, password.slice(0, 512))
  if (right) await throttles.confirm.forget(id)
  return right
}
