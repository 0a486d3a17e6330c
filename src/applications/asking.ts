/** Asking for a service that takes an application: page by page or all at once, then a look at everything, then send. */
import type { Request, Response } from 'express'
import { actorOf, citizenOf } from '../access/require.js'
import { removeFromDraft } from '../attachments/attachment.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { FormField, Service } from '../catalogue/definition.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { isUuid } from '../requests/addresses.js'
import { keyOf } from '../requests/body.js'
import { kindOf, type RequestKind } from '../requests/kind.js'
import { dropDraft } from '../requests/request.js'
import { findSealedDraft, keepTyped } from '../requests/sealed-draft.js'
import { filesNamed } from '../requests/uploads.js'
import { emptyForm } from '../web/forms.js'
import { seeOther } from '../web/see-other.js'
import { addressOf, askPages, type Problems } from './ask-pages.js'
import { type Filling, fill } from './filling.js'
import { type FormPage, wrongPage } from './form-pages.js'
import { keepFiles } from './paper-files.js'
import { sendHandler } from './sending.js'
import { standingOf } from './standing.js'
import { bringsAnswers, typedOf } from './typed.js'

type Body = Record<string, unknown>

export function askHandlers(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]) {
  const { pool } = portal
  const pages = askPages(portal, catalogue)
  const send = sendHandler(portal, catalogue, pages)
  return { show, answer, check, paper, discard }

  function serviceOf(req: Request): Service {
    const service = catalogue.service(String(req.params.slug))
    if (!service || !kindOf(kinds, service.channel)?.asksItself) throw new NotFound()
    return service
  }

  async function fillingOf(res: Response, service: Service): Promise<Filling> {
    const { id } = citizenOf(res)
    return fill(portal, id, service, await findSealedDraft(portal, id, service.slug))
  }

  async function show(req: Request, res: Response): Promise<void> {
    const service = serviceOf(req)
    if (actorOf(res).kind !== 'citizen') return pages.showWays(res, service)
    const filling = await fillingOf(res, service)
    const { step } = req.query
    if (step === 'all') return showForm(res, filling, undefined, {})
    const at = step === undefined ? whereToResume(filling) : filling.pages.find(({ key }) => key === step)
    if (at) return showForm(res, filling, at, {})
    await seeOther(res, `${addressOf(service)}${step === undefined ? '/check' : ''}`)
  }

  async function showForm(res: Response, filling: Filling, at: FormPage | undefined, problems: Problems): Promise<void> {
    await pages.showForm(res, filling, await standingOf(portal, citizenOf(res), filling.service), at, problems)
  }

  /** One address for every page, for the whole form at once, and for the last «send». */
  async function answer(req: Request, res: Response): Promise<void> {
    const service = serviceOf(req)
    const body = (req.body ?? {}) as Body
    if (body.confirmed === 'yes' && filesNamed(req).length === 0) return send(req, res, service, typedIn(service, body))
    const fileProblems = await takeIn(req, res, service, body)
    if (body.confirmed === 'yes' && Object.keys(fileProblems).length === 0) return send(req, res, service, {})
    const filling = await fillingOf(res, service)
    if (typeof body.step !== 'string' || body.step === 'all') return answerAll(res, filling, body, fileProblems)
    const at = filling.pages.find(({ key }) => key === body.step)
    if (!at) return seeOther(res, addressOf(service)) // it has nothing to ask any more
    await answerPage(res, filling, at, body, fileProblems)
  }

  /** Keeps what came, right or wrong, and the files one by one. Returns what is wrong with files. */
  async function takeIn(req: Request, res: Response, service: Service, body: Body): Promise<Problems> {
    const citizen = citizenOf(res)
    const draft = await keepTyped(portal, citizen.id, service, typedIn(service, body, await onPage(res, service, body)), keyOf(body))
    if (isUuid(body.remove)) await removeFromDraft(pool, citizen.id, body.remove)
    return keepFiles(portal, citizen.id, draft.id, service, filesNamed(req))
  }

  /** The fields that the page of this form showed; undefined where it showed all. */
  async function onPage(res: Response, service: Service, { step }: Body): Promise<FormField[] | undefined> {
    if (typeof step !== 'string' || step === 'all') return undefined
    return (await fillingOf(res, service)).pages.find(({ key }) => key === step)?.fields ?? []
  }

  async function answerAll(res: Response, filling: Filling, body: Body, fileProblems: Problems): Promise<void> {
    const here = staysHere(body)
    const problems = here !== undefined ? fileProblems : { ...filling.problems, ...fileProblems }
    if (Object.keys(problems).length) return showForm(res.status(422), filling, undefined, problems)
    await seeOther(res, `${addressOf(filling.service)}${here === undefined ? '/check' : `?step=all${here}`}`)
  }

  async function answerPage(res: Response, filling: Filling, at: FormPage, body: Body, fileProblems: Problems): Promise<void> {
    const address = addressOf(filling.service)
    const index = filling.pages.indexOf(at)
    const here = staysHere(body)
    const from = body.from === 'check' ? '&from=check' : ''
    const goesBack = body.go === 'back'
    const problems = here !== undefined || goesBack ? fileProblems : { ...ofPage(at, filling.problems), ...fileProblems }
    if (Object.keys(problems).length) return showForm(res.status(422), filling, at, problems)
    if (here !== undefined) return seeOther(res, `${address}?step=${at.key}${from}${here}`)
    const next = filling.pages[goesBack ? Math.max(0, index - 1) : index + 1]
    await seeOther(res, next && (goesBack || !from) ? `${address}?step=${next.key}` : `${address}/check`)
  }

  async function check(req: Request, res: Response): Promise<void> {
    const service = serviceOf(req)
    if (actorOf(res).kind !== 'citizen') return seeOther(res, addressOf(service))
    const filling = await fillingOf(res, service)
    const at = wrongPage(filling.pages, filling.problems)
    if (at) return seeOther(res, `${addressOf(service)}?step=${at.key}`, filling.draft && res.locals.t('applications.unfinished'))
    await pages.showCheck(res, filling, await standingOf(portal, citizenOf(res), service), emptyForm())
  }

  /** The form as far as it is filled in, to be signed and brought along. */
  async function paper(req: Request, res: Response): Promise<void> {
    await pages.showPaper(res, await fillingOf(res, serviceOf(req)))
  }

  async function discard(req: Request, res: Response): Promise<void> {
    const service = serviceOf(req)
    await dropDraft(pool, citizenOf(res).id, service.slug)
    await seeOther(res, `/services/${service.slug}`, res.locals.t('requests.discarded'))
  }
}

/** `onForm` undefined: all of them, if the form brought any answer at all. */
function typedIn(service: Service, body: Body, onForm?: FormField[]) {
  return typedOf(service, body, onForm ?? (bringsAnswers(service, body) ? service.fields : []))
}

/** The first page that is not right yet; of a form not begun, the first. Undefined: everything is. */
function whereToResume({ draft, pages, problems }: Filling): FormPage | undefined {
  return draft ? wrongPage(pages, problems) : pages[0]
}

const ofPage = ({ names }: FormPage, problems: Problems): Problems =>
  Object.fromEntries(Object.entries(problems).filter(([name]) => names.has(name)))

/** A file was added or taken away: the same page again, at its paper. Undefined: it goes on. */
function staysHere({ attach, remove }: Body): string | undefined {
  if (typeof attach === 'string' && /^[a-z0-9_]{1,64}$/.test(attach)) return `#paper-${attach}`
  return typeof remove === 'string' ? '' : undefined
}
