/** What the counter has checked of somebody, and what of it counts today. */
import type { Citizen } from '../access/actor.js'
import { findLevel } from '../accounts/level.js'
import type { Service } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import { NotAllowed } from '../errors.js'
import { type Claim, claims } from '../fields/claims.js'
import type { Portal } from '../portal.js'
import { type ClaimRow, findSlipClaims, listClaims, listStanding } from './claim-store.js'
import { issueSlip } from './verification.js'

/** Which of the claims that the service rests on do not count today. Levels are another matter: see the guard. */
export async function lackingClaims(db: Db, citizenId: string, service: Pick<Service, 'claims'>): Promise<Claim[]> {
  const needed = service.claims ?? []
  if (needed.length === 0) return []
  const standing = await listStanding(db, citizenId)
  return needed.filter(claim => !standing.includes(claim))
}

/** What a new visit must prove anyway: returned, over, never checked, or soon to end. */
export function toRenew(rows: readonly ClaimRow[]): Claim[] {
  return claims.filter(claim => !rows.some(row => row.claim === claim && row.counts && !row.endsSoon))
}

export type OwnClaims = {
  rows: ClaimRow[]
  /** What the slip that may be taken now would prove; with a new card, identity too. Empty where nothing may be renewed. */
  renewable: Claim[]
  /** True for Level B in force: all else takes a slip for everything. */
  active: boolean
  /** What the newest slip is for. */
  slip: Claim[]
}

export async function findOwnClaims({ pool }: Pick<Portal, 'pool'>, id: string): Promise<OwnClaims> {
  const [level, rows, slip] = await Promise.all([findLevel(pool, id), listClaims(pool, id), findSlipClaims(pool, id)])
  return { rows, slip, active: level?.state === 'active', renewable: toRenew(rows) }
}

/** A slip for whoever is certified and has something to renew. `newCard`: identity too, although it counts. */
export async function askForRenewal(portal: Portal, citizen: Citizen, newCard: boolean): Promise<void> {
  const { active, renewable } = await findOwnClaims(portal, citizen.id)
  const wanted = claims.filter(claim => renewable.includes(claim) || (newCard && claim === 'identity'))
  if (!active || wanted.length === 0) throw new NotAllowed()
  await issueSlip(portal, citizen, wanted)
}
