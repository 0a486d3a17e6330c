/** What the pages of asking show. */
import { randomUUID } from 'node:crypto'
import type { Response } from 'express'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { FormField, Service } from '../catalogue/definition.js'
import { papersAskedBy } from '../catalogue/questions.js'
import { parseDate } from '../fields/dates.js'
import { showDate } from '../i18n/dates.js'
import { showMoney } from '../i18n/money.js'
import { deliveryShown, showAddress } from '../parcels/delivery.js'
import type { Portal } from '../portal.js'
import { named } from '../requests/form.js'
import type { Answers } from '../requests/kind.js'
import { summaryOf } from '../requests/summary.js'
import type { FormState } from '../web/forms.js'
import { page } from '../web/page.js'
import { applicantRows, maskDate, maskNumber } from './applicant-rows.js'
import { foldsOf } from './conditions.js'
import { type Filling, owesNothing, papersOf, signOf } from './filling.js'
import { type FormPage, pagesOf } from './form-pages.js'
import { noticeOf } from './older-form.js'
import type { Standing } from './standing.js'

const megabyte = 1024 * 1024

export const addressOf = (service: Pick<Service, 'slug'>) => `/services/${service.slug}/request`

export function askPages(portal: Portal, catalogue: Catalogue) {
  return { showWays, showForm, showCheck, showPaper }

  function ofService(res: Response, service: Service) {
    const heading: string = res.locals.page.pick(service.title)
    return { heading, service, address: addressOf(service), department: catalogue.department(service.department) }
  }

  function showWays(res: Response, service: Service): void {
    const given = ofService(res, service)
    const papers = papersAskedBy(service, res.locals.lang, res.locals.t)
    page(res, 'applications/ways', { ...given, title: given.heading, papers, waits: res.req.session?.draft?.service === service.slug })
  }

  /** `at`: the page, or undefined for all of them together. */
  async function showForm(res: Response, filling: Filling, standing: Standing, at: FormPage | undefined, errors: Problems): Promise<void> {
    const { service, read, pages } = filling
    const given = ofService(res, service)
    const shown = at ? [at] : pagesOf(service, read.asked, true)
    const place = at && pages.indexOf(at)
    page(res, 'applications/form', {
      ...given,
      ...(await ofFilling(res, filling)),
      title: `${at ? titleOf(res, at) : res.locals.t('applications.all')} · ${given.heading}`,
      standing,
      shown: shown.map(one => ({ ...one, title: titleOf(res, one), ...foldsOf(service, one, shown) })),
      step: at?.key,
      progress: place === undefined ? undefined : { number: place + 1, count: pages.length + 1 },
      isFirst: !place,
      back: res.req.query.from === 'check' || res.req.body?.from === 'check',
      labels: labelsOf(res, filling),
      form: { values: valuesOf(filling), errors: named(res, service.fields, errors) } satisfies FormState,
    })
  }

  async function ofFilling(res: Response, filling: Filling) {
    const { LIMIT_ATTACHMENTS, LIMIT_ATTACHMENT_BYTES } = portal.config.limits
    return {
      submissionKey: filling.draft?.submissionKey ?? randomUUID(),
      savedAt: filling.draft?.updatedAt,
      notice: await noticeOf(portal, res.locals.page, filling),
      applicant: applicantRows(res.locals.page, filling.applicant),
      locked: lockedOf(filling),
      attached: filling.attached,
      limits: { files: LIMIT_ATTACHMENTS, megabytes: Math.floor(LIMIT_ATTACHMENT_BYTES / megabyte) },
      post: deliveryShown(res.locals.page, filling.postTo),
    }
  }

  async function showCheck(res: Response, filling: Filling, standing: Standing, form: FormState, changed = false): Promise<void> {
    const { service, pages, problems, delivery } = filling
    const given = ofService(res, service)
    page(res, 'applications/confirm', {
      ...given,
      ...(await ofFilling(res, filling)),
      title: `${res.locals.t(standing.maySend ? 'applications.check.title' : 'applications.check.titleOnly')} · ${given.heading}`,
      standing,
      changed,
      progress: { number: pages.length + 1, count: pages.length + 1 },
      parts: pages.map(one => ({ key: one.key, title: titleOf(res, one), rows: rowsOf(res, filling, one), delivery: one.delivery })),
      missing: Object.entries(named(res, service.fields, problems)).map(([name, text]) => ({
        text,
        label: labelsOf(res, filling)[name],
        href: `${addressOf(service)}?step=${pages.find(one => one.names.has(name))?.key ?? 'all'}&from=check#${name}`,
      })),
      papers: papersOf(filling),
      sendTo: delivery?.how === 'post' ? showAddress(delivery.to) : undefined,
      delivery,
      complete: owesNothing(filling),
      amount:
        service.cost.kind === 'fixed' && service.cost.amountCents !== null
          ? showMoney(service.cost.amountCents, res.locals.lang)
          : undefined,
      sign: signOf(filling),
      form,
    })
  }

  async function showPaper(res: Response, filling: Filling): Promise<void> {
    const { service, pages, delivery } = filling
    const given = ofService(res, service)
    page(res, 'applications/paper', {
      ...given,
      ...(await ofFilling(res, filling)),
      title: res.locals.t('applications.print.title', { service: given.heading }),
      parts: pages.map(one => ({ title: titleOf(res, one), rows: rowsOf(res, filling, one), open: openOf(filling, one) })),
      papers: filling.papers.map(paper => ({ ...paper, way: papersOf(filling).find(({ field }) => field === paper.field)?.way })),
      sendTo: delivery?.how === 'post' ? showAddress(delivery.to) : undefined,
    })
  }
}

export type Problems = Record<string, string>

/** Of a paper, what is wrong is said without its name. */
function labelsOf(res: Response, { papers }: Filling): Record<string, string> {
  return Object.fromEntries(papers.map(({ field, title }) => [field, res.locals.page.pick(title)]))
}

function titleOf(res: Response, { key, title }: FormPage): string {
  if (title) return res.locals.page.pick(title)
  return res.locals.t(key === 'papers' ? 'applications.papers.title' : 'applications.formTitle')
}

function rowsOf(res: Response, { service, read, prefilled }: Filling, { fields }: FormPage) {
  const rows = summaryOf(res.locals.page, { fields, subcategories: service.subcategories }, read.answers)
  return rows.map(row => {
    const checkedOn = prefilled[row.id]?.checkedOn
    const shown = checkedOn && lockedValue(fields.find(field => field.key === row.id) as FormField, prefilled[row.id]?.value ?? '')
    return { ...row, value: shown ?? row.value, checkedOn: checkedOn && showDate(checkedOn) }
  })
}

/** What was asked and has no good answer: on paper it is filled in by hand. */
function openOf({ read }: Filling, { fields }: FormPage): FormField[] {
  return fields.filter(field => read.asked.includes(field) && read.answers[field.key] === undefined)
}

/** What the counter vouches for is shown and not asked, by field. */
function lockedOf({ service, prefilled }: Filling): Map<string, { value: string; checkedOn: string }> {
  const locked = service.fields.flatMap(field => {
    const { value, checkedOn } = prefilled[field.key] ?? {}
    return value && checkedOn ? [[field.key, { value: lockedValue(field, value), checkedOn: showDate(checkedOn) }] as const] : []
  })
  return new Map(locked)
}

/** Numbers of persons stay masked, to themselves too. */
function lockedValue({ prefill }: FormField, value: string): string {
  if (prefill === 'afm') return maskNumber(value)
  return prefill === 'birth_date' ? maskDate(value) : value
}

/** As people write it, also where the account or an earlier page gave it in another form. */
function valuesOf({ service, typed }: Filling): Answers {
  const dates = service.fields.filter(({ key, type }) => type === 'date' && /^\d{4}-\d\d-\d\d$/.test(typed[key] ?? ''))
  return { ...typed, ...Object.fromEntries(dates.map(({ key }) => [key, shownDate(typed[key] as string)])) }
}

function shownDate(value: string): string {
  return parseDate(value).ok ? showDate(value) : value
}
