/** A draft that was begun on an older form: what changed since, in sentences, and the answers that have no place any more. */
import type { FormField, Service } from '../catalogue/definition.js'
import type { Bilingual, Translate } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { type Change, changesBetween } from '../requests/definition-changes.js'
import type { Answers } from '../requests/kind.js'
import { olderFormOf } from '../requests/sealed-draft.js'
import { type SummaryRow, summaryOf } from '../requests/summary.js'
import type { ViewData } from '../web/views.js'
import type { Filling } from './filling.js'

export type Notice = { sentences: string[]; answers: SummaryRow[] }

/** `it` gives the language. Undefined where nothing changed. */
export async function noticeOf(portal: Portal, it: ViewData, { draft, service }: Filling): Promise<Notice | undefined> {
  const older = draft && (await olderFormOf(portal, draft, service))
  if (!older) return undefined
  const changes = changesBetween(older, service)
  if (changes.length === 0) return undefined
  return { sentences: [...new Set(changes.map(change => sentenceOf(it, change)))], answers: homeless(it, older, changes, draft.answers) }
}

function sentenceOf({ t, pick, words }: ViewData, change: Change): string {
  const inWords = pick as (text: Bilingual) => string
  return (t as Translate)(`applications.changed.${change.what}`, {
    name: inWords(change.name),
    was: 'was' in change ? inWords(change.was) : '',
    choices: 'labels' in change ? (words as (list: string[]) => string)(change.labels.map(inWords)) : '',
  })
}

/** Answers to what is not asked any more, and those that the question as it is now cannot show. */
function homeless(it: ViewData, older: Service, changes: readonly Change[], answers: Answers): SummaryRow[] {
  const gone = older.fields.filter(field => changes.some(change => change.field === field.key && hasNoPlace(change, answers[field.key])))
  const written = gone.filter(({ key }) => answers[key]?.trim())
  return summaryOf(it, { fields: written.map(readable), subcategories: older.subcategories }, answers)
}

function hasNoPlace(change: Change, answer: string | undefined): boolean {
  if (change.what === 'optionsGone') return change.gone.includes(answer ?? '')
  return change.what === 'dropped' || change.what === 'retyped'
}

/** It is shown as it was typed: perhaps no date. */
const readable = (field: FormField): FormField => (field.type === 'date' ? { ...field, type: 'text' } : field)
