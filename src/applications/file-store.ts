/** The whole of an application as a row: what its receipt, its owner's page and its check page are drawn from. */
import type { Service } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import type { Bilingual, Language } from '../i18n/index.js'
import type { Address } from '../parcels/delivery.js'
import type { PaperGiven } from './papers.js'
import type { Protocol } from './protocol.js'

/** Days are ISO text. */
export type FilePaper = PaperGiven & { givenOn: string | null; askedWhy: string | null }
export type Correction = { id: string; field: string; askedOn: string; why: string }

export type ApplicationFile = {
  id: string
  number: string
  kind: string
  title: Bilingual
  service: string
  /** As it was filled in. */
  definition: Service
  department: string
  status: string
  version: number
  language: Language
  citizenId: string | null
  protocol: Protocol
  checkCode: string
  entered: 'online' | 'counter' | 'phone'
  delivery: 'post' | 'collect' | null
  days: number | null
  unit: 'calendar' | 'working'
  startedOn: string | null
  pausedOn: string | null
  waited: number
  dueOn: string | null
  decidedOn: string | null
  closed: boolean
  challenge: string | null
  surname: string
  firstName: string
  papers: FilePaper[]
  parcel: (Address & { recipient: string; free: boolean }) | null
  correction: Correction | null
}

/** Of its owner, or of a clerk of its department; anybody else's is not found. */
export type Whose = { citizenId: string } | { departments: string[] }

export async function findFile(db: Db, number: string, whose: Whose): Promise<ApplicationFile | undefined> {
  const { rows } = await db.query<ApplicationFile>(
    `select r.id, r.number, r.kind, f.title, r.service, f.definition, r.department, r.status, r.version, r.language, r.citizen_id as "citizenId",
       jsonb_build_object('number', r.protocol_number, 'on', r.protocol_on) as protocol, r.check_code as "checkCode", r.entered,
       r.delivery, r.clock_days as days, r.clock_unit as unit, r.clock_started_on::text as "startedOn", r.clock_paused_on::text as "pausedOn",
       r.clock_waited as waited, r.due_on::text as "dueOn", (r.decided_at at time zone 'Europe/Athens')::date::text as "decidedOn",
       r.closed_at is not null as closed, r.challenge, a.surname, a.first_name as "firstName",
       coalesce((select jsonb_agg(jsonb_build_object('field', p.field, 'title', p.title, 'way', p.way, 'state', p.state,
           'givenOn', (p.given_at at time zone 'Europe/Athens')::date, 'askedWhy', p.asked_why) order by p.position)
         from request_paper p where p.request_id = r.id), '[]') as papers,
       (select jsonb_build_object('recipient', p.recipient, 'street', p.street, 'streetNumber', p.street_number,
           'postalCode', p.postal_code, 'area', p.area, 'free', p.free)
         from parcel p where p.request_id = r.id order by p.attempt desc limit 1) as parcel,
       (select jsonb_build_object('id', c.id, 'field', c.field, 'askedOn', (c.asked_at at time zone 'Europe/Athens')::date, 'why', c.why)
         from answer_correction c where c.request_id = r.id and c.answered_at is null) as correction
     from service_request r
     join service_form f on f.service = r.service and f.version = r.service_version
     join applicant a on a.request_id = r.id
     where r.number = $1 and (r.citizen_id = $2 or r.department = any($3))`,
    [number, 'citizenId' in whose ? whose.citizenId : null, 'departments' in whose ? whose.departments : null],
  )
  return rows[0]
}

export type Checked = { title: Bilingual; on: string; status: string }

/** What whoever holds the receipt may know, and no more. */
export async function findByCheckCode(db: Db, code: string): Promise<Checked | undefined> {
  const { rows } = await db.query<Checked>(
    `select f.title, r.protocol_on::text as "on", r.status
     from service_request r
     join service_form f on f.service = r.service and f.version = r.service_version
     where r.check_code = $1`,
    [code],
  )
  return rows[0]
}
