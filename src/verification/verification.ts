/** The citizen's way to Level B: the slip that opens the visit, and giving it up. */
import { randomUUID } from 'node:crypto'
import type { Citizen, Staff } from '../access/actor.js'
import { findLevel, type LevelRow } from '../accounts/level.js'
import { record } from '../audit/audit.js'
import { newCode, tidyCode } from '../db/codes.js'
import { type Db, transaction } from '../db/db.js'
import type { Sealer } from '../db/secret.js'
import { Conflict, NotAllowed, NotFound } from '../errors.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { widenSlips } from './claim-store.js'
import { endLapsed, forgetVisits } from './expiry.js'
import { slipLetter } from './mails.js'
import { type Claim, claims } from './papers.js'
import { next, workable } from './states.js'
import { findVerification, insertVerification, updateVerification, type VerificationRow } from './store.js'

const codeLength = 10

const placeOf = (id: string) => ({ table: 'verification', column: 'code_sealed', row: id })

export const openCode = (sealer: Sealer, { id, codeSealed }: Pick<VerificationRow, 'id' | 'codeSealed'>) =>
  sealer.open(codeSealed, placeOf(id))

/** Found by what is typed or scanned, in any case and with any dashes. */
export const codePrint = (sealer: Sealer, code: string) => sealer.fingerprint(tidyCode(code), 'visit-code')

/** The counter may work on it, and it is in its time. */
export const isOpen = ({ status, inTime }: VerificationRow) => workable.includes(status) && inTime

export type OwnVerification = LevelRow & { verification?: VerificationRow; code?: string }

/** Where the citizen stands; the code only while it opens something. */
export async function findOwn({ pool, sealer }: Portal, id: string): Promise<OwnVerification> {
  const [level, verification] = await Promise.all([findLevel(pool, id), findVerification(pool, { citizenId: id })])
  if (!level) throw new NotFound()
  const code = verification && isOpen(verification) ? openCode(sealer, verification) : undefined
  return { ...level, verification, code }
}

/** A slip for whoever has filled in everything and wishes for Level B. Asked for twice, the first one stands. */
export async function askForVisit(portal: Portal, citizen: Citizen): Promise<void> {
  const level = await findLevel(portal.pool, citizen.id)
  if (!level?.wantsLevelB || level.state === 'active') throw new NotAllowed()
  await issueSlip(portal, citizen, claims)
}

/** Whoever may have one is known to who calls. One that is open stands. */
export async function issueSlip(portal: Portal, citizen: Citizen, proving: readonly Claim[]): Promise<void> {
  const { pool, sealer, config } = portal
  const id = randomUUID()
  const code = newCode(codeLength)
  const days = config.limits.VERIFICATION_DAYS
  await transaction(pool, async tx => {
    await endLapsed(tx, citizen.id) // or the new one would wait for the clock
    const slip = {
      id,
      citizenId: citizen.id,
      codePrint: codePrint(sealer, code),
      codeSealed: sealer.seal(code, placeOf(id)),
      days,
      claims: proving,
    }
    if (!(await insertVerification(tx, slip))) return
    await record(tx, citizen, 'levelb.visit_code_issued', { type: 'verification', id })
    await send(tx, config, slipLetter(config, citizen, code, days, proving))
  })
}

/** Level B has ended: a slip that was to renew a part of it may not bring back the whole. What is held proves everything, or nothing. */
export async function cancelOpen(tx: Db, actor: Citizen | Staff, citizenId = actor.id): Promise<void> {
  const row = await findVerification(tx, { citizenId })
  const to = row && next(row.status, 'cancel')
  if (!row || !to) return widenSlips(tx, citizenId)
  if (!(await updateVerification(tx, row.id, row.version, { from: row.status, to, staffId: null }))) return
  await forgetVisits(tx, [row.id])
  await record(tx, actor, 'levelb.cancelled', { type: 'verification', id: row.id })
}

export async function cancelVisit({ pool }: Portal, citizen: Citizen, version: number): Promise<void> {
  await transaction(pool, async tx => {
    const row = await findVerification(tx, { citizenId: citizen.id })
    const to = row && next(row.status, 'cancel')
    if (!row || !to) throw new NotFound()
    if (!(await updateVerification(tx, row.id, version, { from: row.status, to, staffId: null })))
      throw new Conflict('verification.conflict.changed')
    await forgetVisits(tx, [row.id])
    await record(tx, citizen, 'levelb.cancelled', { type: 'verification', id: row.id })
  })
}
