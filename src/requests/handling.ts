/** What happens to a request after it was filed: one move of its kind's table, by whomever the table names. Of two at once one wins. */
import type { Citizen, Staff, Visitor } from '../access/actor.js'
import { type AuditEvent, record } from '../audit/audit.js'
import { type Db, rehearse, transaction } from '../db/db.js'
import { Conflict, NotAllowed, NotFound } from '../errors.js'
import { readLetter, send, type WrittenLetter } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { turnClock } from './deadline.js'
import { findDeskRequest, findNumber } from './desk-store.js'
import { insertEvent } from './event-store.js'
import type { RequestKind } from './kind.js'
import { requestChanged } from './mails.js'
import { type Change, findMovable, lockRequest, type Movable, updateMoved } from './move-store.js'
import { allows, leadsTo, type Move, moveNamed } from './moves.js'
import type { Words } from './words.js'

export type { Words } from './words.js'

/** A visitor stands for the clock, as in the trail. */
type Mover = Staff | Citizen | Visitor

/**
 * Makes one move in the transaction of the caller, who has found the request as one of this actor's: row, what the kind
 * adds, clock, timeline, trail, letter. `version` is the one that the page showed: a page older than the last change may
 * not decide. Throws Conflict with the name of whoever was faster. Returns the letter's id, where one goes.
 */
export async function makeMove(
  tx: Db,
  portal: Portal,
  kind: RequestKind,
  actor: Mover,
  { id, version }: { id: string; version: number },
  name: string,
  words: Words = {},
): Promise<string | undefined> {
  const move = moveNamed(kind.moves, name)
  await lockRequest(tx, id)
  const request = await findMovable(tx, id)
  if (!move || !request) throw new NotFound()
  if (request.version !== version) throw tooLate(request, actor)
  if (!mayMake(move, actor, request)) throw new NotAllowed()
  if (!allows(move, request)) throw tooLate(request, actor)
  const status = leadsTo(move, request)
  await updateMoved(tx, id, changeOf(move, status, actor, words))
  const dueOn = await turnClock(tx, id, move.clock)
  const more = await kind.moved?.(tx, { portal, request, move, status, words, actor, dueOn })
  await insertEvent(tx, {
    requestId: id,
    actor: actor.kind === 'visitor' ? 'system' : actor.kind,
    staffId: actor.kind === 'staff' ? actor.id : undefined,
    event: move.name,
    status,
    text: words.text ?? null,
    internal: move.internal ?? false,
    data: dataOf(words),
  })
  await record(tx, actor, move.event ?? 'request.status_changed', { type: 'request', id }, { reason: move.name })
  const quiet = move.internal || (move.by === 'owner' && status === null)
  if (quiet || !request.addressee) return undefined // the account is gone: the matter goes on without letters
  const text = move.by === 'owner' ? '' : (words.text ?? '') // their own words are not read back to them
  const step = { ...words, text, move: move.name, more: { ...more, ...words.letter } }
  return send(tx, portal.config, requestChanged(portal.config, { ...request, addressee: request.addressee }, step))
}

/** `file` moves follow from what either of them did. What an owner may do, a clerk does for somebody who has no account. */
function mayMake(move: Move, actor: Mover, { assigneeId, citizenId }: Movable): boolean {
  if (move.by === 'file') return true
  if (actor.kind === 'visitor') return move.by === 'clock'
  if (actor.kind === 'citizen') return move.by === 'owner' && citizenId === actor.id
  if (move.by === 'owner') return citizenId === null
  return move.by === 'post' || (move.by === 'clerk' && (move.byAnyone === true || assigneeId === actor.id))
}

/** Says who has it now, where somebody took it in the meantime. */
function tooLate({ assigneeName, takenAt }: Movable, actor: Mover): Conflict {
  if (actor.kind === 'citizen') return new Conflict(takenAt ? 'requests.conflict.taken' : 'requests.conflict.changed')
  return assigneeName ? new Conflict('desk.conflict.takenBy', { name: assigneeName }) : new Conflict('desk.conflict.changed')
}

function changeOf(move: Move, status: string | null, actor: Mover, words: Words): Change {
  return {
    status,
    closes: move.closes ?? false,
    assignee: move.assigns && (move.assigns === 'clerk' && actor.kind === 'staff' ? actor.id : null),
    department: words.department?.slug,
    forwardedTo: words.body,
    outcome: words.outcome,
    outcomeReason: move.closes && move.by === 'clerk' ? words.text : undefined,
    answers: words.answers,
    urgent: words.urgent,
  }
}

function dataOf(words: Words): Record<string, string> {
  return {
    ...words.data,
    ...(words.department ? { departmentEl: words.department.name.el, departmentEn: words.department.name.en } : {}),
    ...(words.body ? { body: words.body } : {}),
    ...(words.outcome ? { outcome: words.outcome } : {}),
    ...(words.duplicateOf ? { duplicateOf: words.duplicateOf } : {}),
  }
}

/** A clerk's move on a request of their departments. */
export async function moveRequest(
  portal: Portal,
  kind: RequestKind,
  clerk: Staff,
  number: string,
  version: number,
  name: string,
  words: Words,
): Promise<void> {
  await transaction(portal.pool, tx => moveAsClerk(tx, portal, kind, clerk, number, version, name, words))
}

/** Makes the move, reads the very letter, and takes everything back. Undefined where no letter goes. */
export async function previewMove(
  portal: Portal,
  kind: RequestKind,
  clerk: Staff,
  number: string,
  version: number,
  name: string,
  words: Words,
): Promise<WrittenLetter | undefined> {
  return rehearse(portal.pool, async tx => {
    const letter = await moveAsClerk(tx, portal, kind, clerk, number, version, name, words)
    return letter ? readLetter(tx, letter) : undefined
  })
}

async function moveAsClerk(
  tx: Db,
  portal: Portal,
  kind: RequestKind,
  clerk: Staff,
  number: string,
  version: number,
  name: string,
  words: Words,
): Promise<string | undefined> {
  const request = await findDeskRequest(tx, clerk.departments, number)
  if (!request || moveNamed(kind.moves, name)?.by !== 'clerk') throw new NotFound()
  if (words.duplicateOf && !(await isOther(tx, clerk, number, words.duplicateOf))) throw new Conflict('desk.conflict.noSuchNumber')
  return makeMove(tx, portal, kind, clerk, { id: request.id, version }, name, words)
}

/** Nothing is a duplicate of itself. */
async function isOther(tx: Db, clerk: Staff, number: string, other: string): Promise<boolean> {
  return other !== number && (await findNumber(tx, clerk.departments, other))
}

/** A request of the clerk's departments, locked to the end of the transaction. */
export async function holdAsClerk(tx: Db, clerk: Staff, number: string): Promise<Movable> {
  const found = await findDeskRequest(tx, clerk.departments, number)
  if (!found) throw new NotFound()
  await lockRequest(tx, found.id)
  return (await findMovable(tx, found.id)) as Movable
}

/**
 * Something that happened to a request without a move of its table: timeline, trail, and a page opened before is too old.
 * Returns the request as it stands now.
 */
export async function noteChange(
  tx: Db,
  actor: Staff | Citizen,
  id: string,
  event: string,
  audit: AuditEvent,
  data: Record<string, string>,
): Promise<Movable> {
  await lockRequest(tx, id)
  await updateMoved(tx, id, { status: null, closes: false, assignee: undefined })
  await insertEvent(tx, {
    requestId: id,
    actor: actor.kind,
    staffId: actor.kind === 'staff' ? actor.id : undefined,
    event,
    data,
  })
  await record(tx, actor, audit, { type: 'request', id })
  return (await findMovable(tx, id)) as Movable
}
