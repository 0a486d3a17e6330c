/** Whether somebody may send a service's application, and if not, what is in the way. */
import type { Citizen } from '../access/actor.js'
import type { Service } from '../catalogue/definition.js'
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
