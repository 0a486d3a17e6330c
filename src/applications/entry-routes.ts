import { randomUUID } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Service } from '../catalogue/definition.js'
import { NotFound } from '../errors.js'
import { deliveryShown } from '../parcels/delivery.js'
import type { Portal } from '../portal.js'
import { keyOf } from '../requests/body.js'
import { named } from '../requests/form.js'
import { kindOf, type RequestKind } from '../requests/kind.js'
import { emptyForm, type FormState, typedValues } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { foldsOf } from './conditions.js'
import { deskWays, enterApplication, filledIn, readEntry } from './entry.js'
import { type FormPage, pagesOf } from './form-pages.js'
import { showProtocol } from './protocol.js'

/** Applications for people at the counter or on the telephone: a clerk chooses a service of their departments, then one page. */
export function entryRoutes(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]): Router {
  const router = Router()
  router.get('/desk/applications/new', requires('desk:enter-application'), show)
  router.post('/desk/applications/new', requires('desk:enter-application'), enter)
  return router

  function servicesOf(res: Response): Service[] {
    const { departments } = staffOf(res)
    return catalogue.services.filter(one => departments.includes(one.department) && kindOf(kinds, one.channel)?.asksItself)
  }

  function show(req: Request, res: Response): void {
    const { service: slug } = req.query
    if (typeof slug === 'string' && slug !== '') return showForm(res, serviceOf(res, slug), emptyForm())
    page(res, 'applications/desk/choose', { title: res.locals.t('applications.entry.title'), services: servicesOf(res) })
  }

  /** Another department's is not found. */
  function serviceOf(res: Response, slug: unknown): Service {
    const service = servicesOf(res).find(one => one.slug === slug)
    if (!service) throw new NotFound()
    return service
  }

  function showForm(res: Response, service: Service, form: FormState, key: string = randomUUID()): void {
    const always = service.fields.filter(field => !field.when)
    const shown = pagesOf(service, always, true)
    page(res, 'applications/desk/entry', {
      title: res.locals.t('applications.entry.title'),
      service,
      heading: res.locals.page.pick(service.title),
      shown: shown.map(one => ({ ...one, fields: one.fields.map(eased(res)), ...foldsOf(service, one, shown) })),
      waysOf: deskWays,
      locked: new Map(),
      post: { ...deliveryShown(res.locals.page, undefined), address: res.locals.t('applications.entry.sameAddress'), own: false },
      submissionKey: key,
      form,
    })
  }

  async function enter(req: Request, res: Response): Promise<void> {
    const body = (req.body ?? {}) as Record<string, unknown>
    const service = serviceOf(res, body.service)
    const submissionKey = keyOf(body) ?? randomUUID()
    const read = readEntry(service, body)
    if (!read.ok) {
      const form = { values: typedValues(body), errors: named(res, service.fields, read.problems) }
      return showForm(res.status(422), service, form, submissionKey)
    }
    const entering = { service, submissionKey, language: res.locals.lang }
    const filed = await enterApplication(portal, catalogue, staffOf(res), read.entry, entering)
    const notice = filed.protocol && res.locals.t('applications.entry.done', { protocol: showProtocol(filed.protocol) })
    await seeOther(res, `/desk/requests/${filed.number}`, notice)
  }
}

/** What the person's details fill in may stay empty. */
const eased =
  (res: Response) =>
  (field: FormPage['fields'][number]): FormPage['fields'][number] => {
    if (!field.prefill || !filledIn.has(field.prefill)) return field
    const help = res.locals.t('applications.entry.fromApplicant')
    return { ...field, required: false, help: { el: help, en: help } }
  }
