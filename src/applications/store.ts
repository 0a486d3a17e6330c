/** What an application adds to a service request, as rows. */
import type { Db } from '../db/db.js'
import type { Language } from '../i18n/index.js'
import type { Address } from '../parcels/delivery.js'
import type { Clock } from '../requests/clock.js'
import type { Protocol } from '../requests/protocol.js'
import type { Applicant } from './applicant.js'
import type { PaperGiven } from './papers.js'

export type NewApplication = {
  id: string
  number: string
  kind: string
  service: string
  serviceVersion: number
  answersSealed: Buffer
  citizenId: string | null
  language: Language
  submissionKey: string
  department: string
  status: string
  entered: 'online' | 'counter' | 'phone'
  enteredBy: string | null
  delivery: 'post' | 'collect' | null
  checkCode: string
  clock: Clock
  dueOn: string | null
}

/** The request and the first line of its timeline. False: another has this number, or this key has made its request. */
export async function insertApplication(db: Db, one: NewApplication): Promise<boolean> {
  const { rowCount } = await db.query(
    `with request as (
       insert into service_request
         (id, number, kind, service, service_version, answers, answers_sealed, citizen_id, language, submission_key, department, status,
          entered, entered_by, delivery, check_code, clock_days, clock_unit, clock_started_on, due_on)
       values ($1, $2, $3, $4, $5, '{}', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
       on conflict do nothing
       returning id),
     event as (
       insert into request_event (request_id, actor, staff_id, event, status)
       select id, case when $13::uuid is null then 'citizen' else 'staff' end, $13, 'registered', $11 from request)
     select id from request`,
    [
      one.id,
      one.number,
      one.kind,
      one.service,
      one.serviceVersion,
      one.answersSealed,
      one.citizenId,
      one.language,
      one.submissionKey,
      one.department,
      one.status,
      one.entered,
      one.enteredBy,
      one.delivery,
      one.checkCode,
      one.clock.days,
      one.clock.unit,
      one.clock.startedOn,
      one.dueOn,
    ],
  )
  return rowCount === 1
}

/** One clerk's entries wait for one another here. */
export async function lockClerk(db: Db, staffId: string): Promise<void> {
  await db.query('select 1 from staff where id = $1 for no key update', [staffId])
}

export async function findEntered(db: Db, staffId: string, key: string): Promise<string | undefined> {
  const { rows } = await db.query<{ number: string }>('select number from service_request where entered_by = $1 and submission_key = $2', [
    staffId,
    key,
  ])
  return rows[0]?.number
}

export async function insertApplicant(
  db: Db,
  id: string,
  requestId: string,
  { birthDate, afm, ...one }: Omit<Applicant, 'birthDate' | 'afm'> & { birthDate: Buffer | null; afm: Buffer | null },
): Promise<void> {
  await db.query(
    `insert into applicant (id, request_id, surname, first_name, father_name, mother_name, birth_date_sealed, afm_sealed, tax_office,
       street, street_number, postal_code, area, email, phone, mobile, claims)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      id,
      requestId,
      one.surname,
      one.firstName,
      one.fatherName,
      one.motherName,
      birthDate,
      afm,
      one.taxOffice,
      one.street,
      one.streetNumber,
      one.postalCode,
      one.area,
      one.email,
      one.phone,
      one.mobile,
      one.claims,
    ],
  )
}

export async function insertPapers(db: Db, requestId: string, papers: PaperGiven[]): Promise<void> {
  await db.query(
    `insert into request_paper (request_id, position, field, title, way, state, given_at)
     select $1, p.position, p.field, p.title, p.way, p.state, case when p.state = 'given' then now() end
     from jsonb_to_recordset($2) as p(position int, field text, title jsonb, way text, state text)`,
    [requestId, JSON.stringify(papers.map((paper, position) => ({ position, ...paper })))],
  )
}

/** Those of the given papers; what else lies with the draft goes with it. Returns the papers that have at least one. */
export async function moveAttachmentsToRequest(
  db: Db,
  citizenId: string,
  draftId: string,
  requestId: string,
  fields: string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ field: string }>(
    `update attachment set request_id = $3, draft_id = null where draft_id = $2 and citizen_id = $1 and field = any($4) returning field`,
    [citizenId, draftId, requestId, fields],
  )
  return new Set(rows.map(row => row.field))
}

/** The next number of the year, 1 first. Whoever files at the same time waits here until this one is committed: take it last. */
export async function takeProtocolNumber(db: Db, requestId: string): Promise<Protocol> {
  const { rows } = await db.query<Protocol>(
    `with today as (select (now() at time zone 'Europe/Athens')::date as day),
     counter as (
       insert into protocol_counter (year, last) select extract(year from day)::int, 1 from today
       on conflict (year) do update set last = protocol_counter.last + 1
       returning year, last)
     update service_request r set protocol_year = c.year, protocol_number = c.last, protocol_on = t.day
     from counter c, today t where r.id = $1
     returning r.protocol_number as number, r.protocol_on::text as "on"`,
    [requestId],
  )
  return rows[0] as Protocol
}

/** What goes by post: an address that may be changed until it is printed. */
export async function insertParcel(db: Db, requestId: string, recipient: string, to: Address): Promise<void> {
  await db.query(`insert into parcel (request_id, recipient, street, street_number, postal_code, area) values ($1, $2, $3, $4, $5, $6)`, [
    requestId,
    recipient,
    to.street,
    to.streetNumber,
    to.postalCode,
    to.area,
  ])
}
