/** One batch: on paper, as often as the printer wants it, and with its numbers. */
import type { Request, Response } from 'express'
import { staffOf } from '../access/require.js'
import { record } from '../audit/audit.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { Conflict, NotFound } from '../errors.js'
import { parseS10, showS10 } from '../fields/s10.js'
import type { TextKey, Translate } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { isUuid } from '../requests/addresses.js'
import type { RequestKind } from '../requests/kind.js'
import { showNumber } from '../requests/number.js'
import { showProtocol } from '../requests/protocol.js'
import { emptyForm, type FormState } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { showAddress } from './delivery.js'
import { labelQuery } from './forms.js'
import { labelsPdf, placesOf } from './label-pdf.js'
import { lettersPdf } from './letter-pdf.js'
import { type Batch, findBatch, listBatchParcels, type RoomParcel } from './post-room-store.js'
import { postParcel } from './posting.js'
import type { Printed } from './printed.js'

type Open = { batch: Omit<Batch, 'waiting'>; parcels: RoomParcel[] }

export function batchHandlers(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]) {
  const { pool, config } = portal
  const { municipality } = config
  return { show, letters, labels, takeNumbers }

  /** A batch without anything of the clerk's departments is not found. */
  async function batchOf(req: Request, res: Response): Promise<Open> {
    const { id } = req.params
    const clerk = staffOf(res)
    const batch = isUuid(id) ? await findBatch(pool, id) : undefined
    const parcels = batch ? await listBatchParcels(pool, clerk.departments, batch.id) : []
    if (!batch || parcels.length === 0) throw new NotFound()
    return { batch, parcels }
  }

  /** Whoever printed it has that on record; whoever else looks gets a line for each person. */
  async function looked(res: Response, { batch, parcels }: Open): Promise<void> {
    const clerk = staffOf(res)
    if (batch.printedById === clerk.id) return
    for (const { request } of parcels)
      if (request.citizenId) {
        const subject = { type: 'citizen', id: request.citizenId }
        await record(pool, clerk, 'person.viewed', subject, { reason: `request ${request.id}` })
      }
  }

  async function show(req: Request, res: Response): Promise<void> {
    const open = await batchOf(req, res)
    await looked(res, open)
    showBatch(res, open, emptyForm())
  }

  function showBatch(res: Response, { batch, parcels }: Open, form: FormState): void {
    const rows = parcels.map(parcel => rowOf(parcel))
    const first = rows.find(row => form.errors[row.field]) ?? rows.find(row => row.open)
    page(res, 'parcels/desk/batch', {
      title: res.locals.t('parcels.desk.batch'),
      batch,
      rows: rows.map(row => ({ ...row, focus: row === first })),
      left: rows.filter(row => row.open).length,
      labels: municipality.post.labels.map(format => ({ ...format, places: placesOf(format) })),
      names: Object.fromEntries(rows.map(row => [row.field, row.recipient])),
      form,
    })
  }

  async function letters(req: Request, res: Response): Promise<void> {
    const printed = await printedOf(req, res, req.query.only)
    sendPdf(res, 'letters', await lettersPdf(municipality, printed, res.locals.lang))
  }

  async function labels(req: Request, res: Response): Promise<void> {
    const parsed = labelQuery(municipality.post).safeParse(req.query)
    if (!parsed.success) {
      const values = Object.fromEntries(
        Object.entries(req.query).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
      return showBatch(res.status(422), await batchOf(req, res), { values, errors: { start: 'parcels.wrong.start' } })
    }
    const { format, start, only } = parsed.data
    const printed = await printedOf(req, res, only)
    sendPdf(res, 'labels', await labelsPdf(municipality, format, start, printed, res.locals.lang))
  }

  /** What of the batch still waits for its number, or the one that is asked for. */
  async function printedOf(req: Request, res: Response, only: unknown): Promise<Printed[]> {
    const open = await batchOf(req, res)
    await looked(res, open)
    const chosen = open.parcels.filter(parcel => isOpen(parcel) && (!only || parcel.id === only))
    if (chosen.length === 0) throw new Conflict('parcels.conflict.nothing')
    return chosen.map(parcel => ({ ...parcel, ...parcel.request, department: departmentOf(parcel) }))
  }

  function departmentOf({ request: { department } }: RoomParcel) {
    return catalogue.department(department)?.name ?? municipality.name
  }

  /** All right numbers are taken; the page comes back with those that are not, as they were typed. */
  async function takeNumbers(req: Request, res: Response): Promise<void> {
    const { parcels } = await batchOf(req, res)
    const body = (req.body ?? {}) as Record<string, unknown>
    const room = { portal, kinds, clerk: staffOf(res) }
    const form: FormState = { values: {}, errors: {} }
    let posted = 0
    for (const { id } of parcels) {
      const typed = body[fieldOf(id)]
      if (typed === undefined || typed === '') continue
      const problem = typeof typed === 'string' ? await tryNumber(room, id, typed, res.locals.t) : res.locals.t('fields.repeated')
      if (!problem) posted += 1
      else Object.assign(form.values, { [fieldOf(id)]: String(typed) })
      if (problem) form.errors[fieldOf(id)] = problem
    }
    await answer(req, res, form, posted)
  }

  async function answer(req: Request, res: Response, form: FormState, posted: number): Promise<void> {
    const { t } = res.locals
    const said = posted > 0 ? t('parcels.done.posted', { count: posted }) : undefined
    const failed = Object.keys(form.errors).length > 0
    if (!failed && said) return seeOther(res, `/desk/post/batches/${String(req.params.id)}`, said)
    if (!failed) form.errors[''] = 'parcels.missing.numbers'
    if (said) res.locals.page.flash = said
    showBatch(res.status(422), await batchOf(req, res), form)
  }
}

async function tryNumber(room: Parameters<typeof postParcel>[0], id: string, typed: string, t: Translate): Promise<string | undefined> {
  const parsed = parseS10(typed)
  if (!parsed.ok) return t(`fields.${parsed.error}`)
  const problem = await postParcel(room, id, parsed.s10)
  return problem && t(problem.text as TextKey, problem.values)
}

/** A field of a form has no dashes in its name. */
const fieldOf = (id: string) => `tracking_${id.replaceAll('-', '')}`
const isOpen = ({ status, request }: RoomParcel) => status === 'printed' && request.status === 'approved'

function rowOf(parcel: RoomParcel) {
  const { id, request, tracking } = parcel
  return {
    ...parcel,
    field: fieldOf(id),
    open: isOpen(parcel),
    address: showAddress(parcel),
    shown: showNumber(request.number),
    protocol: request.protocol && showProtocol(request.protocol),
    tracking: tracking && showS10(tracking),
  }
}

function sendPdf(res: Response, name: 'letters' | 'labels', file: Buffer): void {
  const { t } = res.locals
  res.set('Cache-Control', 'no-store').set('Content-Disposition', `inline; filename="${t(`parcels.file.${name}`)}.pdf"`)
  res.type('application/pdf').send(file)
}
