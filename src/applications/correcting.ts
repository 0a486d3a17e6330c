/** The owner answers a correction: the one field that a clerk asked again, by the form as it stood when it was filled in. */
import type { Citizen } from '../access/actor.js'
import type { FormField } from '../catalogue/definition.js'
import { transaction } from '../db/db.js'
import { Conflict, NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { sealAnswers, withAnswers } from '../requests/answers.js'
import { readAnswers } from '../requests/form.js'
import { makeMove } from '../requests/handling.js'
import type { Answers } from '../requests/kind.js'
import { kindOfRequest } from './application.js'
import { findSealedAnswers, updateBefore, updateSealedAnswers } from './correcting-store.js'
import { type ApplicationFile, findFile } from './file-store.js'

export type Corrected = { answers: Answers; problems: Record<string, string>; fields: FormField[] }

/**
 * `typed`: what the form sent. What the new answer makes the form ask for the first time belongs to it: `fields` names all that
 * is to be drawn. Answers that are no longer asked for go; all others stay as they are.
 */
export function readCorrection({ definition, correction }: ApplicationFile, answers: Answers, typed: Answers): Corrected {
  const before = new Set(readAnswers(definition, answers).asked.map(field => field.key))
  const isOpen = (key: string) => key === correction?.field || !before.has(key)
  const kept = Object.entries(answers).filter(([key]) => !isOpen(key))
  const given = Object.entries(typed).filter(([key]) => isOpen(key))
  const read = readAnswers(definition, Object.fromEntries([...kept, ...given]))
  const fields = read.asked.filter(field => isOpen(field.key) && field.type !== 'file')
  const problems = Object.fromEntries(Object.entries(read.problems).filter(([key]) => isOpen(key)))
  const clean = read.asked.map(({ key }) => [key, isOpen(key) ? read.answers[key] : answers[key]] as const)
  return { answers: Object.fromEntries(clean.filter(([, value]) => value !== undefined)) as Answers, problems, fields }
}

/** What is asked of the owner now, and what they answered so far. Throws Conflict where nothing is asked any more. */
export async function findCorrection(
  portal: Portal,
  citizen: Citizen,
  number: string,
): Promise<{ file: ApplicationFile; answers: Answers }> {
  const file = await findFile(portal.pool, number, { citizenId: citizen.id })
  const sealed = file && (await findSealedAnswers(portal.pool, file.id))
  if (!file || !sealed) throw new NotFound()
  if (!file.correction) throw new Conflict('own-applications.conflict.corrected')
  return { file, answers: withAnswers(portal, 'service_request', sealed).answers }
}

/** `version`: as the page showed it. What stood in the field before stays readable to the desk. */
export async function correctAnswer(
  portal: Portal,
  citizen: Citizen,
  file: ApplicationFile,
  before: Answers,
  after: Answers,
  version: number,
) {
  const { id, kind, correction } = file
  if (!correction) throw new Conflict('own-applications.conflict.corrected')
  const stood = portal.sealer.seal(before[correction.field] ?? '', {
    table: 'answer_correction',
    column: 'before_sealed',
    row: correction.id,
  })
  await transaction(portal.pool, async tx => {
    await makeMove(tx, portal, kindOfRequest(kind), citizen, { id, version }, 'correct')
    await updateBefore(tx, correction.id, stood)
    await updateSealedAnswers(tx, id, sealAnswers(portal, 'service_request', id, after))
  })
}
