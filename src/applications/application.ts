/** An application, and a certificate, which is one that ends in a paper: its kinds, and how it is filed. */
import { randomUUID } from 'node:crypto'
import type { Citizen, Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Service } from '../catalogue/definition.js'
import { newCode } from '../db/codes.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict } from '../errors.js'
import { todayInAthens } from '../fields/dates.js'
import { loadCalendar } from '../holidays/holiday.js'
import type { Language } from '../i18n/index.js'
import { send } from '../mail/letter.js'
import type { Delivery } from '../parcels/delivery.js'
import type { Portal } from '../portal.js'
import { sealAnswers } from '../requests/answers.js'
import { endOf, newClock, startClock } from '../requests/clock.js'
import type { Answers, RequestKind } from '../requests/kind.js'
import { newNumber } from '../requests/number.js'
import { dropDraft, holdCitizen, keepForm } from '../requests/request.js'
import type { Applicant } from './applicant.js'
import { applicationDeskParts, papersToAsk } from './desk-parts.js'
import { applicationReceived } from './mails.js'
import { applicationMoved } from './moved.js'
import { applicationMoves } from './moves.js'
import { ownApplicationParts } from './own-parts.js'
import { isComplete, type PaperGiven } from './papers.js'
import type { Protocol } from './protocol.js'
import {
  findEntered,
  insertApplicant,
  insertApplication,
  insertPapers,
  insertParcel,
  lockClerk,
  moveAttachmentsToRequest,
  type NewApplication,
  takeProtocolNumber,
} from './store.js'

const shared = {
  firstStatus: 'registered',
  asksItself: true,
  moves: applicationMoves,
  outcomes: [],
  check: () => ({}),
  warnings: () => [],
  isUrgent: () => false,
  headline: () => ({ what: null, where: '' }),
  says: { forwarded: 'handed_on', withdrawn: 'called_off' },
  ownParts: ownApplicationParts,
  moved: applicationMoved,
  deskParts: applicationDeskParts,
  settled: ['delivery'],
  papersOf: papersToAsk,
} as const

export const applicationKinds: readonly RequestKind[] = [
  { ...shared, kind: 'application', channel: 'application' },
  { ...shared, kind: 'certificate', channel: 'certificate_by_post' },
]

export type { Delivery } from '../parcels/delivery.js'

/** Of a row that is one. */
export const kindOfRequest = (kind: string) => applicationKinds.find(one => one.kind === kind) as RequestKind

export type Application = {
  service: Service
  /** Clean, as `readAnswers` gave them. */
  answers: Answers
  papers: PaperGiven[]
  applicant: Applicant
  /** Only of what ends in a paper. */
  delivery: Delivery | undefined
  submissionKey: string
  draftId?: string
  language: Language
}

/** Somebody with an account, by themselves or through a clerk; or somebody without one, through a clerk. */
export type Filer =
  | { citizen: Citizen; mayStill?: (tx: Db) => Promise<boolean> }
  | { citizen: Pick<Citizen, 'id' | 'email'> | undefined; clerk: Staff; how: 'counter' | 'phone' }

export type Filed = { number: string; isNew: boolean; protocol?: Protocol }

/**
 * Files an application: row, applicant, papers, parcel, protocol number, trail, letter, all or nothing. The same key sent
 * again, however often and at once, gives the same number.
 */
export async function fileApplication(portal: Portal, catalogue: Catalogue, filer: Filer, application: Application): Promise<Filed> {
  const { service } = application
  await keepForm(portal.pool, service)
  return transaction(portal.pool, async tx => {
    const earlier = await holdFiler(tx, portal, filer, application.submissionKey)
    if (earlier) return { number: earlier, isNew: false }
    if ('mayStill' in filer && !(await filer.mayStill?.(tx))) throw new Conflict('applications.conflict.standing')
    const row = await insertNumbered(tx, portal, filer, application)
    await insertParts(tx, portal, row.id, filer, application)
    const protocol = await takeProtocolNumber(tx, row.id)
    await record(tx, 'clerk' in filer ? filer.clerk : filer.citizen, 'request.created', { type: 'request', id: row.id })
    const letter = applicationReceived(
      portal.config,
      catalogue.department(service.department),
      application,
      { ...row, protocol },
      'clerk' in filer ? filer.citizen?.email : undefined,
    )
    if (letter) await send(tx, portal.config, letter)
    return { number: row.number, isNew: true, protocol }
  })
}

/** Whoever files waits for what they file at the same time. Gives the number that this key has made already. */
async function holdFiler(tx: Db, portal: Portal, filer: Filer, key: string): Promise<string | undefined> {
  if (!('clerk' in filer)) return holdCitizen(tx, portal, filer.citizen.id, key)
  await lockClerk(tx, filer.clerk.id)
  return findEntered(tx, filer.clerk.id, key)
}

/** Fifteen signs of fifteen: nobody finds one by trying. */
const checkCodeLength = 16
const mostDraws = 5

async function insertNumbered(tx: Db, portal: Portal, filer: Filer, application: Application): Promise<NewApplication> {
  const row = await rowOf(tx, portal, filer, application)
  for (let draw = 0; draw < mostDraws; draw += 1) {
    const drawn = { ...row, number: newNumber() }
    if (await insertApplication(tx, drawn)) return drawn
  }
  throw new Error(`${mostDraws} numbers drawn, and each was taken`)
}

async function rowOf(tx: Db, portal: Portal, filer: Filer, application: Application): Promise<Omit<NewApplication, 'number'>> {
  const { service, papers } = application
  const id = randomUUID()
  const calendar = await loadCalendar(tx)
  const complete = isComplete(papers)
  const unstarted = newClock(service.time.days, service.time.unit ?? 'calendar')
  const clock = complete ? startClock(unstarted, todayInAthens()) : unstarted
  return {
    id,
    kind: service.channel === 'certificate_by_post' ? 'certificate' : 'application',
    service: service.slug,
    serviceVersion: service.version,
    answersSealed: sealAnswers(portal, 'service_request', id, application.answers),
    citizenId: filer.citizen?.id ?? null,
    language: application.language,
    submissionKey: application.submissionKey,
    department: service.department,
    status: complete ? 'registered' : 'documents_missing',
    entered: 'clerk' in filer ? filer.how : 'online',
    enteredBy: 'clerk' in filer ? filer.clerk.id : null,
    delivery: application.delivery?.how ?? null,
    checkCode: newCode(checkCodeLength),
    clock,
    dueOn: endOf(clock, calendar) ?? null,
  }
}

async function insertParts(tx: Db, portal: Portal, requestId: string, filer: Filer, application: Application): Promise<void> {
  const { applicant, papers, delivery, draftId } = application
  const id = randomUUID()
  const seal = (value: string | null, column: string) => value && portal.sealer.seal(value, { table: 'applicant', column, row: id })
  const sealed = { birthDate: seal(applicant.birthDate, 'birth_date_sealed'), afm: seal(applicant.afm, 'afm_sealed') }
  await insertApplicant(tx, id, requestId, { ...applicant, ...(sealed as { birthDate: Buffer | null; afm: Buffer | null }) })
  await insertPapers(tx, requestId, papers)
  if (delivery?.how === 'post') await insertParcel(tx, requestId, `${applicant.firstName} ${applicant.surname}`, delivery.to)
  if (draftId && filer.citizen) await useUpDraft(tx, filer.citizen.id, draftId, requestId, application)
}

/** Its files go with it. Throws Conflict where another window has sent the draft meanwhile, or taken away a paper that counts as given. */
async function useUpDraft(tx: Db, citizenId: string, draftId: string, requestId: string, { papers, service }: Application): Promise<void> {
  const attached = papers.filter(paper => paper.way === 'attach').map(paper => paper.field)
  const moved = await moveAttachmentsToRequest(tx, citizenId, draftId, requestId, attached)
  const isWhole = attached.every(field => moved.has(field))
  if (!(await dropDraft(tx, citizenId, service.slug)) || !isWhole) throw new Conflict('applications.conflict.changed')
}
