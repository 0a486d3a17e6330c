/** A service request, seen by its owner: submit, mend, withdraw, write, reopen. One verb, one transaction. */
import type { Citizen } from '../access/actor.js'
import { record } from '../audit/audit.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Service } from '../catalogue/definition.js'
import { type Db, type Pool, transaction } from '../db/db.js'
import { Busy, NotFound, TooMany } from '../errors.js'
import type { Language } from '../i18n/index.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import type { Draft } from './draft.js'
import { deleteDraft } from './draft-store.js'
import { makeMove, type Words } from './handling.js'
import type { Answers, RequestKind } from './kind.js'
import { requestReceived } from './mails.js'
import { newNumber } from './number.js'
import { movePhotosToRequest } from './photo-store.js'
import {
  countRecent,
  findBySubmissionKey,
  findOwnRequest,
  insertForm,
  insertRequest,
  lockCitizen,
  type NewRequest,
  type RequestDetail,
} from './store.js'

export type Submission = { service: Service; kind: RequestKind; answers: Answers; submissionKey: string; draft?: Draft; language: Language }
export type Submitted = { number: string; isNew: boolean }

const formsKept = new WeakMap<Pool, Set<string>>()

/** Forms change rarely: each process writes a version once and remembers. */
export async function keepForm(pool: Pool, service: Service): Promise<void> {
  const kept = formsKept.get(pool) ?? new Set<string>()
  formsKept.set(pool, kept)
  const version = `${service.slug} ${service.version}`
  if (kept.has(version)) return
  await insertForm(pool, {
    service: service.slug,
    version: service.version,
    title: service.title,
    fields: service.fields,
    subcategories: service.subcategories ?? [],
    definition: service,
  })
  kept.add(version)
}

/**
 * Files a request: row, number, first timeline entry, trail, letter, all or nothing. The same key sent again, however
 * often and at once, gives the same number.
 */
export async function submitRequest(portal: Portal, catalogue: Catalogue, citizen: Citizen, submission: Submission): Promise<Submitted> {
  const { service, kind, answers, submissionKey } = submission
  const subcategories = service.subcategories ?? []
  await keepForm(portal.pool, service)
  return transaction(portal.pool, async tx => {
    const earlier = await holdCitizen(tx, portal, citizen.id, submissionKey)
    if (earlier) return { number: earlier, isNew: false }
    const inserted = await insertNumbered(tx, {
      kind: kind.kind,
      service: service.slug,
      serviceVersion: service.version,
      answers,
      citizenId: citizen.id,
      language: submission.language,
      submissionKey,
      department: service.department,
      status: kind.firstStatus,
      urgent: kind.isUrgent(subcategories, answers),
      days: service.time.days,
    })
    const { number } = inserted
    if (submission.draft?.id) await movePhotosToRequest(tx, citizen.id, submission.draft.id, inserted.id)
    await deleteDraft(tx, citizen.id, service.slug)
    await record(tx, citizen, 'request.created', { type: 'request', id: inserted.id })
    const place = kind.headline(subcategories, answers)
    const department = catalogue.department(service.department)
    await send(
      tx,
      portal.config,
      requestReceived(portal.config, citizen, { ...submission, ...place, number, id: inserted.id, department, dueOn: inserted.dueOn }),
    )
    return { number, isNew: true }
  })
}

/**
 * One citizen's submissions wait here for one another: gives the number that this key has made already, refuses a flood.
 * Without an account there is nobody to wait for.
 */
export async function holdCitizen(tx: Db, portal: Portal, citizenId: string | undefined, key: string): Promise<string | undefined> {
  if (!citizenId) return undefined
  await lockCitizen(tx, citizenId)
  const earlier = await findBySubmissionKey(tx, citizenId, key)
  if (!earlier) await refuseFlood(tx, portal, citizenId)
  return earlier
}

/** What was sent is no draft any more. */
export { deleteDraft as dropDraft } from './draft-store.js'
/** A line of the timeline for what is no move. */
export { insertEvent as addEvent } from './event-store.js'

const mostDraws = 5

/** Draws again where a number is taken. The key cannot be: whoever asks has been looked up and locked. */
async function insertNumbered(tx: Db, request: Omit<NewRequest, 'number'>) {
  for (let draw = 0; draw < mostDraws; draw += 1) {
    const number = newNumber()
    const inserted = await insertRequest(tx, { ...request, number })
    if (inserted) return { ...inserted, number }
  }
  throw new Error(`${mostDraws} numbers drawn, and each was taken`)
}

async function refuseFlood(tx: Db, { config }: Portal, citizenId: string): Promise<void> {
  const { LIMIT_REQUESTS_ACCOUNT_HOUR, LIMIT_REQUESTS_ACCOUNT_DAY, LIMIT_REQUESTS_SITE_HOUR } = config.limits
  const load = await countRecent(tx, citizenId)
  if (load.hour >= LIMIT_REQUESTS_ACCOUNT_HOUR) throw new TooMany(3600)
  if (load.day >= LIMIT_REQUESTS_ACCOUNT_DAY) throw new TooMany(24 * 3600)
  if (load.site >= LIMIT_REQUESTS_SITE_HOUR) throw new Busy(600)
}

/** `name`: a move of the kind's own table. */
export type OwnerAct = Pick<Words, 'text' | 'answers' | 'urgent'> & { name: string }

/**
 * The owner changes their own request. `version` is the one their page showed: where a clerk was faster, nothing is
 * changed and the page says so.
 */
export async function actAsOwner(
  portal: Portal,
  kind: RequestKind,
  citizen: Citizen,
  number: string,
  version: number,
  { name, ...words }: OwnerAct,
): Promise<void> {
  await transaction(portal.pool, async tx => {
    const request = await findOwnRequest(tx, citizen.id, number)
    if (!request) throw new NotFound()
    await makeMove(tx, portal, kind, citizen, { id: request.id, version }, name, { ...words, data: before(request, words) })
  })
}

/** Of a mended request, which answers changed; the texts before stay in the timeline for the clerk. */
function before(request: RequestDetail, act: Pick<Words, 'answers'>): Record<string, string> {
  if (!act.answers) return {}
  const changed = Object.keys({ ...request.answers, ...act.answers }).filter(key => request.answers[key] !== act.answers?.[key])
  return Object.fromEntries(changed.map(key => [key, request.answers[key] ?? '']))
}
