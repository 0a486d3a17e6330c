/** The post room: its shelves, one batch on paper and with its numbers. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { parseS10, showS10 } from '../fields/s10.js'
import type { Portal } from '../portal.js'
import { cursorOf } from '../requests/addresses.js'
import type { RequestKind } from '../requests/kind.js'
import { showNumber } from '../requests/number.js'
import { showProtocol } from '../requests/protocol.js'
import { withForm } from '../web/csrf.js'
import { type FormState, parseForm } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { batchHandlers } from './batch.js'
import { mostInBatch, printForm } from './forms.js'
import { countShelves, findByTracking, listBatches, listShelf, type RoomParcel, shelves } from './post-room-store.js'
import { printBatch } from './posting.js'
import { returnHandlers } from './returns.js'

export function postRoomRoutes(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]): Router {
  const { pool } = portal
  const router = Router()
  const batch = batchHandlers(portal, catalogue, kinds)
  const parcel = returnHandlers(portal, kinds)
  router.get('/desk/post', requires('post:work'), withForm, showShelf)
  router.post('/desk/post/batches', requires('post:work'), print)
  router.get('/desk/post/batches/:id', requires('post:work'), withForm, batch.show)
  router.get('/desk/post/batches/:id/letters.pdf', requires('post:work'), batch.letters)
  router.get('/desk/post/batches/:id/labels.pdf', requires('post:work'), batch.labels)
  router.post('/desk/post/batches/:id/numbers', requires('post:work'), batch.takeNumbers)
  router.get('/desk/post/parcels/:id', requires('post:work'), withForm, parcel.show)
  router.post('/desk/post/parcels/:id/return', requires('post:work'), parcel.takeReturn)
  router.post('/desk/post/parcels/:id/mistake', requires('post:work'), parcel.takeMistake)
  router.post('/desk/post/parcels/:id/address', requires('post:work'), parcel.takeAddress)
  router.post('/desk/post/parcels/:id/collection', requires('post:work'), parcel.takeCollection)
  return router

  async function showShelf(req: Request, res: Response): Promise<void> {
    const { departments } = staffOf(res)
    const typed = typeof req.query.tracking === 'string' ? req.query.tracking.slice(0, 40) : ''
    const parsed = typed ? parseS10(typed) : undefined
    const found = parsed?.ok && (await findByTracking(pool, departments, parsed.s10))
    if (found) return seeOther(res, `/desk/post/parcels/${found}`)
    const unknown = parsed && (parsed.ok ? 'parcels.desk.unknown' : (`fields.${parsed.error}` as const))
    await show(req, res, { values: { tracking: typed }, errors: unknown ? { tracking: res.locals.t(unknown) } : {} })
  }

  async function show(req: Request, res: Response, form: FormState): Promise<void> {
    const { departments } = staffOf(res)
    const shelf = shelves.find(one => one === req.query.shelf) ?? 'waiting'
    const [counts, rows, batches] = await Promise.all([
      countShelves(pool, departments),
      shelf === 'printed' ? [] : listShelf(pool, { departments, shelf, after: cursorOf(req.query.after), most: mostInBatch + 1 }),
      shelf === 'printed' ? listBatches(pool, departments, 2 * mostInBatch) : [],
    ])
    const shown = rows.slice(0, mostInBatch)
    const last = rows.length > mostInBatch ? shown.at(-1) : undefined
    page(res, 'parcels/desk/shelf', {
      title: res.locals.t('parcels.desk.title'),
      shelf,
      shelves,
      counts,
      rows: shown.map(lineOf),
      batches,
      more: last && `/desk/post?shelf=${shelf}&after=${last.at.toISOString()}_${last.id}`,
      first: req.query.after ? `/desk/post?shelf=${shelf}` : undefined,
      form,
    })
  }

  async function print(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(printForm, req.body)
    if (!parsed.ok) return show(req, res.status(422), { ...parsed.form, errors: { parcel: 'parcels.missing.tick' } })
    const { batchId, count } = await printBatch(portal, staffOf(res), parsed.data.parcel)
    await seeOther(res, `/desk/post/batches/${batchId}`, res.locals.t('parcels.done.printed', { count }))
  }
}

/** Before it is printed no name is needed: where it goes tells enough. */
function lineOf(parcel: RoomParcel) {
  const { request, tracking, postalCode, area } = parcel
  return {
    ...parcel,
    shown: showNumber(request.number),
    protocol: request.protocol && showProtocol(request.protocol),
    tracking: tracking && showS10(tracking),
    where: `${postalCode.slice(0, 3)} ${postalCode.slice(3)} ${area}`,
  }
}
