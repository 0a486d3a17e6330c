/** Links that are mailed: a newer one of the same purpose kills the older. */
import type { Db } from '../db/db.js'
import { newToken } from '../db/secret.js'
import { deleteTokens, insertToken, type Purpose } from './token-store.js'

type Details = { code?: Buffer; email?: string }

/** Returns the token for the letter; the database keeps its hash. */
export async function makeToken(tx: Db, citizenId: string, purpose: Purpose, minutes: number, details: Details = {}): Promise<string> {
  const { token, hash } = newToken()
  if (purpose !== 'not_me') await deleteTokens(tx, citizenId, purpose)
  await insertToken(tx, { citizenId, purpose, hash, minutes, ...details })
  return token
}

/** How long «this was not me» may be said. */
export const notMeMinutes = 7 * 24 * 60

/** «This was not me»: every letter of that kind has its own, so that a later one does not disarm it. */
export function makeNotMeToken(tx: Db, citizenId: string, formerEmail?: string): Promise<string> {
  return makeToken(tx, citizenId, 'not_me', notMeMinutes, formerEmail ? { email: formerEmail } : {})
}
