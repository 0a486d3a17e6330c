/** What changed in a form while somebody held a draft of it. Whether an answer still fits, `readAnswers` says. */
import type { FormField, Service } from '../catalogue/definition.js'
import type { Bilingual } from '../i18n/index.js'

/** Kept forms of old versions may know no documents. */
type Form = Pick<Service, 'fields'> & Partial<Pick<Service, 'documents'>>

/** `name`: the question or paper as it is called now, or was, where it is gone. */
export type Change =
  | { what: 'added' | 'dropped' | 'required' | 'retyped' | 'paperAdded' | 'paperDropped'; field: string | undefined; name: Bilingual }
  /** The same question or paper in other words. */
  | { what: 'renamed'; field: string; name: Bilingual; was: Bilingual }
  /** Choices that are no longer there: `gone` their values, `labels` in the same order. */
  | { what: 'optionsGone'; field: string; name: Bilingual; gone: string[]; labels: Bilingual[] }

/** In the order of the form as it is now; what is gone comes last. */
export function changesBetween(old: Form, now: Form): Change[] {
  const changed = now.fields.flatMap((field): Change[] => {
    const before = old.fields.find(one => one.key === field.key)
    return before ? ofBoth(before, field, old, now) : [{ what: addedAs(field), field: field.key, name: nameIn(now, field) }]
  })
  const gone = old.fields
    .filter(field => !has(now, field.key))
    .map((field): Change => ({ what: droppedAs(field), field: field.key, name: nameIn(old, field) }))
  return [...changed, ...papersAlone('paperAdded', now, old), ...gone, ...papersAlone('paperDropped', old, now)]
}

const has = ({ fields }: Form, key: string) => fields.some(field => field.key === key)
const addedAs = ({ type }: FormField) => (type === 'file' ? 'paperAdded' : 'added')
const droppedAs = ({ type }: FormField) => (type === 'file' ? 'paperDropped' : 'dropped')

function ofBoth(before: FormField, field: FormField, old: Form, now: Form): Change[] {
  const { key } = field
  const name = nameIn(now, field)
  const was = nameIn(old, before)
  const changes: Change[] = []
  if (before.type !== field.type) changes.push({ what: 'retyped', field: key, name })
  if (was.el !== name.el) changes.push({ what: 'renamed', field: key, name, was })
  if (field.required && !before.required) changes.push({ what: 'required', field: key, name })
  const lost = (before.options ?? []).filter(option => field.options && !field.options.some(({ value }) => value === option.value))
  if (lost.length)
    changes.push({ what: 'optionsGone', field: key, name, gone: lost.map(one => one.value), labels: lost.map(one => one.label) })
  return changes
}

/** A paper is called as the list of the service calls it. */
function nameIn({ documents = [] }: Form, { key, label }: FormField): Bilingual {
  const document = documents.find(one => one.field === key)
  return document ? { el: document.el, en: document.en } : label
}

/** Papers of the list that come by no field, and that the other list does not name. */
function papersAlone(what: 'paperAdded' | 'paperDropped', list: Form, other: Form): Change[] {
  const named = new Set([...(other.documents ?? []).map(one => one.el), ...other.fields.map(field => field.label.el)])
  return (list.documents ?? [])
    .filter(one => !one.field && !named.has(one.el))
    .map(({ el, en }): Change => ({ what, field: undefined, name: { el, en } }))
}
