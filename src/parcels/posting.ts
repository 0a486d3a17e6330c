/** The post room's verbs: print, post, came back, our mistake. */
import type { Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict, NotFound } from '../errors.js'
import { showS10 } from '../fields/s10.js'
import { type Language, type TextKey, translate } from '../i18n/index.js'
import type { Municipality } from '../municipality.js'
import type { Portal } from '../portal.js'
import { makeMove, type Words } from '../requests/handling.js'
import type { RequestKind } from '../requests/kind.js'
import { addEvent } from '../requests/request.js'
import type { Address } from './delivery.js'
import type { reasons } from './parcel.js'
import {
  findBatchOf,
  findRoomParcel,
  insertBatch,
  isTrackingUsed,
  lockRequestOf,
  type RoomParcel,
  updateToPosted,
  updateToPrinted,
} from './post-room-store.js'
import { showPostage, trackingUrl } from './postage.js'
import { insertNextParcel, updateErred, updateToCollect, updateToEnded } from './store.js'

/**
 * Prints what still waits, as one batch: the addresses are frozen. The same rows sent again give the same batch. Throws
 * Conflict with the name of whoever has printed all of them.
 */
export async function printBatch(portal: Portal, clerk: Staff, ids: string[]): Promise<{ batchId: string; count: number }> {
  return transaction(portal.pool, async tx => {
    const batchId = await insertBatch(tx, clerk.id)
    const printed = await updateToPrinted(tx, clerk.departments, ids, batchId)
    for (const { requestId, citizenId } of printed) await tellPrinted(tx, clerk, requestId, citizenId)
    if (printed.length > 0) return { batchId, count: printed.length }
    throw new NothingToPrint()
  }).catch(async error => {
    if (!(error instanceof NothingToPrint)) throw error
    const earlier = await findBatchOf(portal.pool, clerk.departments, ids)
    if (earlier?.printedById === clerk.id) return { batchId: earlier.id, count: earlier.waiting }
    throw earlier ? new Conflict('parcels.conflict.printedBy', { name: earlier.printedBy }) : new Conflict('desk.conflict.changed')
  })
}

/** Takes the empty batch back. */
class NothingToPrint extends Error {}

/** Its papers show name and address: that somebody looked is on record with it. */
async function tellPrinted(tx: Db, clerk: Staff, requestId: string, citizenId: string | null): Promise<void> {
  await addEvent(tx, { requestId, actor: 'staff', staffId: clerk.id, event: 'printed' })
  await record(tx, clerk, 'parcel.printed', { type: 'request', id: requestId })
  if (citizenId) await record(tx, clerk, 'person.viewed', { type: 'citizen', id: citizenId }, { reason: `request ${requestId}` })
}

type Room = { portal: Portal; kinds: readonly RequestKind[]; clerk: Staff }

/** Throws NotFound where it is another department's. */
async function held(tx: Db, { kinds, clerk }: Room, id: string): Promise<{ parcel: RoomParcel; kind: RequestKind }> {
  await lockRequestOf(tx, id)
  const parcel = await findRoomParcel(tx, clerk.departments, id)
  const kind = kinds.find(one => one.kind === parcel?.request.kind)
  if (!parcel || !kind) throw new NotFound()
  return { parcel, kind }
}

/** What is wrong with a number, as a text key with its values. */
export type NumberProblem = { text: string; values?: Record<string, string> }

/** Posts one parcel under this number; posted under it already, nothing happens. Returns what is wrong, instead of throwing it. */
export async function postParcel(room: Room, id: string, tracking: string): Promise<NumberProblem | undefined> {
  try {
    await transaction(room.portal.pool, tx => post(tx, room, id, tracking))
    return undefined
  } catch (error) {
    if (error instanceof Conflict) return { text: error.text, values: error.values }
    if ((error as { constraint?: string }).constraint === 'parcel_tracking') return { text: 'parcels.wrong.used' }
    throw error
  }
}

async function post(tx: Db, room: Room, id: string, tracking: string): Promise<void> {
  const { parcel, kind } = await held(tx, room, id)
  if (parcel.tracking === tracking) return
  if (!(await updateToPosted(tx, id, tracking)))
    throw new Conflict((await isTrackingUsed(tx, tracking)) ? 'parcels.wrong.used' : 'parcels.wrong.gone')
  const { post: terms } = room.portal.config.municipality
  await makeMove(tx, room.portal, kind, room.clerk, parcel.request, 'post', postedWords(terms, parcel, tracking))
}

/** What the letter adds: the number, where its journey is told, the price, and what to do if nothing comes. */
function postedWords(terms: Municipality['post'], { request, free }: RoomParcel, tracking: string): Words {
  const { language } = request
  const t = translate(language)
  const url = trackingUrl(terms, language, tracking)
  return {
    data: { tracking: showS10(tracking) },
    letter: {
      lines: [showPostage(t, terms, language, free)],
      facts: [
        [t('parcels.operator'), terms.operator[language]],
        [t('parcels.tracking'), showS10(tracking)],
        ...(url ? [[t('parcels.follow'), url] as [string, string]] : []),
      ],
      after: [t('parcels.mail.missing', { days: terms.notArrivedDays })],
    },
  }
}

export type CameBack = { reason: (typeof reasons)[number]; text?: string; erred: boolean }

/** `version`: of the request, as the page showed it. */
export async function cameBack(room: Room, id: string, version: number, { reason, text, erred }: CameBack): Promise<void> {
  await transaction(room.portal.pool, async tx => {
    const { parcel, kind } = await held(tx, room, id)
    const { request } = parcel
    const letter = { lines: [reasonText(request.language, reason)] }
    await makeMove(tx, room.portal, kind, room.clerk, { id: request.id, version }, 'came_back', { text, letter })
    if (!(await updateToEnded(tx, id, 'returned', { note: reason }))) throw new Conflict('desk.conflict.changed')
    if (erred && !(await updateErred(tx, id))) throw new Conflict('parcels.conflict.erred')
    if (erred) await record(tx, room.clerk, 'parcel.erred', { type: 'request', id: request.id })
  })
}

/** In the name of somebody who has no account: a new parcel, to the address that they say. */
export async function sendAgain(room: Room, id: string, version: number, to: Address): Promise<void> {
  await transaction(room.portal.pool, async tx => {
    const { request } = await moveFor(tx, room, id, version, 'post_again')
    await insertNextParcel(tx, request.id, to)
  })
}

/** In the name of somebody who has no account: they come for it. */
export async function keepAtDesk(room: Room, id: string, version: number): Promise<void> {
  await transaction(room.portal.pool, async tx => {
    const { request } = await moveFor(tx, room, id, version, 'collect')
    await updateToCollect(tx, request.id)
  })
}

async function moveFor(tx: Db, room: Room, id: string, version: number, name: string): Promise<RoomParcel> {
  const { parcel, kind } = await held(tx, room, id)
  if (parcel.status === 'printed') throw new Conflict('parcels.conflict.printed')
  await makeMove(tx, room.portal, kind, room.clerk, { id: parcel.request.id, version }, name)
  return parcel
}

/** The one free reprint: the municipality sent it wrongly. */
export async function ownUpTo(room: Room, id: string): Promise<void> {
  await transaction(room.portal.pool, async tx => {
    const { parcel } = await held(tx, room, id)
    if (!(await updateErred(tx, id))) throw new Conflict('parcels.conflict.erred')
    await record(tx, room.clerk, 'parcel.erred', { type: 'request', id: parcel.request.id })
  })
}

export const reasonText = (language: Language, reason: string) => translate(language)(`parcels.reason.${reason}` as TextKey)
