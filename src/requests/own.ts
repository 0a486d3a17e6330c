/** One of the things I asked for, and what I may still do with it. */
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
import { isUuid, sendPhoto } from './addresses.js'
import { withAnswers } from './answers.js'
import { listEvents } from './event-store.js'
import { answersOf, formSchema, named } from './form.js'
import { type Answers, calledOf, type RequestKind } from './kind.js'
import { movesFrom } from './moves.js'
import { parseNumber, showNumber } from './number.js'
import { ownList } from './own-list.js'
import { listRequestPhotos, readOwnPhoto } from './photo-store.js'
import { actAsOwner, type OwnerAct } from './request.js'
import { findOwnRequest, type RequestDetail } from './store.js'
import { summaryOf } from './summary.js'
import { colourOf, timelineOf } from './timeline.js'

const longest = 4000
const messageForm = z.strictObject({ version: seenVersion, message: lines(longest) })
const withdrawForm = z.strictObject({ version: seenVersion })

export function ownHandlers(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]) {
  const { pool, config } = portal
  const messages = createThrottle(portal, 'message', config.limits.LIMIT_MESSAGES_ACCOUNT_HOUR, 3600)
  return { list: ownList(portal, catalogue, kinds), show, photo, mendForm, mend, withdraw, write, reopen }

  async function requestOf(req: Request, res: Response): Promise<{ request: RequestDetail; kind: RequestKind }> {
    const number = parseNumber(req.params.number)
    const request = number && (await findOwnRequest(pool, citizenOf(res).id, number))
    const kind = request && kinds.find(one => one.kind === request.kind)
    if (!request || !kind) throw new NotFound()
    return { request: withAnswers(portal, 'service_request', request), kind }
  }

  async function show(req: Request, res: Response): Promise<void> {
    const { request, kind } = await requestOf(req, res)
    await showRequest(res, request, kind, emptyForm())
  }

  async function showRequest(res: Response, request: RequestDetail, kind: RequestKind, form: FormState): Promise<void> {
    const [events, photos, parts] = await Promise.all([
      listEvents(pool, request.id, false),
      listRequestPhotos(pool, request.id),
      kind.ownParts?.(portal, res, request) ?? [],
    ])
    const { t, page: base } = res.locals
    page(res, 'requests/show', {
      title: t('requests.show.title', { number: showNumber(request.number) }),
      request,
      shown: showNumber(request.number),
      label: t(`requests.status.${calledOf(kind, request.status)}` as TextKey),
      colour: colourOf(request.status),
      next: t(`requests.next.${calledOf(kind, request.status)}` as TextKey, { body: request.forwardedTo ?? '' }),
      parts,
      asks: request.status === 'needs_info' && !parts.some(part => part.replies),
      facts: factsOf(res, request, kind),
      rows: kind.ownParts ? [] : summaryOf(base, request, request.answers),
      timeline: timelineOf(base, events),
      photos,
      department: catalogue.department(request.department),
      may: new Set(movesFrom(kind.moves, request.status, 'owner').map(move => move.name)),
      form,
    })
  }

  /** A kind with parts of its own tells its deadline there. */
  function factsOf(res: Response, { submittedAt, department, dueOn, closedAt }: RequestDetail, kind: RequestKind) {
    const { t, page: base } = res.locals
    const name = catalogue.department(department)?.name
    return [
      ...(kind.ownParts ? [] : [{ key: t('requests.submittedAt'), value: base.dateTime(submittedAt) }]),
      ...(name ? [{ key: t('requests.department'), value: base.pick(name) }] : []),
      ...(dueOn && !closedAt && !kind.ownParts ? [{ key: t('requests.usualBy'), value: base.date(dueOn) }] : []),
    ]
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
