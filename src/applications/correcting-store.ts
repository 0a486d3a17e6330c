import type { Db } from '../db/db.js'
import type { Answers } from '../requests/kind.js'

export async function findSealedAnswers(
  db: Db,
  id: string,
): Promise<{ id: string; answers: Answers; answersSealed: Buffer | null } | undefined> {
  const { rows } = await db.query<{ id: string; answers: Answers; answersSealed: Buffer | null }>(
    'select id, answers, answers_sealed as "answersSealed" from service_request where id = $1',
    [id],
  )
  return rows[0]
}

export async function updateBefore(db: Db, correctionId: string, sealed: Buffer): Promise<void> {
  await db.query('update answer_correction set before_sealed = $2 where id = $1', [correctionId, sealed])
}

export async function updateSealedAnswers(db: Db, id: string, sealed: Buffer): Promise<void> {
  await db.query('update service_request set answers_sealed = $2 where id = $1', [id, sealed])
}
