/** What is asked only after some answers, where those stand on the same page: in words, and for the script that folds it away. */
import type { FormField, Service } from '../catalogue/definition.js'
import type { FormPage } from './form-pages.js'

export type Condition = { when: NonNullable<FormField['when']>; decider: FormField }

/** By field. `shown`: all that stands on the page. */
export function conditionsOf(service: Pick<Service, 'fields'>, { names }: FormPage, shown: readonly FormPage[]): Map<string, Condition> {
  const here = new Set(shown.flatMap(one => [...one.names]))
  const found = new Map<string, Condition>()
  for (const { key, when } of service.fields) {
    const decider = when && here.has(when.field) && service.fields.find(one => one.key === when.field)
    if (names.has(key) && when && decider) found.set(key, { when, decider })
  }
  return found
}
