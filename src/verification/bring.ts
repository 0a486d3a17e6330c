/** What to bring to the counter, in plain words, as the table of papers has it. */
import type { Language, Translate } from '../i18n/index.js'
import { showList } from '../i18n/lists.js'
import { type Claim, needed, type Paper } from './papers.js'

/** A sentence and the papers under it, of which one is enough. */
export type Bring = { lead: string; papers: string[] }

/** For a visit that is to prove `asked`: papers that prove the same stand together, in the order of the table. */
export function whatToBring(papers: readonly Paper[], asked: readonly Claim[], language: Language, t: Translate): Bring[] {
  const groups = new Map<string, Paper[]>()
  for (const paper of papers) {
    const shows = needed(asked).filter(claim => paper.proves.includes(claim))
    if (shows.length) groups.set(shows.join(' '), [...(groups.get(shows.join(' ')) ?? []), paper])
  }
  return [...groups].map(([shows, group]) => {
    const claims = listed(shows.split(' ') as Claim[], language, t)
    const lead = t(group.length > 1 ? 'slip.bring.oneOf' : 'slip.bring.for', { claims })
    return { lead, papers: group.map(paper => named(paper, language, t)) }
  })
}

/** ΑΦΜ, Δ.Ο.Υ. και διεύθυνση */
function listed(claims: readonly Claim[], language: Language, t: Translate): string {
  return showList(
    claims.map(claim => t(`slip.bring.claim.${claim}`)),
    language,
  )
}

/** An identity paper must not have run out, but for the old cards, which name no day. */
function named({ title, proves, expiredOk }: Paper, language: Language, t: Translate): string {
  const name = title[language]
  if (!expiredOk) return t('slip.bring.valid', { name })
  return proves.includes('identity') ? t('slip.bring.anyAge', { name }) : name
}
