/** The pages of a form: one for each section that asks something, then its papers, then how what it ends in reaches whoever asks. */
import type { FormField, Service } from '../catalogue/definition.js'
import type { Bilingual } from '../i18n/index.js'
import { deliveryFields } from '../parcels/delivery.js'
import { type PaperAsked, papersAsked, wayField } from './papers.js'

export type FormPage = {
  /** That of the section; `form` of a form without sections, `papers` of the papers. */
  key: string
  title: Bilingual | undefined
  lead: Bilingual | undefined
  fields: FormField[]
  papers: PaperAsked[]
  /** Also where to send it. */
  delivery: boolean
  /** Of everything it asks, as the form's fields are called. */
  names: ReadonlySet<string>
}

type Form = Pick<Service, 'fields' | 'sections' | 'documents'>

const afterPapers = 'delivery'

/**
 * `asked`: what this form asks with the answers so far. What an answer on the same page decides is drawn too; `together`: of
 * a form that shows everything on one page. A page that would ask nothing is left out.
 */
export function pagesOf(form: Form, asked: readonly FormField[], together = false): FormPage[] {
  const drawn = drawnOf(form, asked, together)
  const sections = form.sections ?? []
  const ofPage = (key: string) => drawn.filter(field => pageKeyOf(form, field) === key)
  const pages = sections.map(section => pageOf(section.key, { ...section, fields: ofPage(section.key) }))
  return [
    pageOf('form', { fields: ofPage('form') }),
    ...pages.filter(page => page.key !== afterPapers),
    pageOf('papers', { papers: papersAsked(form, ofPage('papers')) }),
    ...pages.filter(page => page.key === afterPapers),
  ].filter(page => page.names.size > 0)
}

function pageKeyOf({ sections = [] }: Form, { type, section }: FormField): string {
  if (type === 'file') return 'papers'
  return sections.find(({ key }) => key === section)?.key ?? 'form'
}

function drawnOf(form: Form, asked: readonly FormField[], together: boolean): FormField[] {
  const drawn: FormField[] = []
  for (const field of form.fields) {
    const decider = drawn.find(({ key }) => key === field.when?.field)
    const here = decider && (together || pageKeyOf(form, decider) === pageKeyOf(form, field))
    if (here || asked.some(({ key }) => key === field.key)) drawn.push(field)
  }
  return drawn
}

function pageOf(key: string, { title, lead, fields = [], papers = [] }: Partial<FormPage>): FormPage {
  const delivery = fields.some(field => field.key === 'delivery')
  const ofPapers = papers.flatMap(({ field }) => [field, wayField(field)])
  const names = new Set([...fields.map(field => field.key), ...ofPapers, ...(delivery ? deliveryFields : [])])
  return { key, title, lead, fields, papers, delivery, names }
}

export const wrongPage = (pages: readonly FormPage[], problems: Record<string, string>): FormPage | undefined =>
  pages.find(page => Object.keys(problems).some(name => page.names.has(name)))
