/** What somebody has written and not yet sent: with the account, or, before signing in, text only in the session. */
import { randomUUID } from 'node:crypto'
import type { Request } from 'express'
import type { SessionData } from 'express-session'
import type { Actor } from '../access/actor.js'
import type { Db } from '../db/db.js'
import type { Answers } from './kind.js'

export type Draft = { id: string | null; service: string; answers: Answers; submissionKey: string; updatedAt?: Date }
type VisitorDraft = NonNullable<SessionData['draft']>

/** Keeps what was written before signing in with the account; a newer text for the same service takes the older one's place. */
export async function keepDraft(db: Db, citizenId: string, draft: VisitorDraft): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into draft (citizen_id, service, answers, submission_key) values ($1, $2, $3, $4)
     on conflict (citizen_id, service) do update
     set answers = excluded.answers, submission_key = excluded.submission_key, updated_at = now()
     returning id`,
    [citizenId, draft.service, draft.answers, draft.submissionKey],
  )
  return (rows[0] as { id: string }).id
}

export async function findDraft(db: Db, citizenId: string, service: string): Promise<Draft | undefined> {
  const { rows } = await db.query<Draft>(
    `select id, service, answers, submission_key as "submissionKey", updated_at as "updatedAt"
     from draft where citizen_id = $1 and service = $2`,
    [citizenId, service],
  )
  return rows[0]
}

export async function listDrafts(db: Db, citizenId: string): Promise<Draft[]> {
  const { rows } = await db.query<Draft>(
    `select id, service, answers, submission_key as "submissionKey", updated_at as "updatedAt"
     from draft where citizen_id = $1 order by updated_at desc`,
    [citizenId],
  )
  return rows
}

export async function deleteDraft(db: Db, citizenId: string, service: string): Promise<void> {
  await db.query('delete from draft where citizen_id = $1 and service = $2', [citizenId, service])
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
  if (actor.kind === 'citizen') return { id: await keepDraft(db, actor.id, draft), ...draft }
  req.session.draft = draft
  return { id: null, ...draft }
}
