/** Asking for a service: what it is about, then the form, then a look at everything, then send. */
import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import { actorOf, citizenOf } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Service } from '../catalogue/definition.js'
import { BadInput, NotFound, NotSignedIn } from '../errors.js'
import type { Portal } from '../portal.js'
import { emptyForm, type FormState, parseForm, typedValues } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { createThrottle } from '../web/throttle.js'
import { isUuid } from './addresses.js'
import { answersTyped, hasAnswers, isOnlyChoice, keyOf, subcategoryOf, takesPhotos } from './body.js'
import { type Draft, draftOf, saveDraft } from './draft.js'
import { draftPhotos } from './draft-photos.js'
import { deleteDraft } from './draft-store.js'
import { answersOf, formSchema, named } from './form.js'
import { type Answers, kindOf, type RequestKind } from './kind.js'
import { deleteDraftPhoto } from './photo-store.js'
import { submitRequest } from './request.js'
import { findBySubmissionKey } from './store.js'
import { summaryOf } from './summary.js'
import { filesOf, leftPhotosUnread } from './uploads.js'

const megabyte = 1024 * 1024

export function askHandlers(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]) {
  const { pool, config } = portal
  const photos = draftPhotos(portal)
  const byAddress = createThrottle(portal, 'request-address', config.limits.LIMIT_REQUESTS_ADDRESS_HOUR, 3600)
  return { show, answer, check, addPhoto, removePhoto, discard }

  function serviceOf(req: Request): { service: Service; kind: RequestKind } {
    const service = catalogue.service(String(req.params.slug))
    const kind = service && kindOf(kinds, service.channel)
    if (!service || !kind || kind.asksItself) throw new NotFound()
    return { service, kind }
  }

  async function show(req: Request, res: Response): Promise<void> {
    const { service } = serviceOf(req)
    const draft = await draftOf(pool, actorOf(res), req, service.slug)
    const chosen = subcategoryOf(service, req.query.subcategory) ?? subcategoryOf(service, draft?.answers.subcategory)
    if (service.subcategories?.length && (!chosen || req.query.change !== undefined)) return showChoice(res, service, draft, emptyForm())
    const values = { ...draft?.answers, ...(chosen ? { subcategory: chosen } : {}) }
    await showForm(res, service, emptyForm(values), draft)
  }

  function showChoice(res: Response, service: Service, draft: Draft | undefined, form: FormState): void {
    page(res, 'requests/choose', {
      ...pageData(res, service, 'choose'),
      form,
      submissionKey: draft?.submissionKey ?? randomUUID(),
      emergencies: catalogue.answers.emergencies,
    })
  }

  async function showForm(res: Response, service: Service, form: FormState, draft: Draft | undefined): Promise<void> {
    const chosen = service.subcategories?.find(one => one.value === form.values.subcategory)
    page(res, 'requests/form', {
      ...pageData(res, service, 'form'),
      form,
      chosen,
      emergency: catalogue.answers.emergencies.find(one => one.key === chosen?.emergency),
      notOurs: catalogue.answers.notOurs.find(one => one.key === chosen?.notOurs),
      fields: service.fields.filter(field => field.key !== 'subcategory'),
      submissionKey: draft?.submissionKey ?? randomUUID(),
      photos: await photos.list(draft),
      photosAllowed: takesPhotos(res, service),
      streets: catalogue.streets.map(street => street.name),
    })
  }

  function pageData(res: Response, service: Service, step: 'choose' | 'form' | 'check') {
    const heading: string = res.locals.page.pick(service.title)
    return {
      title: res.locals.t(`requests.step.${step}`, { service: heading }) as string,
      heading,
      service,
      tileUrl: config.tileUrl,
      limits: { photos: config.limits.LIMIT_PHOTOS, megabytes: Math.floor(config.limits.LIMIT_PHOTO_BYTES / megabyte) },
    }
  }

  /** One address for every step: the choice, the form and the last «send». */
  async function answer(req: Request, res: Response): Promise<void> {
    const { service, kind } = serviceOf(req)
    const body = (req.body ?? {}) as Record<string, unknown>
    const files = filesOf(req, config.limits)
    if (typeof body.remove_photo === 'string') return removeAndShow(req, res, service, body)
    if (isOnlyChoice(service, body)) return choose(req, res, service, body)
    if (body.confirmed === 'yes' && !hasAnswers(service, body)) return sendDraft(req, res, service, kind, body)
    const parsed = parseForm(formSchema(service), body)
    const answers = parsed.ok ? answersOf(service, parsed.data) : answersTyped(service, body)
    const key = keyOf(body)
    const problems: Record<string, string> = parsed.ok ? kind.check(service, answers) : named(res, service.fields, parsed.form.errors)
    const ready = Object.keys(problems).length === 0 && files.length === 0
    if (ready && body.confirmed === 'yes' && actorOf(res).kind === 'citizen')
      return send(req, res, { service, kind, answers, submissionKey: key ?? randomUUID() })
    const draft = await saveDraft(pool, actorOf(res), req, service.slug, answers, key)
    const photoProblem = leftPhotosUnread(res) ? 'requests.photos.afterSignIn' : await photos.keepAll(actorOf(res), draft, files)
    if (photoProblem) problems.photos = photoProblem
    if (Object.keys(problems).length) return showForm(res.status(422), service, { values: typedValues(body), errors: problems }, draft)
    await seeOther(res, `/services/${service.slug}/request/check`)
  }

  async function choose(req: Request, res: Response, service: Service, body: Record<string, unknown>): Promise<void> {
    const chosen = subcategoryOf(service, body.subcategory)
    const draft = await draftOf(pool, actorOf(res), req, service.slug)
    const form = { values: typedValues(body), errors: { subcategory: 'requests.choose.required' } }
    if (!chosen) return showChoice(res.status(422), service, draft, form)
    await seeOther(res, `/services/${service.slug}/request?subcategory=${chosen}`)
  }

  async function removeAndShow(req: Request, res: Response, service: Service, body: Record<string, unknown>): Promise<void> {
    const citizen = citizenOf(res)
    const draft = await saveDraft(pool, citizen, req, service.slug, answersTyped(service, body), keyOf(body))
    if (isUuid(body.remove_photo)) await deleteDraftPhoto(pool, citizen.id, body.remove_photo)
    await showForm(res, service, emptyForm(typedValues(body)), draft)
  }

  /** For the page's script: one photo, answered with its address or one sentence. */
  async function addPhoto(req: Request, res: Response): Promise<void> {
    const { service } = serviceOf(req)
    const citizen = citizenOf(res)
    const file = filesOf(req, config.limits)[0]
    if (!file) throw new BadInput('no file')
    const earlier = await draftOf(pool, citizen, req, service.slug)
    const draft = earlier ?? (await saveDraft(pool, citizen, req, service.slug, {}, keyOf(req.body ?? {})))
    const kept = await photos.keep(citizen.id, draft.id as string, file)
    if (typeof kept === 'string') return void res.status(422).json({ error: res.locals.t(kept) })
    res.status(201).json({ id: kept.id, thumbnail: `/photos/${kept.id}?small=1` })
  }

  async function removePhoto(req: Request, res: Response): Promise<void> {
    const { service } = serviceOf(req)
    const { id } = req.params
    if (!isUuid(id) || !(await deleteDraftPhoto(pool, citizenOf(res).id, id))) throw new NotFound()
    await seeOther(res, `/services/${service.slug}/request/check`)
  }

  async function check(req: Request, res: Response): Promise<void> {
    const { service, kind } = serviceOf(req)
    const draft = await draftOf(pool, actorOf(res), req, service.slug)
    if (!draft) return seeOther(res, `/services/${service.slug}/request`)
    const parsed = formSchema(service).safeParse({ ...draft.answers })
    if (!parsed.success) return showForm(res, service, emptyForm(draft.answers), draft)
    page(res, 'requests/check', {
      ...pageData(res, service, 'check'),
      rows: summaryOf(res.locals.page, service, draft.answers),
      warnings: kind.warnings(service, draft.answers),
      photos: await photos.list(draft),
      photosAllowed: takesPhotos(res, service),
      submissionKey: draft.submissionKey,
      form: emptyForm(),
      department: catalogue.department(service.department),
    })
  }

  async function sendDraft(req: Request, res: Response, service: Service, kind: RequestKind, body: Record<string, unknown>): Promise<void> {
    if (actorOf(res).kind !== 'citizen') throw new NotSignedIn()
    const draft = await draftOf(pool, actorOf(res), req, service.slug)
    const submissionKey = keyOf(body) ?? draft?.submissionKey
    if (!submissionKey) return seeOther(res, `/services/${service.slug}/request`)
    const parsed = formSchema(service).safeParse({ ...draft?.answers })
    const answers = draft && parsed.success && draft.submissionKey === submissionKey ? answersOf(service, parsed.data) : undefined
    await send(req, res, { service, kind, answers, submissionKey, draft })
  }

  type Sending = { service: Service; kind: RequestKind; answers: Answers | undefined; submissionKey: string; draft?: Draft }

  async function send(req: Request, res: Response, sending: Sending): Promise<void> {
    const citizen = citizenOf(res)
    const { service, submissionKey } = sending
    const known = await findBySubmissionKey(pool, citizen.id, submissionKey)
    if (known) return seeOther(res, `/requests/${known}`)
    if (!sending.answers) return seeOther(res, `/services/${service.slug}/request`)
    const address = req.ip ?? ''
    const draft = sending.draft ?? (await draftOf(pool, citizen, req, service.slug))
    const submission = { ...sending, answers: sending.answers, draft, language: res.locals.lang }
    await byAddress.take(address)
    const done = await submitRequest(portal, catalogue, citizen, submission).catch(async problem => {
      await byAddress.giveBack(address)
      throw problem
    })
    if (!done.isNew) await byAddress.giveBack(address) // sent twice at once: it counts once
    await seeOther(res, `/requests/${done.number}`, done.isNew ? res.locals.t('requests.sent') : undefined)
  }

  async function discard(req: Request, res: Response): Promise<void> {
    const { service } = serviceOf(req)
    const actor = actorOf(res)
    if (actor.kind === 'citizen') await deleteDraft(pool, actor.id, service.slug)
    else req.session.draft = undefined
    await seeOther(res, `/services/${service.slug}`, res.locals.t('requests.discarded'))
  }
}
