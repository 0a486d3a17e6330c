import type { FormField, Subcategory } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import type { Bilingual, Language } from '../i18n/index.js'
import { withForms } from './forms.js'
import type { Answers } from './kind.js'

export const queues = ['new', 'mine', 'open', 'waiting', 'late', 'closed'] as const
export type Queue = (typeof queues)[number]

export type QueueRow = {
  id: string
  number: string
  kind: string
  title: Bilingual
  subcategories: Subcategory[]
  answers: Answers
  department: string
  status: string
  urgent: boolean
  assigneeName: string | null
  submittedAt: Date
  dueOn: string | null
  late: boolean
}

type QueueColumns = Omit<QueueRow, 'title' | 'subcategories'> & { service: string; serviceVersion: number }

export type Cursor = { at: string; id: string } | undefined
type Ask = { departments: string[]; staffId: string; queue: Queue; after: Cursor; most: number }

/**
 * One department queue, oldest first (closed: newest first), continuing after the last row seen. The conditions are
 * written out once; `$3` chooses among them.
 */
export async function listQueue(db: Db, { departments, staffId, queue, after, most }: Ask): Promise<QueueRow[]> {
  const { rows } = await db.query<QueueColumns>(
    `select r.id, r.number, r.kind, r.service, r.service_version as "serviceVersion", r.answers, r.department, r.status, r.urgent, s.name as "assigneeName",
            r.submitted_at as "submittedAt", r.due_on::text as "dueOn",
            coalesce(r.due_on < (now() at time zone 'Europe/Athens')::date, false) as late
     from service_request r
     left join staff s on s.id = r.assignee_id
     where r.department = any($1) and r.closed_at is null
       and case $3::text
             when 'new' then r.assignee_id is null
             when 'mine' then r.assignee_id = $2
             when 'waiting' then r.status = 'needs_info'
             when 'late' then r.due_on < (now() at time zone 'Europe/Athens')::date
             else true
           end
       and (r.submitted_at, r.id) > ($4::timestamptz, $5::uuid)
     order by r.submitted_at, r.id
     limit $6`,
    [departments, staffId, queue, after?.at ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', most],
  )
  return withForms(db, rows)
}

/** What is closed, newest first. */
export async function listClosed(db: Db, { departments, after, most }: Omit<Ask, 'staffId' | 'queue'>): Promise<QueueRow[]> {
  const { rows } = await db.query<QueueColumns>(
    `select r.id, r.number, r.kind, r.service, r.service_version as "serviceVersion", r.answers, r.department, r.status, r.urgent, s.name as "assigneeName",
            r.submitted_at as "submittedAt", r.due_on::text as "dueOn", false as late
     from service_request r
     left join staff s on s.id = r.assignee_id
     where r.department = any($1) and r.closed_at is not null and (r.submitted_at, r.id) < ($2::timestamptz, $3::uuid)
     order by r.submitted_at desc, r.id desc
     limit $4`,
    [departments, after?.at ?? 'infinity', after?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', most],
  )
  return withForms(db, rows)
}

export type Counts = Record<Exclude<Queue, 'closed'>, number>

export async function countQueues(db: Db, departments: string[], staffId: string): Promise<Counts> {
  const { rows } = await db.query<Counts>(
    `select count(*) filter (where assignee_id is null)::int as new,
            count(*) filter (where assignee_id = $2)::int as mine,
            count(*)::int as open,
            count(*) filter (where status = 'needs_info')::int as waiting,
            count(*) filter (where due_on < (now() at time zone 'Europe/Athens')::date)::int as late
     from service_request where department = any($1) and closed_at is null`,
    [departments, staffId],
  )
  return rows[0] as Counts
}

export type DeskRequest = {
  id: string
  number: string
  kind: string
  service: string
  title: Bilingual
  fields: FormField[]
  subcategories: Subcategory[]
  answers: Answers
  department: string
  status: string
  urgent: boolean
  language: Language
  version: number
  assigneeId: string | null
  assigneeName: string | null
  forwardedTo: string | null
  outcome: string | null
  submittedAt: Date
  dueOn: string | null
  closedAt: Date | null
  /** Name and ways to reach them; gone where the account was erased. */
  citizen: { id: string; firstName: string; surname: string; email: string; phone: string | null; mobile: string | null } | null
}

/** A request of these departments; any other is not found. */
export async function findDeskRequest(db: Db, departments: string[], number: string): Promise<DeskRequest | undefined> {
  const { rows } = await db.query<DeskRequest>(
    `select r.id, r.number, r.kind, r.service, f.title, f.fields, f.subcategories, r.answers, r.department, r.status, r.urgent, r.language,
            r.version, r.assignee_id as "assigneeId", s.name as "assigneeName", r.forwarded_to as "forwardedTo", r.outcome,
            r.submitted_at as "submittedAt", r.due_on::text as "dueOn", r.closed_at as "closedAt",
            case when c.id is null then null else jsonb_build_object('id', c.id, 'firstName', c.first_name, 'surname', c.surname,
              'email', c.email, 'phone', c.phone, 'mobile', c.mobile) end as citizen
     from service_request r
     join service_form f on f.service = r.service and f.version = r.service_version
     left join staff s on s.id = r.assignee_id
     left join citizen c on c.id = r.citizen_id
     where r.number = $2 and r.department = any($1)`,
    [departments, number],
  )
  return rows[0]
}

export async function findNumber(db: Db, departments: string[], number: string): Promise<boolean> {
  const { rowCount } = await db.query('select from service_request where number = $2 and department = any($1)', [departments, number])
  return rowCount === 1
}
