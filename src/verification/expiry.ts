/** The end of a slip's time: the account stays as it is, at Level A, and nothing that was typed for the visit stays. */
import { visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import type { Db } from '../db/db.js'
import { forgetTyped } from './slip-store.js'
import { expireVerifications } from './store.js'

/** All whose time is over, or one citizen's. Returns whose they were. */
export async function endLapsed(tx: Db, citizenId?: string): Promise<string[]> {
  const lapsed = await expireVerifications(tx, citizenId)
  const ids = lapsed.map(({ id }) => id)
  await forgetVisits(tx, ids)
  for (const id of ids) await record(tx, visitor, 'levelb.expired', { type: 'verification', id })
  return lapsed.map(one => one.citizenId)
}

/** Nothing that was typed for them stays; what was put right in the account was, and stays written down. */
export async function forgetVisits(tx: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await forgetTyped(tx, ids)
}
