/** An application that a clerk writes down for somebody at the counter or on the telephone. */
import * as z from 'zod'
import type { Staff } from '../access/actor.js'
import { findCertified } from '../accounts/level.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Service } from '../catalogue/definition.js'
import * as field from '../fields/schemas.js'
import type { Language, TextKey } from '../i18n/index.js'
import { type Delivery, readDelivery } from '../parcels/delivery.js'
import type { Portal } from '../portal.js'
import { readAnswers } from '../requests/form.js'
import type { Answers } from '../requests/kind.js'
import { parseForm } from '../web/forms.js'
import { type Applicant, prefilledFor, withPrefilled } from './applicant.js'
import { type Filed, fileApplication } from './application.js'
import { type PaperAsked, type PaperGiven, papersAsked, wayField } from './papers.js'

const personForm = z.object({
  how: z.enum(['counter', 'phone'], { error: 'requests.choose.required' }),
  applicant_surname: field.personName,
  applicant_first_name: field.personName,
  applicant_father_name: field.personName,
  applicant_afm: field.afm,
  applicant_street: field.line(100),
  applicant_street_number: field.streetNumber,
  applicant_postal_code: field.postalCode,
  applicant_area: field.line(100),
  applicant_phone: field.phone,
  applicant_email: field.optional(field.email),
})
type Person = z.output<typeof personForm>

/** What the typed details of a person can fill in. */
export const filledIn: ReadonlySet<string> = new Set(['full_name', 'afm', 'address_line', 'postal_code', 'phone'])

export type Entry = { person: Person; applicant: Applicant; answers: Answers; papers: PaperGiven[]; delivery: Delivery | undefined }
export type EntryRead = { ok: true; entry: Entry } | { ok: false; problems: Record<string, string> }

/** How a paper comes there: handed over, or later, or found by the municipality where its definition allows. */
export const deskWays = ({ ways }: PaperAsked): string[] => ['given', 'bring', ...ways.filter(way => way === 'held' || way === 'fetch')]

export function readEntry(service: Service, typed: Record<string, unknown>): EntryRead {
  const parsed = parseForm(personForm, typed)
  const applicant = parsed.ok ? applicantOf(parsed.data) : undefined
  const prefilled = applicant ? prefilledFor(applicant, service.fields) : {}
  const filled = service.fields.filter(({ key, prefill }) => prefill && typed[key] === '').map(({ key }) => key)
  const given = Object.fromEntries(Object.entries(typed).filter(([key]) => !filled.includes(key))) as Answers
  const read = readAnswers(service, withPrefilled(prefilled, given))
  const { papers, problems: ofPapers } = readPapers(papersAsked(service, read.asked), given)
  const { delivery, problems: ofDelivery } = readDelivery(read.answers, given, applicant && addressOf(applicant))
  const problems = { ...(parsed.ok ? {} : parsed.form.errors), ...read.problems, ...ofPapers, ...ofDelivery }
  if (!parsed.ok || !applicant || Object.keys(problems).length) return { ok: false, problems }
  return { ok: true, entry: { person: parsed.data, applicant, answers: read.answers, papers, delivery } }
}

function readPapers(asked: readonly PaperAsked[], typed: Answers): { papers: PaperGiven[]; problems: Record<string, TextKey> } {
  const chosen = (paper: PaperAsked) => deskWays(paper).find(way => way === typed[wayField(paper.field)])
  const missing = asked.filter(paper => paper.required && !chosen(paper))
  const papers = asked.flatMap((paper): PaperGiven[] => {
    const { field: name, title } = paper
    const way = chosen(paper)
    if (way === 'given') return [{ field: name, title, way: 'bring', state: 'given' }]
    if (way === 'bring') return [{ field: name, title, way, state: 'owed' }]
    return way === 'held' || way === 'fetch' ? [{ field: name, title, way, state: 'sought' }] : []
  })
  return { papers, problems: Object.fromEntries(missing.map(paper => [wayField(paper.field), 'requests.choose.required'])) }
}

function applicantOf(person: Person): Applicant {
  return {
    surname: person.applicant_surname.typed,
    firstName: person.applicant_first_name.typed,
    fatherName: person.applicant_father_name.typed,
    motherName: null,
    birthDate: null,
    afm: person.applicant_afm,
    taxOffice: null,
    street: person.applicant_street,
    streetNumber: person.applicant_street_number,
    postalCode: person.applicant_postal_code,
    area: person.applicant_area,
    email: person.applicant_email ?? null,
    phone: person.applicant_phone,
    mobile: null,
    claims: {},
  }
}

const addressOf = ({ street, streetNumber, postalCode, area }: Applicant) =>
  street && streetNumber && postalCode && area ? { street, streetNumber, postalCode, area } : undefined

type Entering = { service: Service; submissionKey: string; language: Language }

/** With the account of whoever it is, if they are certified and ΑΦΜ and surname agree: they hear of it by e-mail. */
export async function enterApplication(
  portal: Portal,
  catalogue: Catalogue,
  clerk: Staff,
  { person, applicant, ...entry }: Entry,
  entering: Entering,
): Promise<Filed> {
  const print = portal.sealer.fingerprint(person.applicant_afm, 'afm')
  const certified = await findCertified(portal.pool, print, person.applicant_surname.key)
  return fileApplication(portal, catalogue, { citizen: certified, clerk, how: person.how }, { ...entry, ...entering, applicant })
}
