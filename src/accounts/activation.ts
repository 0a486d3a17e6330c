/** Activating an account: by the link's page or by the code, once. Here the name and the address become the citizen's own. */
import { timingSafeEqual } from 'node:crypto'
import { visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { hashToken } from '../db/secret.js'
import { emailKey } from '../fields/email.js'
import { usernameKey } from '../fields/username.js'
import type { Portal } from '../portal.js'
import { deletePendingOfEmail, findPending, type Pending, updatePendingUsername, updateToActive } from './pending-store.js'
import { codePrint } from './registration.js'
import { countWrongCode, findToken, listCodes, markUsed } from './token-store.js'

export type Proof = { token: string } | { email: string; code: string }
/** `taken`: somebody else activated the name first. `owned`: an account with this address is active already. */
export type Activated = 'done' | 'invalid' | 'taken' | 'owned'

export async function activate(portal: Portal, proof: Proof, username?: string): Promise<Activated> {
  try {
    return await transaction(portal.pool, async tx => {
      const held = 'token' in proof ? await findToken(tx, 'activation', hashToken(proof.token)) : await findByCode(portal, tx, proof)
      if (!held) return 'invalid'
      return finish(tx, held, username)
    })
  } catch (error) {
    return refusedBy(error)
  }
}

async function finish(tx: Db, held: { id: string; citizenId: string }, username: string | undefined): Promise<Activated> {
  const pending = await findPending(tx, held.citizenId)
  if (username) await updatePendingUsername(tx, held.citizenId, username, usernameKey(username))
  if (!pending || !(await updateToActive(tx, held.citizenId))) return 'invalid'
  await markUsed(tx, held.id)
  await deletePendingOfEmail(tx, pending.emailKey)
  await record(tx, visitor, 'account.activated', { type: 'citizen', id: held.citizenId })
  return 'done'
}

/** The database referees: of two accounts that want one name at once, the second is told. */
function refusedBy(error: unknown): Activated {
  const { code, constraint } = error as { code?: string; constraint?: string }
  if (code === '23505' && constraint === 'citizen_username') return 'taken'
  if (code === '23505' && constraint === 'citizen_email') return 'owned'
  throw error
}

/** A wrong code counts against every code that was sent to the address. */
async function findByCode(portal: Portal, tx: Db, { email, code }: { email: string; code: string }) {
  const candidates = await listCodes(tx, emailKey(email), portal.config.limits.LIMIT_WRONG_CODES)
  const right = candidates.find(candidate => timingSafeEqual(candidate.code, codePrint(portal, candidate.citizenId, code)))
  if (right) return right
  await countWrongCode(
    tx,
    candidates.map(candidate => candidate.id),
  )
  await record(tx, visitor, 'account.activation_failed')
  return undefined
}

/** For the page that the link opens: whose account it is, without using the link. */
export async function findActivation({ pool }: Portal, token: string): Promise<Pending | undefined> {
  const held = await findToken(pool, 'activation', hashToken(token))
  return held && findPending(pool, held.citizenId)
}
