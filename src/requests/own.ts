/** What I asked for: the list, one of them, and what I may still do with it. */
import type { Request, Response } from 'express'
import * as z from 'zod'
import { citizenOf } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { NotFound } from '../errors.js'
import { lines } from '../fields/schemas.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, seenVersion, typedValues } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { createThrottle } from '../web/throttle.js'
import { cursorOf, isUuid, sendPhoto } from './addresses.js'
import { listDrafts } from './draft-store.js'
import { listEvents } from './event-store.js'
import { answersOf, formSchema, named } from './form.js'
import { type Answers, calledOf, type RequestKind } from './kind.js'
import { movesFrom } from './moves.js'
import { parseNumber, showNumber } from './number.js'
import { listRequestPhotos, readOwnPhoto } from './photo-store.js'
import { actAsOwner, type OwnerAct } from './request.js'
import { findOwnRequest, listOwnRequests, type RequestDetail, type RequestRow } from './store.js'
import { summaryOf } from './summary.js'
import { colourOf, timelineOf } from './timeline.js'

const pageSize = 20
const longest = 4000
const messageForm = z.strictObject({ version: seenVersion, message: lines(longest) })
const withdrawForm = z.strictObject({ version: seenVersion })

export function ownHandlers(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]) {
  const { pool, config } = portal
  const messages = createThrottle(portal, 'message', config.limits.LIMIT_MESSAGES_ACCOUNT_HOUR, 3600)
  return { list, show, photo, mendForm, mend, withdraw, write, reopen }

  async function list(req: Request, res: Response): Promise<void> {
    const citizen = citizenOf(res)
    const before = cursorOf(req.query.before)
    const [rows, drafts] = await Promise.all([
      listOwnRequests(pool, citizen.id, before, pageSize + 1),
      before ? [] : listDrafts(pool, citizen.id),
    ])
    const shown = rows.slice(0, pageSize)
    const last = rows.length > pageSize ? shown.at(-1) : undefined
    page(res, 'requests/list', {
      title: res.locals.t('requests.list.title'),
      rows: shown.map(row => lineOf(res, row)),
      drafts: drafts.map(draft => ({ ...draft, title: catalogue.service(draft.service)?.title })),
      older: last && `/requests?before=${last.submittedAt.toISOString()}_${last.id}`,
      newest: before ? '/requests' : undefined,
    })
  }

  function lineOf(res: Response, row: RequestRow) {
    const kind = kinds.find(one => one.kind === row.kind)
    return {
      number: row.number,
      shown: showNumber(row.number),
      title: row.title,
      ...kind?.headline(row.subcategories, row.answers),
      status: row.status,
      label: res.locals.t(`requests.status.${calledOf(kind, row.status)}` as TextKey),
      colour: colourOf(row.status),
      submittedAt: row.submittedAt,
    }
  }

  async function requestOf(req: Request, res: Response): Promise<{ request: RequestDetail; kind: RequestKind }> {
    const number = parseNumber(req.params.number)
    const request = number && (await findOwnRequest(pool, citizenOf(res).id, number))
    const kind = request && kinds.find(one => one.kind === request.kind)
    if (!request || !kind) throw new NotFound()
    return { request, kind }
  }

  async function show(req: Request, res: Response): Promise<void> {
    const { request, kind } = await requestOf(req, res)
    await showRequest(res, request, kind, emptyForm())
  }

  async function showRequest(res: Response, request: RequestDetail, kind: RequestKind, form: FormState): Promise<void> {
    const [events, photos] = await Promise.all([listEvents(pool, request.id, false), listRequestPhotos(pool, request.id)])
    const { t, page: base } = res.locals
    page(res, 'requests/show', {
      title: t('requests.show.title', { number: showNumber(request.number) }),
      request,
      shown: showNumber(request.number),
      label: t(`requests.status.${calledOf(kind, request.status)}` as TextKey),
      colour: colourOf(request.status),
      next: t(`requests.next.${calledOf(kind, request.status)}` as TextKey, { body: request.forwardedTo ?? '' }),
      rows: summaryOf(base, request, request.answers),
      timeline: timelineOf(base, events),
      photos,
      department: catalogue.department(request.department),
      may: new Set(movesFrom(kind.moves, request.status, 'owner').map(move => move.name)),
      form,
    })
  }

  async function photo(req: Request, res: Response): Promise<void> {
    const { id } = req.params
    const bytes = isUuid(id) ? await readOwnPhoto(pool, citizenOf(res).id, id, req.query.small === '1') : undefined
    if (!bytes) throw new NotFound()
    sendPhoto(res, bytes)
  }

  async function mendForm(req: Request, res: Response): Promise<void> {
    const { request, kind } = await requestOf(req, res)
    if (!movesFrom(kind.moves, request.status, 'owner').some(move => move.name === 'mend'))
      return seeOther(res, `/requests/${request.number}`)
    showMend(res, request, emptyForm(request.answers))
  }

  function showMend(res: Response, request: RequestDetail, form: FormState): void {
    page(res, 'requests/mend', {
      title: res.locals.t('requests.mend.title'),
      request,
      shown: showNumber(request.number),
      fields: request.fields.filter(field => field.type !== 'file'),
      subcategories: request.subcategories,
      streets: catalogue.streets.map(street => street.name),
      tileUrl: config.tileUrl,
      form,
    })
  }

  async function mend(req: Request, res: Response): Promise<void> {
    const { request, kind } = await requestOf(req, res)
    const { version: seen, ...body } = (req.body ?? {}) as Record<string, unknown>
    const parsed = parseForm(formSchema(request), body)
    const answers: Answers = parsed.ok ? answersOf(request, parsed.data) : {}
    const problems: Record<string, string> = parsed.ok ? checkAgain(kind, request, answers) : named(res, request.fields, parsed.form.errors)
    if (Object.keys(problems).length) return showMend(res.status(422), request, { values: typedValues(body), errors: problems })
    const urgent = kind.isUrgent(request.subcategories, answers)
    await actAsOwner(portal, kind, citizenOf(res), request.number, seenVersion.parse(seen), { name: 'mend', answers, urgent })
    await seeOther(res, `/requests/${request.number}`, res.locals.t('requests.mended'))
  }

  function checkAgain(kind: RequestKind, request: RequestDetail, answers: Answers) {
    const service = catalogue.service(request.service)
    return service ? kind.check(service, answers) : {}
  }

  function withdraw(req: Request, res: Response): Promise<void> {
    return act(req, res, 'withdraw', withdrawForm, 'requests.withdrawn')
  }

  function write(req: Request, res: Response): Promise<void> {
    return act(req, res, 'message', messageForm, 'requests.written')
  }

  function reopen(req: Request, res: Response): Promise<void> {
    return act(req, res, 'reopen', messageForm, 'requests.reopened')
  }

  async function act(
    req: Request,
    res: Response,
    name: OwnerAct['name'],
    schema: typeof messageForm | typeof withdrawForm,
    said: 'requests.withdrawn' | 'requests.written' | 'requests.reopened',
  ): Promise<void> {
    const { request, kind } = await requestOf(req, res)
    const parsed = parseForm(schema, req.body)
    if (!parsed.ok) return showRequest(res.status(422), request, kind, askingForWords(res, parsed.form))
    if (name === 'message') await messages.take(citizenOf(res).id)
    const text = 'message' in parsed.data ? parsed.data.message : undefined
    await actAsOwner(portal, kind, citizenOf(res), request.number, parsed.data.version, { name, text })
    await seeOther(res, `/requests/${request.number}`, res.locals.t(said))
  }
}

/** The page has one field to write in: what is missing is the message. */
function askingForWords(res: Response, form: FormState): FormState {
  if (form.errors.message !== 'fields.text.required') return form
  return { ...form, errors: { ...form.errors, message: res.locals.t('requests.messageMissing') } }
}
