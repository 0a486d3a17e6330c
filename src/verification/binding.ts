/**
 * Who was certified without the slip shows that the account is theirs by typing, signed in, the code of the receipt. Until then the
 * counter's decision waits beside the account and gives it nothing.
 */
import type { Citizen } from '../access/actor.js'
import { certify, lockLevel, type RecoveryCode } from '../accounts/level.js'
import { declaredOf, findAddressee } from '../accounts/profile.js'
import { makeNotMeToken } from '../accounts/tokens.js'
import { record } from '../audit/audit.js'
import { newCode, tidyCode } from '../db/codes.js'
import { type Db, transaction } from '../db/db.js'
import type { Sealer } from '../db/secret.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { openCase } from '../supervision/supervision.js'
import { type Binding, findBinding, forgetBinding, keepBinding, keepClaim, type NewClaim } from './counter-store.js'
import { isDuplicate } from './duplicates.js'
import { boundLetter } from './mails.js'
import { next } from './states.js'
import { findVerification, updateVerification, type VerificationRow } from './store.js'

const codeLength = 10

const codePrint = (sealer: Sealer, id: string, code: string) => sealer.fingerprint(`${id} ${tidyCode(code)}`, 'binding-code')

/** Of all that was declared, in one order. */
async function declaredPrint(portal: Pick<Portal, 'sealer'>, tx: Db, id: string): Promise<Buffer> {
  const declared = await declaredOf(portal, tx, id)
  const text = Object.keys(declared)
    .sort()
    .map(name => `${name}=${declared[name]}`)
    .join('\n')
  return portal.sealer.fingerprint(text, 'declared')
}

/** In the transaction of the decision. Returns the code for the receipt. */
export async function awaitBinding(
  portal: Portal,
  tx: Db,
  row: VerificationRow,
  pending: NewClaim[],
  recovery: RecoveryCode,
): Promise<string> {
  const code = newCode(codeLength)
  await keepBinding(tx, row.id, {
    bindingPrint: codePrint(portal.sealer, row.id, code),
    declaredPrint: await declaredPrint(portal, tx, row.citizenId),
    recoveryPrint: recovery.print,
    pending,
  })
  return code
}

export type Bound = 'bound' | 'wrong' | 'changed' | 'held'

/** `changed`: something was declared anew since the counter looked; nothing is bound, and only a new visit helps. */
export async function bind(portal: Portal, citizen: Citizen, code: string): Promise<Bound> {
  try {
    return await transaction(portal.pool, tx => tryToBind(portal, tx, citizen, code))
  } catch (problem) {
    if (!isDuplicate(problem)) throw problem
    return transaction(portal.pool, tx => holdDuplicate(tx, citizen))
  }
}

async function tryToBind(portal: Portal, tx: Db, citizen: Citizen, code: string): Promise<Bound> {
  await lockLevel(tx, citizen.id)
  const row = await findVerification(tx, { citizenId: citizen.id })
  const binding = row?.status === 'binding_awaited' && row.inTime ? await findBinding(tx, row.id) : undefined
  if (!row || !binding?.bindingPrint.equals(codePrint(portal.sealer, row.id, code))) return failed(tx, citizen)
  await forgetBinding(tx, row.id)
  if (!binding.declaredPrint.equals(await declaredPrint(portal, tx, citizen.id))) {
    await move(tx, row, 'cancel')
    await record(tx, citizen, 'levelb.cancelled', { type: 'verification', id: row.id }, { reason: 'changed' })
    return 'changed'
  }
  await move(tx, row, 'bind')
  await settle(portal, tx, citizen, row, binding)
  return 'bound'
}

async function failed(tx: Db, citizen: Citizen): Promise<Bound> {
  await record(tx, citizen, 'levelb.binding_failed', { type: 'citizen', id: citizen.id }, { outcome: 'failed' })
  return 'wrong'
}

async function settle(portal: Portal, tx: Db, citizen: Citizen, row: VerificationRow, binding: Binding): Promise<void> {
  for (const claim of binding.pending) await keepClaim(tx, claim)
  await certify(tx, citizen.id, binding.recoveryPrint)
  await record(tx, citizen, 'levelb.bound', { type: 'verification', id: row.id })
  const addressee = await findAddressee(tx, citizen.id)
  await send(tx, portal.config, boundLetter(portal.config, addressee, await makeNotMeToken(tx, citizen.id)))
}

async function holdDuplicate(tx: Db, citizen: Citizen): Promise<Bound> {
  const row = await findVerification(tx, { citizenId: citizen.id })
  if (row?.status !== 'binding_awaited') return 'wrong'
  await forgetBinding(tx, row.id)
  await move(tx, row, 'hold')
  await openCase(tx, { citizenId: citizen.id, verificationId: row.id, cause: 'duplicate' })
  await record(tx, citizen, 'levelb.duplicate', { type: 'verification', id: row.id })
  return 'held'
}

async function move(tx: Db, row: VerificationRow, event: 'bind' | 'cancel' | 'hold'): Promise<void> {
  const to = next(row.status, event)
  if (to) await updateVerification(tx, row.id, row.version, { from: row.status, to, staffId: null })
}
