/** One case on the desk: everything about it, and the moves that this clerk may make. */
import type { Request, Response } from 'express'
import { staffOf } from '../access/require.js'
import { record } from '../audit/audit.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { Conflict, NotFound } from '../errors.js'
import { showPhone } from '../fields/phone.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, typedValues, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { withAnswers } from './answers.js'
import { daysLeftOf, warnDays } from './days-left.js'
import { type Askable, deskForm, wordsOf } from './desk-form.js'
import { type DeskRequest, findDeskRequest, findNumber } from './desk-store.js'
import { readyTexts, whereOf } from './desk-texts.js'
import { listEvents } from './event-store.js'
import { moveRequest, previewMove } from './handling.js'
import { calledOf, type RequestKind } from './kind.js'
import { type Move, moveNamed, movesOfClerk } from './moves.js'
import { parseNumber, showNumber } from './number.js'
import { listRequestPhotos } from './photo-store.js'
import { summaryOf } from './summary.js'
import { colourOf, timelineOf } from './timeline.js'
import { listOtherViewers, upsertViewer } from './viewer-store.js'

/** `tried`: the move whose form stands open, with what was typed. `late`: somebody was faster. */
type Shown = { form: FormState; tried?: Move; chosen?: string; late?: boolean }

export function caseHandlers(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]) {
  const { pool } = portal
  return { show, move }

  async function requestOf(req: Request, res: Response): Promise<{ request: DeskRequest; kind: RequestKind }> {
    const number = parseNumber(req.params.number)
    const request = number && (await findDeskRequest(pool, staffOf(res).departments, number))
    const kind = request && kinds.find(one => one.kind === request.kind)
    if (!request || !kind) throw new NotFound()
    return { request: withAnswers(portal, 'service_request', request), kind }
  }

  async function show(req: Request, res: Response): Promise<void> {
    const { request, kind } = await requestOf(req, res)
    await showRequest(res, request, kind, {
      form: emptyForm(),
      chosen: typeof req.query.text === 'string' ? req.query.text : undefined,
    })
  }

  /** Showing somebody's case is itself on record, each time: they may ask who looked. */
  async function showRequest(res: Response, request: DeskRequest, kind: RequestKind, shown: Shown): Promise<void> {
    const { t, page: base } = res.locals
    const clerk = staffOf(res)
    await look(request, clerk)
    const department = catalogue.department(request.department)
    const [events, photos, viewers, texts, papers, parts] = await Promise.all([
      listEvents(pool, request.id, true),
      listRequestPhotos(pool, request.id),
      listOtherViewers(pool, request.id, clerk.id),
      readyTexts(portal, request, department, clerk, shown.chosen),
      kind.papersOf?.(pool, request.id) ?? [],
      kind.deskParts?.(portal, res, request) ?? [],
    ])
    const timeline = timelineOf(base, events, true)
    const clock = daysLeftOf(t, request)
    page(res, 'requests/desk/show', {
      title: t('desk.show.title', { number: showNumber(request.number) }),
      request,
      shown: showNumber(request.number),
      headline: kind.headline(request.subcategories, request.answers),
      label: t(`requests.status.${calledOf(kind, request.status)}` as TextKey),
      colour: colourOf(request.status),
      clock,
      warned: clock?.left !== undefined && clock.left <= warnDays && !request.delayToldAt,
      rows: summaryOf(base, request, request.answers),
      contact: contactOf(request),
      viewers,
      timeline,
      last: timeline.at(-1),
      photos,
      parts,
      papers,
      fields: fieldsToAsk(request, kind),
      texts,
      moves: movesOfClerk(kind.moves, request, clerk.id),
      departments: catalogue.departments.filter(one => one.slug !== request.department),
      department,
      bodies: bodiesOf(request),
      outcomes: kind.outcomes,
      tried: shown.tried?.name ?? openedBy(texts.choices),
      late: shown.late ?? false,
      form: shown.form,
    })
  }

  async function look(request: DeskRequest, clerk: ReturnType<typeof staffOf>): Promise<void> {
    const { citizen } = request
    const about = citizen ? { type: 'citizen', id: citizen.id } : { type: 'request', id: request.id }
    await record(pool, clerk, 'person.viewed', about, { reason: `request ${request.id}` })
    await upsertViewer(pool, request.id, clerk.id)
  }

  async function move(req: Request, res: Response): Promise<void> {
    const { request, kind } = await requestOf(req, res)
    const chosen = moveNamed(kind.moves, String(req.params.move))
    if (chosen?.by !== 'clerk') throw new NotFound()
    const parsed = parseForm(deskForm(chosen, kind, catalogue, await askableOf(request, kind)), req.body)
    if (!parsed.ok) return showRequest(res.status(422), request, kind, { form: named(res, parsed.form, chosen), tried: chosen })
    const { data } = parsed
    const typed = emptyForm(typedValues(req.body))
    if (data.change) return showRequest(res, request, kind, { form: typed, tried: chosen })
    if (data.duplicate_of && !(await isOther(res, request, data.duplicate_of)))
      return showRequest(res.status(422), request, kind, {
        form: withError(req.body, 'duplicate_of', 'desk.conflict.noSuchNumber'),
        tried: chosen,
      })
    try {
      await (data.preview ? preview : make)(res, request, kind, chosen, data, typed)
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      const now = await requestOf(req, res).catch(() => undefined) // it may have gone to another department
      if (!now) throw error
      await showRequest(res.status(409), now.request, kind, { form: typed, tried: chosen, late: true })
    }
  }

  type Data = Parameters<typeof wordsOf>[0]

  async function make(res: Response, request: DeskRequest, kind: RequestKind, chosen: Move, data: Data): Promise<void> {
    await moveRequest(portal, kind, staffOf(res), request.number, data.version, chosen.name, wordsOf(data, catalogue))
    const away = data.department && !staffOf(res).departments.includes(data.department)
    await seeOther(res, away ? '/desk/requests' : `/desk/requests/${request.number}`, res.locals.t('desk.done'))
  }

  /** The very letter, before it goes: made by the move itself, which is then taken back. */
  async function preview(
    res: Response,
    request: DeskRequest,
    kind: RequestKind,
    chosen: Move,
    data: Data,
    typed: FormState,
  ): Promise<void> {
    const letter = await previewMove(portal, kind, staffOf(res), request.number, data.version, chosen.name, wordsOf(data, catalogue))
    const { preview: _preview, ...values } = typed.values
    page(res, 'requests/desk/preview', {
      title: res.locals.t('desk.preview.title'),
      shown: showNumber(request.number),
      move: chosen.name,
      action: `/desk/requests/${request.number}/moves/${chosen.name}`,
      letter,
      given: Object.entries(values).flatMap(([name, value]) => [value].flat().map(one => [name, one])),
    })
  }

  async function isOther(res: Response, request: DeskRequest, other: string): Promise<boolean> {
    return other !== request.number && (await findNumber(pool, staffOf(res).departments, other))
  }

  async function askableOf(request: DeskRequest, kind: RequestKind): Promise<Askable> {
    const papers = (await kind.papersOf?.(pool, request.id)) ?? []
    const { department } = request
    return { papers: papers.map(one => one.field), fields: fieldsToAsk(request, kind).map(one => one.key), department }
  }
}

/** What the counter has checked is put right at the counter; only a telephone is filled in and still one's own to change. */
const fieldsToAsk = ({ fields }: DeskRequest, { settled }: RequestKind) =>
  fields.filter(({ key, type, prefill }) => type !== 'file' && !settled?.includes(key) && (!prefill || prefill === 'phone'))

/** A text that was picked opens the form it is for. */
function openedBy(choices: Record<string, { chosen: boolean }[]>): string | undefined {
  const move = Object.keys(choices).find(name => choices[name]?.some(one => one.chosen))
  return move && whereOf(move).form
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

/** «Συμπληρώστε το πεδίο» says too little among ten moves: the sentence names the field. */
function named(res: Response, form: FormState, { name }: Move): FormState {
  const { t } = res.locals
  const labels: Record<string, TextKey> = { body: 'desk.form.bodyLabel', challenge: 'desk.form.challengeLabel' }
  const label = (key: string) => t(labels[key] ?? (`desk.move.${name}.label` as TextKey))
  const errors = Object.entries(form.errors).map(([key, problem]) => [
    key,
    problem === 'fields.text.required' ? t('requests.missing', { label: label(key) }) : problem,
  ])
  return { ...form, errors: Object.fromEntries(errors) }
}
