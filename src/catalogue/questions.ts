/** A form as the pages of the catalogue tell of it: its questions under their headings, and when each is asked. */
import type { Bilingual, Language, Translate } from '../i18n/index.js'
import type { FormField, PaperWay, Service } from './definition.js'

type Form = Pick<Service, 'fields' | 'sections' | 'subcategories'>

/** `only`: of whom it is asked, where not of everybody. */
export type Question = { field: FormField; options: Bilingual[]; only: string | undefined }
export type QuestionGroup = { title: Bilingual | undefined; questions: Question[] }

/** Questions by section; papers and the position on the map are not among them. */
export function questionsOf(form: Form, lang: Language, t: Translate): QuestionGroup[] {
  const shown = form.fields.filter(({ type, key }) => type !== 'file' && key !== 'lat' && key !== 'lng')
  const group = (title: Bilingual | undefined, fields: FormField[]) => ({
    title,
    questions: fields.map(field => ({ field, options: optionsOf(form, field), only: onlyIf(form, field, lang, t) })),
  })
  const known = form.sections ?? []
  const sections = known.map(({ key, title }) =>
    group(
      title,
      shown.filter(field => field.section === key),
    ),
  )
  const loose = shown.filter(field => !known.some(({ key }) => key === field.section))
  return [group(undefined, loose), ...sections].filter(({ questions }) => questions.length > 0)
}

function optionsOf({ subcategories = [] }: Form, { options, optionsFrom }: FormField): Bilingual[] {
  return (optionsFrom ? subcategories : (options ?? [])).map(option => option.label)
}

/** «μόνο αν, στο «Για ποιον είναι», απαντήσετε …» */
function onlyIf({ fields }: Form, { when }: FormField, lang: Language, t: Translate): string | undefined {
  const asked = fields.find(field => field.key === when?.field)
  if (!when || !asked) return undefined
  const question = asked.label[lang]
  if (asked.type === 'checkbox') return t('catalogue.service.onlyIfTicked', { question })
  const chosen = (asked.options ?? []).filter(option => when.is.includes(option.value))
  const answers = chosen.map(option => t('catalogue.service.quoted', { text: option.label[lang] }))
  return t('catalogue.service.onlyIf', { question, answers: answers.join(t('catalogue.service.or')) })
}

export type ListedPaper = { name: Bilingual; ways: PaperWay[]; only: string | undefined }

/** Papers of the list, and those that only the form asks for. `ways`: beside attaching and bringing. */
export function papersAskedBy({ documents, ...form }: Form & Pick<Service, 'documents'>, lang: Language, t: Translate): ListedPaper[] {
  const paperOf = (name: Bilingual, field: FormField | undefined): ListedPaper => ({
    name,
    ways: (field?.ways ?? []).filter(way => way !== 'bring'),
    only: field && onlyIf(form, field, lang, t),
  })
  const listed = documents.map(one =>
    paperOf(
      one,
      form.fields.find(({ key }) => key === one.field),
    ),
  )
  const alone = form.fields.filter(({ type, key }) => type === 'file' && !documents.some(({ field }) => field === key))
  return [...listed, ...alone.map(field => paperOf(field.label, field))]
}
