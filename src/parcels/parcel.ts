/** A paper on its way: what its recipient may do with it. One verb, one transaction. */
import type { Citizen } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict, NotFound } from '../errors.js'
import { todayInAthens } from '../fields/dates.js'
import { showDate } from '../i18n/dates.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { makeMove, type Words } from '../requests/handling.js'
import type { RequestKind } from '../requests/kind.js'
import { addEvent } from '../requests/request.js'
import type { Address } from './delivery.js'
import { addressChanged } from './mails.js'
import {
  countUp,
  holdOwnRequest,
  insertNextParcel,
  listParcels,
  lockParcels,
  type OwnRequest,
  type Parcel,
  updateAddress,
  updateToCollect,
  updateToEnded,
} from './store.js'

export type { Parcel } from './store.js'

/** Why a paper came back, for the clerk to choose from. */
export const reasons = ['address', 'uncollected', 'refused', 'other'] as const

/** What may be done with the last parcel of a request as both stand. */
export function mayWith(request: Pick<OwnRequest, 'status' | 'delivery' | 'closed'>, last: Parcel | undefined) {
  const byPost = request.delivery === 'post' && !request.closed && last !== undefined
  const changes = byPost && last.status === 'waiting'
  const again = byPost && request.status === 'returned'
  const onItsWay = byPost && request.status === 'posted' && last.status === 'posted'
  return { changes, again, collects: changes || again, arrives: onItsWay, misses: onItsWay && todayInAthens() >= (last.overdueOn ?? '9') }
}

/** Somebody's own request that goes by post, with all attempts. Any other is not found. */
export async function findOwnPost(portal: Portal, db: Db, citizenId: string, number: string) {
  const request = await holdOwnRequest(db, citizenId, number)
  if (request) await lockParcels(db, request.id)
  const parcels = request ? await listParcels(db, request.id, portal.config.municipality.post.notArrivedDays) : []
  const last = parcels.at(-1)
  if (!request || !last) throw new NotFound()
  const may = mayWith(request, last)
  return { request, last, may, free: may.again ? isNextFree(parcels) : last.free }
}

/** Once, after a mistake of the municipality: as `insertNextParcel` decides it. */
const isNextFree = (parcels: Parcel[]) => parcels.some(({ erred }) => erred) && !parcels.some(({ free }) => free)

type Own = Awaited<ReturnType<typeof findOwnPost>> & { tx: Db; kind: RequestKind }
type Act = { portal: Portal; kinds: readonly RequestKind[]; citizen: Citizen; number: string }

async function own({ portal, kinds, citizen, number }: Act, work: (own: Own) => Promise<void>): Promise<void> {
  await transaction(portal.pool, async tx => {
    const found = await findOwnPost(portal, tx, citizen.id, number)
    const kind = kinds.find(one => one.kind === found.request.kind)
    if (!kind) throw new NotFound()
    await work({ tx, kind, ...found })
  })
}

const move = ({ portal, citizen }: Act, { tx, kind, request }: Own, version: number, name: string, words?: Words) =>
  makeMove(tx, portal, kind, citizen, { id: request.id, version }, name, words)

/** Until it is printed. `version`: of the parcel, as the page showed it. */
export function changeAddress(act: Act, version: number, to: Address): Promise<void> {
  return own(act, async ({ tx, request, last, may }) => {
    if (!may.changes) throw new Conflict('parcels.conflict.printed')
    if (!(await updateAddress(tx, last.id, version, to))) throw new Conflict('requests.conflict.changed')
    await note(tx, act.citizen, request.id, 'address_changed')
    await send(tx, act.portal.config, addressChanged(act.portal.config, act.citizen, request))
  })
}

/** After it came back or did not arrive: a new parcel, to the address that is said now. `version`: of the request. */
export function postAgain(act: Act, version: number, to: Address): Promise<void> {
  return own(act, async own => {
    if (!own.may.again) throw new Conflict('requests.conflict.changed')
    await move(act, own, version, 'post_again')
    await insertNextParcel(own.tx, own.request.id, to)
  })
}

/** Fetched from the desk instead: of what is decided a move, before that a wish. `version`: of the request. */
export function collectInstead(act: Act, version: number): Promise<void> {
  return own(act, async own => {
    const { tx, request, may } = own
    if (!may.collects) throw new Conflict('parcels.conflict.printed')
    if (['approved', 'returned'].includes(request.status)) await move(act, own, version, 'collect')
    else if (await countUp(tx, request.id, version)) await note(tx, act.citizen, request.id, 'collect')
    else throw new Conflict('requests.conflict.changed')
    await updateToCollect(tx, request.id)
  })
}

export function sayArrived(act: Act, version: number): Promise<void> {
  return own(act, async own => {
    await move(act, own, version, 'arrived')
    await updateToEnded(own.tx, own.last.id, 'delivered')
  })
}

/** Not before the post has had its days. */
export function sayMissing(act: Act, version: number): Promise<void> {
  return own(act, async own => {
    const { last, may } = own
    if (may.arrives && !may.misses) throw new Conflict('parcels.conflict.early', { date: showDate(last.overdueOn ?? '') })
    await move(act, own, version, 'not_arrived')
    await updateToEnded(own.tx, last.id, 'missing')
  })
}

/** In timeline and trail, for what is no move. */
async function note(tx: Db, citizen: Citizen, requestId: string, event: string): Promise<void> {
  await addEvent(tx, { requestId, actor: 'citizen', event })
  await record(tx, citizen, 'parcel.changed', { type: 'request', id: requestId }, { reason: event })
}
