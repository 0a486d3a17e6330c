/** The pages of a form: one for each section that asks something, then its papers, then how what it ends in reaches whoever asks. */
import type { FormField, Service } from '../catalogue/definition.js'
import type { Bilingual } from '../i18n/index.js'
import { deliveryFields } from '../parcels/delivery.js'
import { type PaperAsked, wayField } from './papers.js'

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

const afterPapers = 'delivery'

/** `asked`: what this form asks with the answers so far. A page that would ask nothing is left out. */
export function pagesOf({ sections = [] }: Pick<Service, 'sections'>, asked: readonly FormField[], papers: PaperAsked[]): FormPage[] {
  const drawn = asked.filter(field => field.type !== 'file')
  const ofSection = (key: string | undefined) => drawn.filter(field => sections.find(section => section.key === field.section)?.key === key)
  const pages = sections.map(section => pageOf(section.key, { ...section, fields: ofSection(section.key) }))
  return [
    pageOf('form', { fields: ofSection(undefined) }),
    ...pages.filter(page => page.key !== afterPapers),
    pageOf('papers', { papers }),
    ...pages.filter(page => page.key === afterPapers),
  ].filter(page => page.names.size > 0)
}

function pageOf(key: string, { title, lead, fields = [], papers = [] }: Partial<FormPage>): FormPage {
  const delivery = fields.some(field => field.key === 'delivery')
  const ofPapers = papers.flatMap(({ field }) => [field, wayField(field)])
  const names = new Set([...fields.map(field => field.key), ...ofPapers, ...(delivery ? deliveryFields : [])])
  return { key, title, lead, fields, papers, delivery, names }
}

export const wrongPage = (pages: readonly FormPage[], problems: Record<string, string>): FormPage | undefined =>
  pages.find(page => Object.keys(problems).some(name => page.names.has(name)))
