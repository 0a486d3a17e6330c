/** The papers of a form: one for each file field, called as the list of the service calls it. */
import type { FormField, PaperWay, Service } from '../catalogue/definition.js'
import type { Bilingual } from '../i18n/index.js'
import type { Answers } from '../requests/kind.js'

/** As kept with a request. `sought`: the municipality finds it itself. */
export type PaperState = 'given' | 'owed' | 'sought' | 'not_needed'
export type PaperGiven = { field: string; title: Bilingual; way: PaperWay; state: PaperState }

/** `ways`: how it may come, attaching first. */
export type PaperAsked = { field: string; title: Bilingual; help: Bilingual | undefined; required: boolean; ways: PaperWay[] }

/** `asked`: the fields that this form asks with these answers. */
export function papersAsked({ documents }: Pick<Service, 'documents'>, asked: readonly FormField[]): PaperAsked[] {
  return asked
    .filter(field => field.type === 'file')
    .map(field => {
      const document = documents.find(one => one.field === field.key)
      const title = document ? { el: document.el, en: document.en } : field.label
      return { field: field.key, title, help: field.help, required: field.required, ways: ['attach', ...(field.ways ?? ['bring'])] }
    })
}

/** The form's field that says how a paper comes. */
export const wayField = (field: string) => `way_${field}`

/** The way that was chosen; one that this paper cannot come by counts as not chosen. */
export function chosenWay({ field, ways }: PaperAsked, typed: Answers): PaperWay | undefined {
  return ways.find(way => way === typed[wayField(field)])
}

/** `attached`: fields with at least one file. A paper that nobody needs and nobody gave is left out. */
export function papersGiven(papers: readonly PaperAsked[], typed: Answers, attached: ReadonlySet<string>): PaperGiven[] {
  return papers.flatMap((paper): PaperGiven[] => {
    const { field, title, required } = paper
    if (attached.has(field)) return [{ field, title, way: 'attach', state: 'given' }]
    const way = chosenWay(paper, typed)
    if (!way || way === 'attach') return required ? [{ field, title, way: 'bring', state: 'owed' }] : []
    return [{ field, title, way, state: way === 'bring' ? 'owed' : 'sought' }]
  })
}

/** Nothing is owed by the citizen: the clock may run. */
export const isComplete = (papers: readonly { state: PaperState }[]) => papers.every(paper => paper.state !== 'owed')
