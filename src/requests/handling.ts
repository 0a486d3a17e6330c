/** A service request, seen by the clerk: take, and every allowed move. One verb, one transaction; of two clerks one wins. */
import type { Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import type { Department } from '../catalogue/definition.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict, NotAllowed, NotFound } from '../errors.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { type DeskChange, type DeskRequest, findDeskRequest, findHolder, findNumber, updateDeskRequest } from './desk-store.js'
import { insertEvent } from './event-store.js'
import type { RequestKind } from './kind.js'
import { requestChanged } from './mails.js'
import { type Move, moveNamed } from './moves.js'

/** What a clerk says with a move, each only where the move asks for it. */
export type Words = { text?: string; department?: Department; body?: string; outcome?: string; duplicateOf?: string }

/**
 * Makes one move on a request of the clerk's departments. `version` is the one the page showed: a page older than the
 * last change may not decide. Throws Conflict with the name of whoever was faster.
 */
export async function moveRequest(
  portal: Portal,
  kind: RequestKind,
  clerk: Staff,
  number: string,
  version: number,
  name: string,
  words: Words,
): Promise<void> {
  const move = moveNamed(kind.moves, name)
  if (move?.by !== 'clerk') throw new NotFound()
  await transaction(portal.pool, async tx => {
    const request = await findDeskRequest(tx, clerk.departments, number)
    if (!request) throw new NotFound()
    if (request.version !== version) throw await tooLate(tx, request.id)
    if (!move.byAnyone && request.assigneeId !== clerk.id) throw new NotAllowed()
    if (words.duplicateOf && !(await isOther(tx, clerk, number, words.duplicateOf))) throw new Conflict('desk.conflict.noSuchNumber')
    const done = await updateDeskRequest(tx, request.id, version, [...move.from], changeOf(move, clerk, words))
    if (!done) throw await tooLate(tx, request.id)
    await insertEvent(tx, {
      requestId: request.id,
      actor: 'staff',
      staffId: clerk.id,
      event: move.name,
      status: move.to,
      text: words.text ?? null,
      internal: move.internal ?? false,
      data: dataOf(words),
    })
    await record(tx, clerk, move.event ?? 'request.status_changed', { type: 'request', id: request.id }, { reason: move.name })
    if (!move.internal) await sendStep(tx, portal, request, move, words)
  })
}

/** Nothing is a duplicate of itself. */
async function isOther(tx: Db, clerk: Staff, number: string, other: string): Promise<boolean> {
  return other !== number && (await findNumber(tx, clerk.departments, other))
}

async function sendStep(tx: Db, portal: Portal, request: DeskRequest, move: Move, words: Words): Promise<void> {
  if (!request.citizen) return // the account is gone: the matter goes on without letters
  const letter = requestChanged(
    portal.config,
    { ...request, citizen: request.citizen },
    {
      status: move.to,
      text: words.text ?? '',
      move: move.name,
      department: words.department?.name,
      body: words.body,
      outcome: words.outcome,
    },
  )
  await send(tx, portal.config, letter)
}

function changeOf(move: Move, clerk: Staff, words: Words): DeskChange {
  return {
    status: move.to,
    closes: move.closes ?? false,
    assignee: move.assigns && (move.assigns === 'clerk' ? clerk.id : null),
    department: words.department?.slug,
    forwardedTo: words.body,
    outcome: words.outcome,
    outcomeReason: move.closes ? words.text : undefined,
  }
}

function dataOf(words: Words): Record<string, string> {
  return {
    ...(words.department ? { departmentEl: words.department.name.el, departmentEn: words.department.name.en } : {}),
    ...(words.body ? { body: words.body } : {}),
    ...(words.outcome ? { outcome: words.outcome } : {}),
    ...(words.duplicateOf ? { duplicateOf: words.duplicateOf } : {}),
  }
}

/** Says who has it now, where somebody took it in the meantime. */
async function tooLate(tx: Db, id: string): Promise<Conflict> {
  const holder = await findHolder(tx, id)
  return holder ? new Conflict('desk.conflict.takenBy', { name: holder }) : new Conflict('desk.conflict.changed')
}
