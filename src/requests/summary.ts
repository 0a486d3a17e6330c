/** Answers as a person reads them: label and value, from the form as it stood. */
import type { FormField, Subcategory } from '../catalogue/definition.js'
import { showDate } from '../i18n/dates.js'
import type { Bilingual, Translate } from '../i18n/index.js'
import type { ViewData } from '../web/views.js'
import { optionsOf } from './form.js'
import type { Answers } from './kind.js'

type Form = { fields: FormField[]; subcategories?: Subcategory[] }
/** `id` is the field's on the form, for a link back to it. */
export type SummaryRow = { id: string; key: string; value: string }

/** `it` gives the language. */
export function summaryOf(it: ViewData, form: Form, answers: Answers): SummaryRow[] {
  const pick = it.pick as (text: Bilingual) => string
  const yes = (it.t as Translate)('requests.yes')
  return form.fields
    .filter(field => field.type !== 'file' && !isCoordinate(field.key) && answers[field.key] !== undefined)
    .map(field => ({ id: field.key, key: pick(field.label), value: shown({ pick, yes }, field, form, answers[field.key] as string) }))
}

/** A point means nothing to read; the desk gets it as a link to a map. */
function isCoordinate(key: string): boolean {
  return key === 'lat' || key === 'lng'
}

type Words = { pick: (text: Bilingual) => string; yes: string }

function shown({ pick, yes }: Words, field: FormField, form: Form, value: string): string {
  if (field.type === 'checkbox') return yes
  if (field.type === 'number') return value.replace('.', ',')
  if (field.type === 'select') {
    const option = optionsOf(field, { subcategories: form.subcategories }).find(one => one.value === value)
    return option ? pick(option.label) : value
  }
  if (field.type === 'date') return showDate(value)
  if (field.type === 'phone') return value.replace(/^\+30(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3')
  return value
}
