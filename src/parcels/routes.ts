/** What a citizen does about a paper on its way: where it goes, it came, it did not. */
import { type Request, type Response, Router } from 'express'
import { citizenOf, requires } from '../access/require.js'
import { findOwnRow } from '../accounts/profile.js'
import { Conflict, NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import type { RequestKind } from '../requests/kind.js'
import { parseNumber, showNumber } from '../requests/number.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, seenVersion, typedValues } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { type Address, deliveryShown, postAddressOf, readPostTo, showAddress } from './delivery.js'
import { changeAddress, collectInstead, findOwnPost, postAgain, sayArrived, sayMissing } from './parcel.js'

export function parcelRoutes(portal: Portal, kinds: readonly RequestKind[]): Router {
  const router = Router()
  router.get('/requests/:number/address', requires('request:mend'), withForm, showForm)
  router.post('/requests/:number/address', requires('request:mend'), takeAddress)
  router.post('/requests/:number/collection', requires('request:mend'), takeCollection)
  router.post('/requests/:number/arrival', requires('request:mend'), takeArrival)
  router.post('/requests/:number/missing', requires('request:mend'), takeMissing)
  return router

  function actOf(req: Request, res: Response) {
    const number = parseNumber(req.params.number)
    if (!number) throw new NotFound()
    return { portal, kinds, citizen: citizenOf(res), number }
  }

  async function ownPost(req: Request, res: Response) {
    const { citizen, number } = actOf(req, res)
    const row = await findOwnRow(portal, portal.pool, citizen.id)
    const found = await findOwnPost(portal, portal.pool, citizen.id, number)
    if (!found.may.changes && !found.may.again) throw new Conflict('parcels.conflict.printed')
    return { ...found, postTo: row && postAddressOf(row) }
  }

  type OwnPost = Awaited<ReturnType<typeof ownPost>>

  async function showForm(req: Request, res: Response): Promise<void> {
    const own = await ownPost(req, res)
    show(res, own, emptyForm(own.postTo && isSame(own.postTo, own.last) ? { delivery_to: 'profile' } : typedOf(own.last)))
  }

  function show(res: Response, { request, last, may, postTo, free }: OwnPost, form: FormState): void {
    page(res, 'parcels/address', {
      title: res.locals.t(may.again ? 'parcels.address.againTitle' : 'parcels.address.title'),
      request,
      shown: showNumber(request.number),
      now: showAddress(last),
      again: may.again,
      version: may.again ? request.version : last.version,
      delivery: deliveryShown(res.locals.page, postTo, free),
      form,
    })
  }

  async function takeAddress(req: Request, res: Response): Promise<void> {
    const own = await ownPost(req, res)
    const { to, problems } = readPostTo((req.body ?? {}) as Record<string, unknown>, own.postTo)
    if (!to) return show(res.status(422), own, { values: typedValues(req.body), errors: problems })
    await (own.may.again ? postAgain : changeAddress)(actOf(req, res), versionOf(req), to)
    await done(req, res, own.may.again ? 'parcels.done.again' : 'parcels.done.address')
  }

  async function takeCollection(req: Request, res: Response): Promise<void> {
    await collectInstead(actOf(req, res), versionOf(req))
    await done(req, res, 'parcels.done.collect')
  }

  async function takeArrival(req: Request, res: Response): Promise<void> {
    await sayArrived(actOf(req, res), versionOf(req))
    await done(req, res, 'parcels.done.arrived')
  }

  async function takeMissing(req: Request, res: Response): Promise<void> {
    await sayMissing(actOf(req, res), versionOf(req))
    await done(req, res, 'parcels.done.missing')
  }

  function done(
    req: Request,
    res: Response,
    said: `parcels.done.${'again' | 'address' | 'collect' | 'arrived' | 'missing'}`,
  ): Promise<void> {
    return seeOther(res, `/requests/${actOf(req, res).number}`, res.locals.t(said))
  }
}

const versionOf = (req: Request) => seenVersion.parse((req.body as { version?: unknown } | undefined)?.version)

const isSame = (one: Address, other: Address) => showAddress(one) === showAddress(other)

function typedOf(to: Address): Record<string, string> {
  return {
    delivery_to: 'other',
    delivery_street: to.street,
    delivery_number: to.streetNumber,
    delivery_postal_code: to.postalCode,
    delivery_area: to.area,
  }
}
