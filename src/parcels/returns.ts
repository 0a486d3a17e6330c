/** One parcel in the post room: it came back, the mistake was ours, and what somebody without an account wants done. */
import type { Request, Response } from 'express'
import { staffOf } from '../access/require.js'
import { record } from '../audit/audit.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { isUuid } from '../requests/addresses.js'
import type { RequestKind } from '../requests/kind.js'
import { showNumber } from '../requests/number.js'
import { emptyForm, type FormState, parseForm, seenVersion, typedValues } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { readAddress } from './delivery.js'
import { returnForm } from './forms.js'
import { reasons } from './parcel.js'
import { attemptsOf } from './parts.js'
import { findRoomParcel, type RoomParcel } from './post-room-store.js'
import { cameBack, keepAtDesk, ownUpTo, sendAgain } from './posting.js'
import { listParcels } from './store.js'

export function returnHandlers(portal: Portal, kinds: readonly RequestKind[]) {
  const { pool, config } = portal
  const room = (res: Response) => ({ portal, kinds, clerk: staffOf(res) })
  return { show, takeReturn, takeMistake, takeAddress, takeCollection }

  async function parcelOf(req: Request, res: Response): Promise<RoomParcel> {
    const { id } = req.params
    const parcel = isUuid(id) ? await findRoomParcel(pool, staffOf(res).departments, id) : undefined
    if (!parcel) throw new NotFound()
    return parcel
  }

  async function show(req: Request, res: Response): Promise<void> {
    await showParcel(res, await parcelOf(req, res), emptyForm())
  }

  async function showParcel(res: Response, parcel: RoomParcel, form: FormState): Promise<void> {
    const { request } = parcel
    const parcels = await listParcels(pool, request.id, config.municipality.post.notArrivedDays)
    const subject = request.citizenId && { type: 'citizen', id: request.citizenId }
    if (subject) await record(pool, staffOf(res), 'person.viewed', subject, { reason: `request ${request.id}` })
    const isLast = parcels.at(-1)?.id === parcel.id
    page(res, 'parcels/desk/parcel', {
      title: res.locals.t('parcels.desk.parcel'),
      parcel,
      shown: showNumber(request.number),
      attempts: attemptsOf(res.locals.page, parcels),
      mayReturn: isLast && parcel.status === 'posted' && request.status === 'posted',
      mayOwnUp: ['returned', 'missing'].includes(parcel.status) && !parcels.some(one => one.erred),
      mayGoOn: isLast && request.status === 'returned' && request.citizenId === null,
      reasons,
      form,
    })
  }

  async function takeReturn(req: Request, res: Response): Promise<void> {
    const parcel = await parcelOf(req, res)
    const parsed = parseForm(returnForm, req.body)
    if (!parsed.ok) return showParcel(res.status(422), parcel, parsed.form)
    const { version, ...back } = parsed.data
    await cameBack(room(res), parcel.id, version, back)
    await seeOther(res, `/desk/post/parcels/${parcel.id}`, res.locals.t('parcels.done.returned'))
  }

  async function takeMistake(req: Request, res: Response): Promise<void> {
    const parcel = await parcelOf(req, res)
    await ownUpTo(room(res), parcel.id)
    await seeOther(res, `/desk/post/parcels/${parcel.id}`, res.locals.t('parcels.done.mistake'))
  }

  async function takeAddress(req: Request, res: Response): Promise<void> {
    const parcel = await parcelOf(req, res)
    const { to, problems } = readAddress((req.body ?? {}) as Record<string, unknown>)
    if (!to) return showParcel(res.status(422), parcel, { values: typedValues(req.body), errors: problems })
    await sendAgain(room(res), parcel.id, versionOf(req), to)
    await seeOther(res, '/desk/post', res.locals.t('parcels.done.againDesk'))
  }

  async function takeCollection(req: Request, res: Response): Promise<void> {
    const parcel = await parcelOf(req, res)
    await keepAtDesk(room(res), parcel.id, versionOf(req))
    await seeOther(res, `/desk/requests/${parcel.request.number}`, res.locals.t('parcels.done.collectDesk'))
  }
}

const versionOf = (req: Request) => seenVersion.parse((req.body as { version?: unknown } | undefined)?.version)
