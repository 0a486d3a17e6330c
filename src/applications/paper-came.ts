/** A paper that was owed or sought has come, or is not needed after all; with the last one that was owed the clock starts. */
import type { Citizen, Staff } from '../access/actor.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict, NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { holdAsClerk, makeMove, noteChange } from '../requests/handling.js'
import type { RequestKind } from '../requests/kind.js'
import { allows, moveNamed } from '../requests/moves.js'
import { listPapers, updatePaper } from './paper-store.js'

/** In the caller's transaction, of a request of this actor's. Throws Conflict where nobody waits for that paper any more. */
export async function settlePaper(
  tx: Db,
  portal: Portal,
  kind: RequestKind,
  actor: Staff | Citizen,
  requestId: string,
  field: string,
  state: 'given' | 'not_needed',
): Promise<void> {
  const title = await updatePaper(tx, requestId, field, state)
  if (!title) throw new Conflict('desk.conflict.changed')
  const data = { titleEl: title.el, titleEn: title.en }
  const request = await noteChange(tx, actor, requestId, `paper_${state}`, 'request.paper_settled', data)
  const papersIn = moveNamed(kind.moves, 'papers_in')
  if (request.complete && papersIn && allows(papersIn, request)) await makeMove(tx, portal, kind, actor, request, papersIn.name)
}

const settled = { given: 'given', not_needed: 'not_needed' } as const
const undecided = new Set(['registered', 'documents_missing', 'forwarded', 'under_review', 'needs_info'])

export type PaperAct = keyof typeof settled | 'owed'

/** A button beside a paper on the desk. `version`: of the page; `owed` is the move that asks for papers. */
export function settleAtDesk(
  portal: Portal,
  kind: RequestKind,
  clerk: Staff,
  number: string,
  paperId: string,
  { act, version }: { act: PaperAct; version: number },
): Promise<void> {
  return transaction(portal.pool, async tx => {
    const request = await holdAsClerk(tx, clerk, number)
    const paper = (await listPapers(tx, request.id)).find(one => one.id === paperId)
    if (!paper) throw new NotFound()
    if (request.version !== version || !undecided.has(request.status)) throw new Conflict('desk.conflict.changed')
    if (act !== 'owed') return settlePaper(tx, portal, kind, clerk, request.id, paper.field, settled[act])
    await makeMove(tx, portal, kind, clerk, request, 'ask_papers', { papers: { fields: [paper.field] } })
  })
}
