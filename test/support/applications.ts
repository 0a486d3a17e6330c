/** Applications for tests: what a definition would take as an answer, and a way to file one without walking its pages. */
import { randomUUID } from 'node:crypto'
import type { Citizen } from '../../src/access/actor.js'
import { findApplicant } from '../../src/applications/applicant.js'
import { type Delivery, type Filed, fileApplication } from '../../src/applications/application.js'
import { papersAsked, papersGiven, wayField } from '../../src/applications/papers.js'
import { createCatalogue } from '../../src/catalogue/catalogue.js'
import type { FormField, Service } from '../../src/catalogue/definition.js'
import { readAnswers } from '../../src/requests/form.js'
import type { Answers } from '../../src/requests/kind.js'
import type { TestCitizen } from './people.js'
import type { TestPortal } from './portal.js'

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toLocaleDateString('en-GB', { timeZone: 'Europe/Athens' })

/** What somebody might type into the field. */
export function typedFor(field: FormField): string {
  switch (field.type) {
    case 'select':
      return field.options?.[0]?.value ?? ''
    case 'number':
      return String(field.min ?? Math.min(12, field.max ?? 12))
    case 'date':
      return day(field.period === 'future' ? 10 : -400)
    case 'checkbox':
      return 'yes'
    case 'afm':
      return '090000045'
    case 'amka':
      return '01018012342'
    case 'phone':
      return '6912345678'
    case 'postal_code':
      return '13231'
    case 'textarea':
      return `Λόγοι για: ${field.label.el}`
    default:
      return `Τιμή για ${field.key}`
  }
}

/** A whole form, as somebody might type it: all fields, papers to be brought along where nothing is attached. */
export function typedForm(service: Pick<Service, 'fields'>): Answers {
  return Object.fromEntries(
    service.fields.map(field => (field.type === 'file' ? [wayField(field.key), 'bring'] : [field.key, typedFor(field)])),
  )
}

/**
 * Files one in the name of a citizen. `owed`: keys of papers that they will bring; all others count as given.
 */
export async function fileFor(
  portal: TestPortal,
  person: TestCitizen,
  slug: string,
  { typed = {}, owed = [], delivery }: { typed?: Answers; owed?: string[]; delivery?: Delivery } = {},
): Promise<Filed & { service: Service }> {
  const catalogue = await createCatalogue(portal.portal, () => {})
  try {
    const service = catalogue.service(slug)
    if (!service) throw new Error(`no service ${slug}`)
    const { applicant } = await findApplicant(portal.portal, person.id)
    const read = readAnswers(service, { ...typedForm(service), ...typed })
    const asked = papersAsked(service, read.asked)
    const attached = new Set(asked.map(paper => paper.field).filter(field => !owed.includes(field)))
    const papers = papersGiven(asked, Object.fromEntries(owed.map(field => [wayField(field), 'bring'])), attached)
    const citizen = await citizenOf(portal, person)
    const filed = await fileApplication(
      portal.portal,
      catalogue,
      { citizen },
      {
        service,
        answers: read.answers,
        papers,
        applicant,
        delivery,
        submissionKey: randomUUID(),
        language: 'el',
      },
    )
    return { ...filed, service }
  } finally {
    await catalogue.close()
  }
}

async function citizenOf(portal: TestPortal, person: TestCitizen): Promise<Citizen> {
  const { rows } = await portal.pool.query(
    `select id, username, first_name as "firstName", surname, email, language, level, wants_level_b as "wantsLevelB" from citizen where id = $1`,
    [person.id],
  )
  return { kind: 'citizen', ...rows[0] }
}
