/** Papers of the counter: which prove what. */
import { type Claim, claims } from '../fields/claims.js'
import type { Bilingual } from '../i18n/index.js'

export { type Claim, claims }

export type Paper = { slug: string; title: Bilingual; proves: Claim[]; expiredOk: boolean }

/** Undefined where the paper is still good, or good for ever. `today` and `expires` as ISO days. */
export function expiryProblem({ expiredOk }: Paper, expires: string | undefined, today: string): 'missing' | 'expired' | undefined {
  if (expiredOk) return undefined
  if (!expires) return 'missing'
  return expires < today ? 'expired' : undefined
}

/** What these papers together leave unproved. */
export function unproved(papers: readonly Paper[]): Claim[] {
  return claims.filter(claim => !papers.some(paper => paper.proves.includes(claim)))
}
