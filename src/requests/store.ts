import type { FormField, Service, Subcategory } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import type { Bilingual, Language } from '../i18n/index.js'
import type { FormKey } from './form-store.js'
import { withForms } from './forms.js'
import type { Answers } from './kind.js'

/** The form of a version, kept once for ever. */
export async function insertForm(
  db: Db,
  form: { service: string; version: number; title: Bilingual; fields: FormField[]; subcategories: Subcategory[]; definition: Service },
): Promise<void> {
  await db.query(
    `insert into service_form (service, version, title, fields, subcategories, definition) values ($1, $2, $3, $4, $5, $6)
     on conflict (service, version) do nothing`,
    [form.service, form.version, form.title, JSON.stringify(form.fields), JSON.stringify(form.subcategories), form.definition],
  )
}

export async function findBySubmissionKey(db: Db, citizenId: string, key: string): Promise<string | undefined> {
  const { rows } = await db.query<{ number: string }>('select number from service_request where citizen_id = $1 and submission_key = $2', [
    citizenId,
    key,
  ])
  return rows[0]?.number
}

export type Load = { hour: number; day: number; site: number }

/** One citizen's submissions wait for one another here, so that the counts below are true. */
export async function lockCitizen(db: Db, citizenId: string): Promise<void> {
  await db.query('select 1 from citizen where id = $1 for update', [citizenId])
}

export async function countRecent(db: Db, citizenId: string): Promise<Load> {
  const { rows } = await db.query<Load>(
    `select (select count(*) from service_request where citizen_id = $1 and submitted_at > now() - interval '1 hour')::int as hour,
            (select count(*) from service_request where citizen_id = $1 and submitted_at > now() - interval '1 day')::int as day,
            (select count(*) from service_request where submitted_at > now() - interval '1 hour')::int as site`,
    [citizenId],
  )
  return rows[0] as Load
}

export type NewRequest = {
  number: string
  kind: string
  service: string
  serviceVersion: number
  answers: Answers
  citizenId: string
  language: Language
  submissionKey: string
  department: string
  status: string
  urgent: boolean
  days: number | null
}

/** The request and the first line of its timeline. `undefined`: another request has this number, or this key has made its request. */
export async function insertRequest(db: Db, request: NewRequest): Promise<{ id: string; dueOn: string | null } | undefined> {
  const { rows } = await db.query<{ id: string; dueOn: string | null }>(
    `with request as (
       insert into service_request
         (number, kind, service, service_version, answers, citizen_id, language, submission_key, department, status, urgent, due_on)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (now() at time zone 'Europe/Athens')::date + $12::int)
       on conflict do nothing
       returning id, due_on),
     event as (
       insert into request_event (request_id, actor, event, status) select id, 'citizen', 'submitted', $10 from request)
     select id, due_on::text as "dueOn" from request`,
    [
      request.number,
      request.kind,
      request.service,
      request.serviceVersion,
      request.answers,
      request.citizenId,
      request.language,
      request.submissionKey,
      request.department,
      request.status,
      request.urgent,
      request.days,
    ],
  )
  return rows[0]
}

export type RequestRow = {
  id: string
  number: string
  kind: string
  title: Bilingual
  subcategories: Subcategory[]
  answers: Answers
  status: string
  submittedAt: Date
}

export type RequestDetail = RequestRow & {
  service: string
  fields: FormField[]
  department: string
  urgent: boolean
  version: number
  language: Language
  assigneeId: string | null
  takenAt: Date | null
  forwardedTo: string | null
  outcome: string | null
  outcomeReason: string | null
  changedAt: Date
  dueOn: string | null
  closedAt: Date | null
}

/** Mine, newest first; `before` continues after the last one seen (keyset). */
export async function listOwnRequests(
  db: Db,
  citizenId: string,
  before: { at: string; id: string } | undefined,
  most: number,
): Promise<RequestRow[]> {
  const { rows } = await db.query<Omit<RequestRow, 'title' | 'subcategories'> & FormKey>(
    `select id, number, kind, service, service_version as "serviceVersion", answers, status, submitted_at as "submittedAt"
     from service_request
     where citizen_id = $1 and (submitted_at, id) < ($2::timestamptz, $3::uuid)
     order by submitted_at desc, id desc
     limit $4`,
    [citizenId, before?.at ?? 'infinity', before?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', most],
  )
  return withForms(db, rows)
}

/** Someone else's request is not found, rather than forbidden. */
export async function findOwnRequest(db: Db, citizenId: string, number: string): Promise<RequestDetail | undefined> {
  const { rows } = await db.query<RequestDetail>(
    `select r.id, r.number, r.kind, r.service, f.title, f.subcategories, f.fields, r.answers, r.department, r.status, r.urgent,
            r.version, r.language, r.assignee_id as "assigneeId", r.taken_at as "takenAt", r.forwarded_to as "forwardedTo",
            r.outcome, r.outcome_reason as "outcomeReason",
            r.submitted_at as "submittedAt", r.changed_at as "changedAt", r.due_on::text as "dueOn", r.closed_at as "closedAt"
     from service_request r
     join service_form f on f.service = r.service and f.version = r.service_version
     where r.number = $1 and r.citizen_id = $2`,
    [number, citizenId],
  )
  return rows[0]
}
