/** Between the counter's form and its verbs: what was typed as what was shown, and what is wrong in sentences. */
import type { Response } from 'express'
import type { TextKey } from '../i18n/index.js'
import type { FormState } from '../web/forms.js'
import { type CounterForm, otherPaper } from './forms.js'
import { paperFields } from './match.js'
import { notTaken, type Paper } from './papers.js'
import type { Shown } from './shown.js'

/** «Δεν αποδεικνύεται: ΑΦΜ, διεύθυνση» */
export function lackingOf(res: Response, lacking: string[]): string {
  const { t } = res.locals
  const claims = lacking.filter(claim => claim !== notTaken)
  const key = claims.length < lacking.length ? 'verification.desk.notTaken' : 'verification.desk.lacking'
  return t(key, { claims: claims.map(claim => t(`verification.claim.${claim}` as TextKey)).join(', ') })
}

/** «Οδός: δεν συμφωνεί…» */
export function differingOf(res: Response, name: string): string {
  const { t } = res.locals
  return t('verification.desk.differs', { label: t(`verification.field.${name}` as TextKey) })
}

/** «Γράψτε…» among so many fields says too little: the sentence names the field. */
export function named(res: Response, form: FormState): FormState {
  const { t } = res.locals
  const errors = Object.entries(form.errors).map(([key, problem]) => [
    key,
    problem === 'fields.text.required' ? t('verification.missing.field', { label: t(`verification.field.${key}` as TextKey) }) : problem,
  ])
  return { ...form, errors: Object.fromEntries(errors) }
}

/** Each paper in hand beside the identity paper has its own end, in the order in which they are listed. */
export function shownOf(papers: readonly Paper[], data: CounterForm): Shown {
  const written = paperFields.flatMap(name => (data[name] === undefined ? [] : [[name, data[name]]]))
  const others = papers.filter(({ slug }) => data.papers.includes(slug) && slug !== data.identity_paper)
  return {
    papers: papers.filter(paper => paper.slug === data.identity_paper || data.papers.includes(paper.slug)),
    seen: Object.fromEntries(written),
    ends: Object.fromEntries(others.map(({ slug }, place) => [slug, data.paper_end?.[place] ?? ''])),
    expiresOn: data.identity_expires ?? null,
    notTaken: data.papers.includes(otherPaper),
    correct: data.correct,
    note: data.note,
  }
}
