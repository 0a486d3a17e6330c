/** What clerks ask of the citizen while they decide: papers, one correction, how to challenge. */
import type { Db } from '../db/db.js'
import type { Claim } from '../fields/claims.js'
import type { Bilingual } from '../i18n/index.js'

/** Papers of the request that are owed from now on, whatever they were before. Returns what they are called. */
export async function updateOwed(db: Db, requestId: string, fields: string[], why: string | null): Promise<Bilingual[]> {
  const { rows } = await db.query<{ title: Bilingual }>(
    `update request_paper set state = 'owed', way = 'attach', asked_at = now(), asked_why = $3, given_at = null
     where request_id = $1 and field = any($2) returning title`,
    [requestId, fields, why],
  )
  return rows.map(row => row.title)
}

/** A paper that the form does not name, called as the clerk calls it. */
export async function insertOwed(db: Db, requestId: string, title: string, why: string | null): Promise<void> {
  await db.query(
    `insert into request_paper (request_id, position, field, title, way, state, asked_at, asked_why)
     select $1, coalesce(max(position), -1) + 1, 'asked_' || count(*), jsonb_build_object('el', $2::text, 'en', $2::text), 'attach', 'owed', now(), $3
     from request_paper where request_id = $1`,
    [requestId, title, why],
  )
}

export async function insertCorrection(db: Db, requestId: string, field: string, askedBy: string, why: string): Promise<void> {
  await db.query('insert into answer_correction (request_id, field, asked_by, why) values ($1, $2, $3, $4)', [
    requestId,
    field,
    askedBy,
    why,
  ])
}

/** Nothing is asked any more, whether it was answered by the form, by a message or not at all. */
export async function closeCorrection(db: Db, requestId: string): Promise<void> {
  await db.query('update answer_correction set answered_at = now() where request_id = $1 and answered_at is null', [requestId])
}

export async function updateChallenge(db: Db, requestId: string, challenge: string): Promise<void> {
  await db.query('update service_request set challenge = $2 where id = $1', [requestId, challenge])
}

export async function updateDelayTold(db: Db, requestId: string): Promise<void> {
  await db.query('update service_request set delay_told_at = now() where id = $1', [requestId])
}

/** How the form calls a field. */
export async function findFieldLabel(db: Db, requestId: string, field: string): Promise<Bilingual | undefined> {
  const { rows } = await db.query<{ label: Bilingual }>(
    `select one -> 'label' as label
     from service_request r
     join service_form f on f.service = r.service and f.version = r.service_version,
     jsonb_array_elements(f.fields) as one
     where r.id = $1 and one ->> 'key' = $2`,
    [requestId, field],
  )
  return rows[0]?.label
}

/** Who applied, as they stood on that day, and the clerk who entered it for them. */
export type ApplicantRow = {
  id: string
  surname: string
  firstName: string
  fatherName: string | null
  motherName: string | null
  birthDateSealed: Buffer | null
  afmSealed: Buffer | null
  taxOffice: string | null
  street: string | null
  streetNumber: string | null
  postalCode: string | null
  area: string | null
  email: string | null
  phone: string | null
  mobile: string | null
  claims: Partial<Record<Claim, string>>
  enteredBy: string | null
}

export async function findApplicantRow(db: Db, requestId: string): Promise<ApplicantRow | undefined> {
  const { rows } = await db.query<ApplicantRow>(
    `select a.id, a.surname, a.first_name as "firstName", a.father_name as "fatherName", a.mother_name as "motherName",
            a.birth_date_sealed as "birthDateSealed", a.afm_sealed as "afmSealed", a.tax_office as "taxOffice", a.street,
            a.street_number as "streetNumber", a.postal_code as "postalCode", a.area, a.email, a.phone, a.mobile, a.claims,
            s.name as "enteredBy"
     from applicant a
     join service_request r on r.id = a.request_id
     left join staff s on s.id = r.entered_by
     where a.request_id = $1`,
    [requestId],
  )
  return rows[0]
}

export type CorrectionRow = { id: string; field: string; why: string; askedAt: Date; answeredAt: Date | null; beforeSealed: Buffer | null }

export async function listCorrections(db: Db, requestId: string): Promise<CorrectionRow[]> {
  const { rows } = await db.query<CorrectionRow>(
    `select id, field, why, asked_at as "askedAt", answered_at as "answeredAt", before_sealed as "beforeSealed"
     from answer_correction where request_id = $1 order by asked_at`,
    [requestId],
  )
  return rows
}

/** A clerk knows that what was posted has come. */
export async function updateArrived(db: Db, requestId: string): Promise<void> {
  await db.query(
    `update parcel set status = 'delivered', ended_at = now(), version = version + 1 where request_id = $1 and status = 'posted'`,
    [requestId],
  )
}
