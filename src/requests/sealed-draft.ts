/** Drafts of what is sealed: with the account; or, where a session had ended under a form, in the one that signing in starts. */
import { randomUUID } from 'node:crypto'
import type { SessionData } from 'express-session'
import type { Service } from '../catalogue/definition.js'
import { type Db, transaction } from '../db/db.js'
import type { Portal } from '../portal.js'
import { sealAnswers, withAnswers } from './answers.js'
import { findDefinition } from './form-store.js'
import type { Answers } from './kind.js'
import { keepForm } from './request.js'
import { type Begun, findSealed, holdSealed, type SealedDraft, updateSealed } from './sealed-draft-store.js'

export type { SealedDraft }

type Sealing = Pick<Portal, 'sealer'>

export async function findSealedDraft(portal: Portal, citizenId: string, service: string): Promise<SealedDraft | undefined> {
  const row = await findSealed(portal.pool, citizenId, service)
  return row && withAnswers(portal, 'draft', row)
}

/** Adds what was typed, wrong values too, to what stands there. The form as it is today is kept, to be compared with later ones. */
export async function keepTyped(portal: Portal, citizenId: string, service: Service, typed: Answers, key?: string): Promise<SealedDraft> {
  await keepForm(portal.pool, service)
  const begun = { service: service.slug, serviceVersion: service.version, submissionKey: key ?? randomUUID() }
  return transaction(portal.pool, tx => addTyped(portal, tx, citizenId, begun, typed))
}

async function addTyped(portal: Sealing, tx: Db, citizenId: string, begun: Begun, typed: Answers): Promise<SealedDraft> {
  const row = withAnswers(portal, 'draft', await holdSealed(tx, citizenId, begun))
  const answers = { ...row.answers, ...typed }
  await updateSealed(tx, row.id, sealAnswers(portal, 'draft', row.id, answers))
  return { ...row, answers }
}

/** The form that a draft was begun on, where it is another one today. */
export async function olderFormOf({ pool }: Pick<Portal, 'pool'>, draft: SealedDraft, { version }: Service): Promise<Service | undefined> {
  if (draft.serviceVersion === null || draft.serviceVersion === version) return undefined
  return findDefinition(pool, { service: draft.service, serviceVersion: draft.serviceVersion })
}

type SessionDraft = NonNullable<SessionData['draft']>

const placeOf = (service: string) => ({ table: 'session', column: 'draft', row: service })

/** For whoever is not signed in any more. */
export function sealForSession({ sealer }: Sealing, { slug, version }: Service, typed: Answers): SessionDraft {
  const sealed = sealer.seal(JSON.stringify(typed), placeOf(slug)).toString('base64')
  return { service: slug, answers: {}, submissionKey: randomUUID(), sealed: { typed: sealed, serviceVersion: version } }
}

/** Into the account of whoever signs in. */
export async function keepSealed(portal: Sealing, tx: Db, citizenId: string, draft: SessionDraft & Required<Pick<SessionDraft, 'sealed'>>) {
  const typed = JSON.parse(portal.sealer.open(Buffer.from(draft.sealed.typed, 'base64'), placeOf(draft.service))) as Answers
  await addTyped(portal, tx, citizenId, { ...draft, serviceVersion: draft.sealed.serviceVersion }, typed)
}
