/** What the pages of a request show of its parcel. */
import type { Response } from 'express'
import { showS10 } from '../fields/s10.js'
import type { Language, TextKey, Translate } from '../i18n/index.js'
import type { Municipality } from '../municipality.js'
import type { Portal } from '../portal.js'
import type { ViewData } from '../web/views.js'
import { showAddress } from './delivery.js'
import { mayWith, type Parcel } from './parcel.js'
import { showPostage, trackingUrl } from './postage.js'
import { listParcels } from './store.js'

type PartOf = { view: string; place: 'before' | 'after'; data: object }
type Shown = { id: string; number: string; status: string; version: number; closedAt: Date | null }

/** The owner's: where it goes, what it costs, where it is, and the buttons. Undefined where nothing goes by post. */
export async function ownParcelPart({ pool, config }: Portal, res: Response, request: Shown): Promise<PartOf | undefined> {
  const parcels = await listParcels(pool, request.id, config.municipality.post.notArrivedDays)
  const last = parcels.at(-1)
  if (!last) return undefined
  const base = res.locals.page as ViewData
  const delivery = last.status === 'cancelled' || (await isCollected(request.id)) ? 'collect' : 'post'
  const may = mayWith({ status: request.status, delivery, closed: request.closedAt !== null }, last)
  return {
    view: 'parcels/own-part',
    place: 'before',
    data: { request, last, may, delivery, price: priceOf(base, last), attempts: attemptsOf(base, parcels) },
  }

  async function isCollected(_id: string): Promise<boolean> {
    return false
  }
}
