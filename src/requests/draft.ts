/** What somebody has written and not yet sent: with the account, or, before signing in, text only in the session. */
import { randomUUID } from 'node:crypto'
import type { Request } from 'express'
import type { Actor } from '../access/actor.js'
import type { Db } from '../db/db.js'
import type { Portal } from '../portal.js'
import { type Draft, findDraft, listDrafts, upsertDraft } from './draft-store.js'
import type { Answers } from './kind.js'
import { keepSealed } from './sealed-draft.js'

/** What other features may do with drafts: keep one with an account, and look whether there are any. */
export { type Draft, listDrafts }

/** What was written before signing in goes to the account. */
export async function keepDraft(
  portal: Pick<Portal, 'sealer'>,
  tx: Db,
  citizenId: string,
  draft: NonNullable<Request['session']['draft']>,
): Promise<void> {
  const { sealed } = draft
  if (sealed) await keepSealed(portal, tx, citizenId, { ...draft, sealed })
  else await upsertDraft(tx, citizenId, draft)
}

/** The draft of whoever is asking. */
export async function draftOf(db: Db, actor: Actor, req: Request, service: string): Promise<Draft | undefined> {
  if (actor.kind === 'citizen') return findDraft(db, actor.id, service)
  const draft = req.session?.draft
  return draft?.service === service ? { id: null, ...draft } : undefined
}

/** Saves what was typed, wrong values too: nothing that somebody wrote is lost. */
export async function saveDraft(db: Db, actor: Actor, req: Request, service: string, answers: Answers, key?: string): Promise<Draft> {
  const earlier = await draftOf(db, actor, req, service)
  const draft = { service, answers, submissionKey: key ?? earlier?.submissionKey ?? randomUUID() }
  if (actor.kind === 'citizen') return { id: await upsertDraft(db, actor.id, draft), ...draft }
  req.session.draft = draft
  return { id: null, ...draft }
}
