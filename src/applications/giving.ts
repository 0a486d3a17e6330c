/** The owner gives a paper that was owed, or says that it will be brought. With the last one the file is complete and the clock begins. */
import type { Citizen } from '../access/actor.js'
import { checkPaper, keepOnRequest, type Paper } from '../attachments/attachment.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict, NotFound } from '../errors.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { makeMove } from '../requests/handling.js'
import { kindOfRequest } from './application.js'
import { findLacking, type Lacking, lockOwnRow, updatePaperBrought } from './giving-store.js'
import { settlePaper } from './paper-came.js'

class NotKept extends Error {
  constructor(readonly why: TextKey) {
    super(why)
  }
}

/**
 * Files of one paper, all or none. Returns the sentence about the first that cannot be taken. Throws Conflict where the paper
 * is not owed any more: given in another tab, brought to the counter, or no longer asked for.
 */
export async function givePaper(
  portal: Portal,
  citizen: Citizen,
  number: string,
  field: string,
  files: Buffer[],
): Promise<TextKey | undefined> {
  const papers: Paper[] = []
  for (const bytes of files) {
    const paper = await checkPaper(portal, { type: 'citizen', id: citizen.id }, bytes)
    if (typeof paper === 'string') return paper
    papers.push(paper)
  }
  try {
    await transaction(portal.pool, tx => keepPaper(tx, portal, citizen, number, field, papers))
  } catch (problem) {
    if (problem instanceof NotKept) return problem.why
    throw problem
  }
}

async function keepPaper(tx: Db, portal: Portal, citizen: Citizen, number: string, field: string, papers: Paper[]): Promise<void> {
  const request = await lock(tx, citizen, number, field)
  for (const paper of papers) {
    const kept = await keepOnRequest(portal, tx, citizen.id, request.id, field, paper)
    if (typeof kept === 'string') throw new NotKept(kept)
  }
  await settlePaper(tx, portal, kindOfRequest(request.kind), citizen, request.id, field, 'given')
}

/** It stays owed: only the desk, and the owner's own page, know how it will come. */
export async function announcePaper(portal: Portal, citizen: Citizen, number: string, field: string): Promise<void> {
  await transaction(portal.pool, async tx => {
    const request = await lock(tx, citizen, number, field)
    const title = await updatePaperBrought(tx, request.id, field)
    if (!title) throw new Conflict('own-applications.conflict.announced')
    const words = { data: { titleEl: title.el, titleEn: title.en } }
    await makeMove(tx, portal, kindOfRequest(request.kind), citizen, request, 'bring_paper', words)
  })
}

/** Two papers at once wait here for one another, so that the last one is known to be the last. */
async function lock(tx: Db, citizen: Citizen, number: string, field: string): Promise<Lacking> {
  if (!(await lockOwnRow(tx, citizen.id, number))) throw new NotFound()
  const request = await findLacking(tx, number, field)
  if (!request) throw new Conflict('own-applications.conflict.given')
  return request
}
