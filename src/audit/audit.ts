/** The trail: who did what to which thing. Names, numbers and free text of citizens stay out of it. */
import type { Actor } from '../access/actor.js'
import { context } from '../context.js'
import type { Db } from '../db/db.js'

/** `thing.happened`; signing out is the one that has no thing. */
export type AuditEvent = `${string}.${string}` | 'logout'

export type Subject = { type: string; id: string }

type Details = { outcome?: string; reason?: string }

/** Writes one row in the transaction of the act itself: both stand or fall. */
export async function record(db: Db, actor: Actor, event: AuditEvent, subject?: Subject, details: Details = {}): Promise<void> {
  const { requestId, address, device } = context()
  await db.query(
    `with event as (
       insert into audit_event (actor_kind, actor_id, actor_role, event, target_type, target_id, outcome, reason, request_id, device)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       returning id)
     insert into audit_address (event_id, address)
     select id, $11 from event where $11 <> ''`,
    [
      actor.kind,
      actor.kind === 'visitor' ? null : actor.id,
      roleOf(actor),
      event,
      subject?.type ?? null,
      subject?.id ?? null,
      details.outcome ?? 'ok',
      details.reason ?? null,
      requestId,
      device,
      address,
    ],
  )
}

function roleOf(actor: Actor): string | null {
  if (actor.kind === 'citizen') return `level-${actor.level.toLowerCase()}`
  return actor.kind === 'staff' ? actor.roles.join(',') : null
}
