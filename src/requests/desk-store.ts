import type { FormField, Subcategory } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import type { Bilingual, Language } from '../i18n/index.js'
import type { ClockStanding } from './days-left.js'
import type { Protocol } from './protocol.js'

export type DeskRequest = ClockStanding & {
  id: string
  number: string
  kind: string
  service: string
  title: Bilingual
  fields: FormField[]
  subcategories: Subcategory[]
  answers: Record<string, string>
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
  closedAt: Date | null
  answersSealed: Buffer | null
  entered: 'online' | 'counter' | 'phone'
  delivery: 'post' | 'collect' | null
  protocol: Protocol | null
  delayToldAt: Date | null
  /** As they stood when they applied; where there is none, as the account says. */
  name: string | null
  /** Name and ways to reach them; gone where the account was erased. */
  citizen: { id: string; firstName: string; surname: string; email: string; phone: string | null; mobile: string | null } | null
}

/** A request of these departments; any other is not found. */
export async function findDeskRequest(db: Db, departments: string[], number: string): Promise<DeskRequest | undefined> {
  const { rows } = await db.query<DeskRequest>(
    `select r.id, r.number, r.kind, r.service, f.title, f.fields, f.subcategories, r.answers, r.department, r.status, r.urgent, r.language,
            r.version, r.assignee_id as "assigneeId", s.name as "assigneeName", r.forwarded_to as "forwardedTo", r.outcome,
            r.submitted_at as "submittedAt", r.due_on::text as "dueOn", r.closed_at as "closedAt", r.answers_sealed as "answersSealed",
            r.entered, r.delivery, r.delay_told_at as "delayToldAt", r.decided_at as "decidedAt", r.clock_days as "clockDays",
            r.clock_started_on::text as "startedOn", r.clock_paused_on::text as "pausedOn",
            case when r.protocol_number is not null then jsonb_build_object('number', r.protocol_number, 'on', r.protocol_on) end as protocol,
            coalesce(a.surname || ' ' || a.first_name, c.surname || ' ' || c.first_name) as name,
            case when c.id is null then null else jsonb_build_object('id', c.id, 'firstName', c.first_name, 'surname', c.surname,
              'email', c.email, 'phone', c.phone, 'mobile', c.mobile) end as citizen
     from service_request r
     join service_form f on f.service = r.service and f.version = r.service_version
     left join staff s on s.id = r.assignee_id
     left join citizen c on c.id = r.citizen_id
     left join applicant a on a.request_id = r.id
     where r.number = $2 and r.department = any($1)`,
    [departments, number],
  )
  return rows[0]
}

export async function findNumber(db: Db, departments: string[], number: string): Promise<boolean> {
  const { rowCount } = await db.query('select from service_request where number = $2 and department = any($1)', [departments, number])
  return rowCount === 1
}

/** By the number under which it was entered: `number` of that year. */
export async function findByProtocol(
  db: Db,
  departments: string[],
  protocol: { number: number; year: number },
): Promise<string | undefined> {
  const { rows } = await db.query<{ number: string }>(
    'select number from service_request where protocol_year = $2 and protocol_number = $3 and department = any($1)',
    [departments, protocol.year, protocol.number],
  )
  return rows[0]?.number
}
