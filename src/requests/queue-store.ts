/** The queues of the departments: what is open, what ends soon, what is closed. */
import type { Subcategory } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'
import type { ClockStanding } from './days-left.js'
import { withForms } from './forms.js'
import type { Protocol } from './protocol.js'

export const queues = ['new', 'mine', 'open', 'waiting', 'due', 'late', 'closed'] as const
export type Queue = (typeof queues)[number]

export type QueueRow = ClockStanding & {
  id: string
  number: string
  kind: string
  title: Bilingual
  subcategories: Subcategory[]
  answers: Record<string, string>
  department: string
  status: string
  urgent: boolean
  assigneeName: string | null
  submittedAt: Date
  protocol: Protocol | null
}

type QueueColumns = Omit<QueueRow, 'title' | 'subcategories'> & { service: string; serviceVersion: number }

export type Cursor = { at: string; id: string } | undefined
/** `service`, `department`: null for all of them. */
export type Ask = {
  departments: string[]
  staffId: string
  queue: Queue
  service: string | null
  department: string | null
  after: Cursor
  most: number
}

/** What is open, oldest first, continuing after the last row seen. The conditions are written out once; `$3` chooses among them. */
export async function listQueue(db: Db, { departments, staffId, queue, service, department, after, most }: Ask): Promise<QueueRow[]> {
  const { rows } = await db.query<QueueColumns>(
    `select r.id, r.number, r.kind, r.service, r.service_version as "serviceVersion", r.answers, r.department, r.status, r.urgent, s.name as "assigneeName",
            r.submitted_at as "submittedAt", r.due_on::text as "dueOn", r.decided_at as "decidedAt", r.closed_at as "closedAt",
            r.clock_days as "clockDays", r.clock_started_on::text as "startedOn", r.clock_paused_on::text as "pausedOn",
            case when r.protocol_number is not null then jsonb_build_object('number', r.protocol_number, 'on', r.protocol_on) end as protocol
     from service_request r
     left join staff s on s.id = r.assignee_id
     where r.department = any($1) and r.closed_at is null
       and case $3::text
             when 'new' then r.assignee_id is null
             when 'mine' then r.assignee_id = $2
             when 'waiting' then r.status in ('needs_info', 'documents_missing')
             else true
           end
       and ($4::text is null or r.service = $4) and ($5::text is null or r.department = $5)
       and (r.submitted_at, r.id) > ($6::timestamptz, $7::uuid)
     order by r.submitted_at, r.id
     limit $8`,
    [departments, staffId, queue, service, department, after?.at ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', most],
  )
  return withForms(db, rows)
}

/** What ends within so many days (`due`) or is over (`late`), the nearest end first. */
export async function listEnding(db: Db, { departments, queue, service, department, after, most }: Ask, days: number): Promise<QueueRow[]> {
  const { rows } = await db.query<QueueColumns>(
    `select r.id, r.number, r.kind, r.service, r.service_version as "serviceVersion", r.answers, r.department, r.status, r.urgent, s.name as "assigneeName",
            r.submitted_at as "submittedAt", r.due_on::text as "dueOn", r.decided_at as "decidedAt", r.closed_at as "closedAt",
            r.clock_days as "clockDays", r.clock_started_on::text as "startedOn", r.clock_paused_on::text as "pausedOn",
            case when r.protocol_number is not null then jsonb_build_object('number', r.protocol_number, 'on', r.protocol_on) end as protocol
     from service_request r
     left join staff s on s.id = r.assignee_id
     cross join (select (now() at time zone 'Europe/Athens')::date as day) as today
     where r.department = any($1) and r.closed_at is null and r.decided_at is null
       and case when $2 then r.due_on < today.day else r.due_on between today.day and today.day + $3::int end
       and ($4::text is null or r.service = $4) and ($5::text is null or r.department = $5)
       and (r.due_on, r.id) > ($6::timestamptz::date, $7::uuid)
     order by r.due_on, r.id
     limit $8`,
    [
      departments,
      queue === 'late',
      days,
      service,
      department,
      after?.at ?? '-infinity',
      after?.id ?? '00000000-0000-0000-0000-000000000000',
      most,
    ],
  )
  return withForms(db, rows)
}

/** What is closed, newest first. */
export async function listClosed(db: Db, { departments, service, department, after, most }: Ask): Promise<QueueRow[]> {
  const { rows } = await db.query<QueueColumns>(
    `select r.id, r.number, r.kind, r.service, r.service_version as "serviceVersion", r.answers, r.department, r.status, r.urgent, s.name as "assigneeName",
            r.submitted_at as "submittedAt", r.due_on::text as "dueOn", r.decided_at as "decidedAt", r.closed_at as "closedAt",
            r.clock_days as "clockDays", r.clock_started_on::text as "startedOn", r.clock_paused_on::text as "pausedOn",
            case when r.protocol_number is not null then jsonb_build_object('number', r.protocol_number, 'on', r.protocol_on) end as protocol
     from service_request r
     left join staff s on s.id = r.assignee_id
     where r.department = any($1) and r.closed_at is not null
       and ($2::text is null or r.service = $2) and ($3::text is null or r.department = $3)
       and (r.submitted_at, r.id) < ($4::timestamptz, $5::uuid)
     order by r.submitted_at desc, r.id desc
     limit $6`,
    [departments, service, department, after?.at ?? 'infinity', after?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', most],
  )
  return withForms(db, rows)
}

export type Counts = Record<Exclude<Queue, 'closed'>, number>

export async function countQueues(db: Db, departments: string[], staffId: string, days: number): Promise<Counts> {
  const { rows } = await db.query<Counts>(
    `select count(*) filter (where assignee_id is null)::int as new,
            count(*) filter (where assignee_id = $2)::int as mine,
            count(*)::int as open,
            count(*) filter (where status in ('needs_info', 'documents_missing'))::int as waiting,
            count(*) filter (where decided_at is null and due_on between today.day and today.day + $3::int)::int as due,
            count(*) filter (where decided_at is null and due_on < today.day)::int as late
     from service_request
     cross join (select (now() at time zone 'Europe/Athens')::date as day) as today
     where department = any($1) and closed_at is null`,
    [departments, staffId, days],
  )
  return rows[0] as Counts
}

/** What there is to filter by: services of which something was asked of these departments. */
export async function listServices(db: Db, departments: string[]): Promise<string[]> {
  const { rows } = await db.query<{ service: string }>(
    'select distinct service from service_request where department = any($1) and closed_at is null order by service',
    [departments],
  )
  return rows.map(row => row.service)
}
