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
import { findStanding, listParcels } from './store.js'

type PartOf = { view: string; place: 'before' | 'after'; data: object }
type About = { id: string; number: string }

/** The owner's: where it goes, what it costs, where it is, and the buttons. Undefined where nothing went or goes by post. */
export async function ownParcelPart(portal: Portal, res: Response, { id }: About): Promise<PartOf | undefined> {
  const base = res.locals.page as ViewData
  const { standing, parcels, last } = await readPost(portal, id)
  if (!standing || !last) return undefined
  const may = mayWith(standing, last)
  const fresh = may.changes || ['printed', 'posted'].includes(last.status)
  return {
    view: 'parcels/own-part',
    place: 'before',
    data: {
      request: standing,
      may,
      overdueOn: may.arrives && !may.misses ? last.overdueOn : undefined,
      price: fresh ? priceOf(base, last) : undefined,
      attempts: attemptsOf(base, parcels),
    },
  }
}

/** The desk's: the same facts, and the way to the post room's page. */
export async function deskParcelPart(portal: Portal, res: Response, { id }: About): Promise<PartOf | undefined> {
  const base = res.locals.page as ViewData
  const { parcels, last } = await readPost(portal, id)
  if (!last) return undefined
  const price = (base.t as Translate)(last.free ? 'parcels.postage.free' : 'parcels.postage.byRecipient')
  return { view: 'parcels/desk/part', place: 'after', data: { last, price, attempts: attemptsOf(base, parcels) } }
}

async function readPost({ pool, config }: Portal, requestId: string) {
  const standing = await findStanding(pool, requestId)
  const parcels = await listParcels(pool, requestId, config.municipality.post.notArrivedDays)
  return { standing, parcels, last: parcels.at(-1) }
}

const townOf = (base: ViewData) => base.municipality as Municipality

function priceOf(base: ViewData, { free }: Parcel): string {
  return showPostage(base.t as Translate, townOf(base).post, base.lang as Language, free)
}

/** Each attempt as a list of facts, the last one first. */
export function attemptsOf(base: ViewData, parcels: Parcel[]) {
  return parcels.toReversed().map(parcel => ({ id: parcel.id, attempt: parcel.attempt, rows: rowsOf(base, parcel) }))
}

function rowsOf(base: ViewData, parcel: Parcel) {
  const t = base.t as Translate
  const dateTime = base.dateTime as (at: Date) => string
  const { tracking, status, note, postedAt, endedAt } = parcel
  const url = tracking && trackingUrl(townOf(base).post, base.lang as Language, tracking)
  return [
    { key: t('parcels.part.state'), value: t(`parcels.status.${status}` as TextKey) },
    { key: t('parcels.part.to'), value: `${parcel.recipient}, ${showAddress(parcel)}` },
    ...(tracking ? [{ key: t('parcels.tracking'), value: showS10(tracking), ...(url ? { href: url } : {}) }] : []),
    ...(postedAt ? [{ key: t('parcels.part.posted'), value: dateTime(postedAt) }] : []),
    ...(endedAt ? [{ key: t('parcels.part.ended'), value: dateTime(endedAt) }] : []),
    ...(note ? [{ key: t('parcels.part.why'), value: t(`parcels.reason.${note}` as TextKey) }] : []),
    ...(parcel.erred ? [{ key: t('parcels.part.mistake'), value: t('parcels.part.erred') }] : []),
  ]
}
