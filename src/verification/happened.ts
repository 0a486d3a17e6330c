/** What the trail calls each event of a visit. */
import type { AuditEvent } from '../audit/audit.js'
import type { Event } from './states.js'

/** Why something is held. */
export type Why = 'suspicion' | 'duplicate' | 'tries'

const names: Record<Event, AuditEvent> = {
  match: 'levelb.approved',
  match_unbound: 'levelb.binding_required',
  match_at_risk: 'levelb.second_person_required',
  differ: 'levelb.mismatch',
  lack: 'levelb.paper_missing',
  hold: 'levelb.held',
  refuse: 'levelb.refused',
  bind: 'levelb.approved',
  release: 'levelb.released',
  dismiss: 'levelb.refused',
  expire: 'levelb.expired',
  cancel: 'levelb.cancelled',
}

export function happened(event: Event, why?: Why): AuditEvent {
  return why === 'duplicate' ? 'levelb.duplicate' : names[event]
}
