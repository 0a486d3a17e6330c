import type { Db } from '../db/db.js'

export type LetterFate = {
  subject: string
  language: string
  status: 'waiting' | 'sent' | 'failed'
  sentAt: string | null
  delayed: boolean
}
export type EventRow = {
  id: string
  at: Date
  actor: 'citizen' | 'staff' | 'system'
  staffName: string | null
  event: string
  status: string | null
  text: string | null
  internal: boolean
  data: Record<string, string>
  letters: LetterFate[]
}

/** The timeline, oldest first. A letter belongs to the event of the same transaction: they share its clock. */
export async function listEvents(db: Db, requestId: string, withInternal: boolean): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>(
    `select e.id, e.at, e.actor, s.name as "staffName", e.event, e.status, e.text, e.internal, e.data,
            coalesce((select jsonb_agg(jsonb_build_object('subject', l.subject, 'language', l.language, 'status', l.status, 'sentAt', l.sent_at, 'delayed', l.last_problem is not null) order by l.id)
                      from letter l where l.request_id = e.request_id and l.created_at = e.at), '[]') as letters
     from request_event e
     left join staff s on s.id = e.staff_id
     where e.request_id = $1 and (not e.internal or $2)
     order by e.id`,
    [requestId, withInternal],
  )
  return rows
}

export type NewEvent = {
  requestId: string
  actor: 'citizen' | 'staff' | 'system'
  staffId?: string
  event: string
  status?: string | null
  text?: string | null
  internal?: boolean
  data?: Record<string, string>
}

export async function insertEvent(db: Db, event: NewEvent): Promise<void> {
  await db.query(
    `insert into request_event (request_id, actor, staff_id, event, status, text, internal, data) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      event.requestId,
      event.actor,
      event.staffId ?? null,
      event.event,
      event.status ?? null,
      event.text ?? null,
      event.internal ?? false,
      event.data ?? {},
    ],
  )
}
