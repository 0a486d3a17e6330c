/** What is asked only after some answers, where those stand on the same page: in words, and for the script that folds it away. */
import type { FormField, Service } from '../catalogue/definition.js'
import type { FormPage } from './form-pages.js'

/** `fold`: as `data-shown-when` takes it. */
export type Condition = { when: NonNullable<FormField['when']>; decider: FormField; fold: string }

/** `when`: by field; `fold`: of the whole part. `shown`: all parts of the page. */
export function foldsOf(service: Pick<Service, 'fields'>, part: FormPage, shown: readonly FormPage[]) {
  const when = conditionsOf(service, part, shown)
  return { when, fold: foldOfAll(part, when) }
}

function conditionsOf(service: Pick<Service, 'fields'>, { names }: FormPage, shown: readonly FormPage[]): Map<string, Condition> {
  const here = new Set(shown.flatMap(one => [...one.names]))
  const found = new Map<string, Condition>()
  for (const { key, when } of service.fields) {
    const decider = when && here.has(when.field) && service.fields.find(one => one.key === when.field)
    if (names.has(key) && when && decider) found.set(key, { when, decider, fold: foldOf(decider, when.is) })
  }
  return found
}

const foldOf = ({ key, type }: FormField, is: readonly string[]) => (type === 'checkbox' ? key : `${key}=${is.join('|')}`)

/** A part of the page that asks nothing before one answer is folded away with its heading. */
function foldOfAll({ fields, papers }: FormPage, conditions: Map<string, Condition>): string | undefined {
  const all = [...fields.map(field => field.key), ...papers.map(paper => paper.field)].map(key => conditions.get(key))
  const [first] = all
  if (!first || all.some(one => one?.decider !== first.decider)) return undefined
  return foldOf(first.decider, [...new Set(all.flatMap(one => one?.when.is ?? []))])
}
