/** Whether somebody may send a service's application, and if not, what is in the way. */
import type { Citizen } from '../access/actor.js'
import { findLevel } from '../accounts/level.js'
import type { Service } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import type { Claim } from '../fields/claims.js'
import type { Portal } from '../portal.js'
import { lackingClaims } from '../verification/claims.js'

/** `level`: of Level A, where the service asks for B. `claims`: certified, but some of what it rests on does not count today. */
export type Standing = { maySend: true } | { maySend: false; why: 'level' } | { maySend: false; why: 'claims'; lacking: Claim[] }

export async function standingOf({ pool }: Pick<Portal, 'pool'>, citizen: Citizen, service: Service): Promise<Standing> {
  if (service.minLevel === 'B' && citizen.level !== 'B') return { maySend: false, why: 'level' }
  const lacking = await lackingClaims(pool, citizen.id, service)
  return lacking.length ? { maySend: false, why: 'claims', lacking } : { maySend: true }
}

/** The same, of the row and not of the session's first look, in the transaction that files. */
export async function stillMay(tx: Db, citizenId: string, service: Service): Promise<boolean> {
  if (service.minLevel === 'B' && (await findLevel(tx, citizenId))?.state !== 'active') return false
  return (await lackingClaims(tx, citizenId, service)).length === 0
}
