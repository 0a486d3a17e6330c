/** Between the counter's form and its verbs: what was typed as what was shown, and what is wrong in sentences. */
import type { Response } from 'express'
import type { TextKey } from '../i18n/index.js'
import type { FormState } from '../web/forms.js'
import type { Shown } from './counter.js'
import type { CounterForm } from './forms.js'
import { paperFields } from './match.js'
import type { Paper } from './papers.js'

/** «Δεν αποδεικνύεται: ΑΦΜ, διεύθυνση» */
export function lackingOf(res: Response, lacking: string[]): string {
  const { t } = res.locals
  return t('verification.desk.lacking', { claims: lacking.map(claim => t(`verification.claim.${claim}` as TextKey)).join(', ') })
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

export function shownOf(papers: readonly Paper[], data: CounterForm): Shown {
  const written = paperFields.flatMap(name => (data[name] === undefined ? [] : [[name, data[name]]]))
  return {
    papers: papers.filter(paper => paper.slug === data.identity_paper || data.papers.includes(paper.slug)),
    seen: Object.fromEntries(written),
    paperEnd: data.paper_end ?? '',
    expiresOn: data.identity_expires ?? null,
  }
}
