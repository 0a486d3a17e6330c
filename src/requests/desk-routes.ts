/** The clerk's side of requests: the queues of their departments, and one request with its allowed moves. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import { record } from '../audit/audit.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { NotFound } from '../errors.js'
import { showPhone } from '../fields/phone.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { cursorOf, isUuid, sendPhoto } from './addresses.js'
import { deskForm } from './desk-form.js'
import {
  countQueues,
  type DeskRequest,
  findDeskRequest,
  findNumber,
  listClosed,
  listQueue,
  type Queue,
  type QueueRow,
  queues,
} from './desk-store.js'
import { listEvents } from './event-store.js'
import { moveRequest } from './handling.js'
import { calledOf, type RequestKind } from './kind.js'
import { type Move, moveNamed, movesFrom } from './moves.js'
import { parseNumber, showNumber } from './number.js'
import { listRequestPhotos, readDeskPhoto } from './photo-store.js'
import { summaryOf } from './summary.js'
import { colourOf, timelineOf } from './timeline.js'

const pageSize = 50

export function requestDeskRoutes(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]): Router {
  const { pool } = portal
  const router = Router()
  router.get('/desk/requests', requires('desk:read-queue'), list)
  router.get('/desk/requests/:number', requires('desk:read-request'), show)
  router.post('/desk/requests/:number/moves/:move', requires('desk:work-request'), move)
  router.get('/desk/photos/:id', requires('desk:read-request'), photo)
  return router

  async function list(req: Request, res: Response): Promise<void> {
    const clerk = staffOf(res)
    const found = typeof req.query.number === 'string' ? parseNumber(req.query.number) : undefined
    if (found && (await findNumber(pool, clerk.departments, found))) return seeOther(res, `/desk/requests/${found}`)
    const queue = queues.find(one => one === req.query.queue) ?? 'new'
    const [rows, counts] = await Promise.all([rowsOf(clerk, queue, req.query.after), countQueues(pool, clerk.departments, clerk.id)])
    const shown = rows.slice(0, pageSize)
    const last = rows.length > pageSize ? shown.at(-1) : undefined
    page(res, 'requests/desk/queue', {
      title: res.locals.t('desk.queue.title'),
      queue,
      queues,
      counts,
      rows: shown.map(row => lineOf(res, row)),
      more: last && `/desk/requests?queue=${queue}&after=${last.submittedAt.toISOString()}_${last.id}`,
      first: req.query.after ? `/desk/requests?queue=${queue}` : undefined,
      unknownNumber: typeof req.query.number === 'string' && req.query.number !== '' ? req.query.number.slice(0, 20) : undefined,
    })
  }

  function rowsOf(clerk: { id: string; departments: string[] }, queue: Queue, typed: unknown): Promise<QueueRow[]> {
    const ask = { departments: clerk.departments, staffId: clerk.id, after: cursorOf(typed), most: pageSize + 1 }
    return queue === 'closed' ? listClosed(pool, ask) : listQueue(pool, { ...ask, queue })
  }

  function lineOf(res: Response, row: QueueRow) {
    const kind = kinds.find(one => one.kind === row.kind)
    return {
      ...row,
      shown: showNumber(row.number),
      ...kind?.headline(row.subcategories, row.answers),
      label: res.locals.t(`requests.status.${calledOf(kind, row.status)}` as TextKey),
      colour: colourOf(row.status),
    }
  }

  async function requestOf(req: Request, res: Response): Promise<{ request: DeskRequest; kind: RequestKind }> {
    const number = parseNumber(req.params.number)
    const request = number && (await findDeskRequest(pool, staffOf(res).departments, number))
    const kind = request && kinds.find(one => one.kind === request.kind)
    if (!request || !kind) throw new NotFound()
    return { request, kind }
  }

  async function show(req: Request, res: Response): Promise<void> {
    const { request, kind } = await requestOf(req, res)
    await showRequest(res, request, kind, emptyForm(), undefined)
  }

  /** Showing somebody's case is itself on record, each time: they may ask who looked. */
  async function showRequest(
    res: Response,
    request: DeskRequest,
    kind: RequestKind,
    form: FormState,
    tried: Move | undefined,
  ): Promise<void> {
    const [events, photos] = await Promise.all([listEvents(pool, request.id, true), listRequestPhotos(pool, request.id)])
    const { t, page: base } = res.locals
    const clerk = staffOf(res)
    const { citizen } = request
    if (citizen) await record(pool, clerk, 'person.viewed', { type: 'citizen', id: citizen.id }, { reason: `request ${request.id}` })
    page(res, 'requests/desk/show', {
      title: t('desk.show.title', { number: showNumber(request.number) }),
      request,
      shown: showNumber(request.number),
      headline: kind.headline(request.subcategories, request.answers),
      label: t(`requests.status.${calledOf(kind, request.status)}` as TextKey),
      colour: colourOf(request.status),
      rows: summaryOf(base, request, request.answers),
      contact: contactOf(request),
      timeline: timelineOf(base, events, true),
      photos,
      moves: movesFrom(kind.moves, request.status, 'clerk').filter(one => one.byAnyone || request.assigneeId === clerk.id),
      departments: catalogue.departments.filter(one => one.slug !== request.department),
      department: catalogue.department(request.department),
      bodies: bodiesOf(request),
      outcomes: kind.outcomes,
      tried: tried?.name,
      form,
    })
  }

  async function move(req: Request, res: Response): Promise<void> {
    const { request, kind } = await requestOf(req, res)
    const chosen = moveNamed(kind.moves, String(req.params.move))
    if (chosen?.by !== 'clerk') throw new NotFound()
    const parsed = parseForm(deskForm(chosen, kind, catalogue), req.body)
    if (!parsed.ok) return showRequest(res.status(422), request, kind, named(res, parsed.form, chosen), chosen)
    const { version, text, department, body, outcome, duplicate_of } = parsed.data
    if (duplicate_of && (duplicate_of === request.number || !(await findNumber(pool, staffOf(res).departments, duplicate_of))))
      return showRequest(res.status(422), request, kind, withError(req.body, 'duplicate_of', 'desk.conflict.noSuchNumber'), chosen)
    const words = { text, body, outcome, duplicateOf: duplicate_of, department: department ? catalogue.department(department) : undefined }
    await moveRequest(portal, kind, staffOf(res), request.number, version, chosen.name, words)
    const away = department && !staffOf(res).departments.includes(department)
    await seeOther(res, away ? '/desk/requests' : `/desk/requests/${request.number}`, res.locals.t('desk.done'))
  }

  /** The small ones belong to the page of the case, which is on record; the whole picture is opened by itself. */
  async function photo(req: Request, res: Response): Promise<void> {
    const { id } = req.params
    const small = req.query.small === '1'
    const found = isUuid(id) ? await readDeskPhoto(pool, staffOf(res).departments, id, small) : undefined
    if (!found) throw new NotFound()
    const owner = found.citizenId && { type: 'citizen', id: found.citizenId }
    if (owner && !small) await record(pool, staffOf(res), 'photo.viewed', owner, { reason: `request ${found.requestId}` })
    sendPhoto(res, found.bytes)
  }

  function contactOf({ citizen }: DeskRequest): string[] {
    if (!citizen) return []
    return [citizen.email, ...[citizen.mobile, citizen.phone].filter(one => one !== null).map(showPhone)]
  }

  /** Where such matters usually go, to choose from. */
  function bodiesOf(request: DeskRequest): string[] {
    const named = request.subcategories.map(one => one.forwardTo?.el).filter(one => one !== undefined)
    return [...new Set(named)]
  }
}

/** «Συμπληρώστε το πεδίο» says too little among ten moves: the sentence names the field. */
function named(res: Response, form: FormState, { name }: Move): FormState {
  const { t } = res.locals
  const label = (key: string) => t((key === 'body' ? 'desk.form.bodyLabel' : `desk.move.${name}.label`) as TextKey)
  const errors = Object.entries(form.errors).map(([key, problem]) => [
    key,
    problem === 'fields.text.required' ? t('requests.missing', { label: label(key) }) : problem,
  ])
  return { ...form, errors: Object.fromEntries(errors) }
}
