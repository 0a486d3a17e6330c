/** Drafts whose answers are sealed. Sealed for the row's id, which must be known first. */
import type { Db } from '../db/db.js'
import type { Answers } from './kind.js'

export type SealedDraft = {
  id: string
  service: string
  answers: Answers
  answersSealed: Buffer | null
  submissionKey: string
  /** Of the definition it was begun on. */
  serviceVersion: number | null
  updatedAt: Date
}

export type Begun = { service: string; serviceVersion: number; submissionKey: string }

/** The row, begun or found, held until the transaction ends: what two windows write comes one after the other. */
export async function holdSealed(db: Db, citizenId: string, begun: Begun): Promise<SealedDraft> {
  const { rows } = await db.query<SealedDraft>(
    `insert into draft (citizen_id, service, answers, service_version, submission_key) values ($1, $2, '{}', $3, $4)
     on conflict (citizen_id, service) do update set updated_at = now()
     returning id, service, answers, answers_sealed as "answersSealed", submission_key as "submissionKey",
               service_version as "serviceVersion", updated_at as "updatedAt"`,
    [citizenId, begun.service, begun.serviceVersion, begun.submissionKey],
  )
  return rows[0] as SealedDraft
}

export async function updateSealed(db: Db, id: string, sealed: Buffer): Promise<void> {
  await db.query(`update draft set answers_sealed = $2, answers = '{}' where id = $1`, [id, sealed])
}

export async function findSealed(db: Db, citizenId: string, service: string): Promise<SealedDraft | undefined> {
  const { rows } = await db.query<SealedDraft>(
    `select id, service, answers, answers_sealed as "answersSealed", submission_key as "submissionKey",
            service_version as "serviceVersion", updated_at as "updatedAt"
     from draft where citizen_id = $1 and service = $2`,
    [citizenId, service],
  )
  return rows[0]
}
