/** Papers of the counter: which prove what. */
import { type Claim, claims } from '../fields/claims.js'
import type { Bilingual } from '../i18n/index.js'
import type { PaperField } from './match.js'

export { type Claim, claims }

export type Paper = { slug: string; title: Bilingual; proves: Claim[]; expiredOk: boolean }

/** Undefined where the paper is still good, or good for ever. `today` and `expires` as ISO days. */
export function expiryProblem({ expiredOk }: Paper, expires: string | undefined, today: string): 'missing' | 'expired' | undefined {
  if (expiredOk) return undefined
  if (!expires) return 'missing'
  return expires < today ? 'expired' : undefined
}

/** Marks, among what is lacking, that the citizen brought a paper which the table does not have. */
export const notTaken = 'not_taken'

/** Who somebody is has to be shown at every visit, whatever it is for. */
export function needed(asked: readonly Claim[]): Claim[] {
  return claims.filter(claim => claim === 'identity' || asked.includes(claim))
}

/** Which fields of the papers say what each claim says. */
export const fieldsOf: Record<Claim, readonly PaperField[]> = {
  identity: ['surname', 'first_name', 'father_name', 'mother_name', 'birth_date', 'identity_number'],
  afm: ['afm'],
  tax_office: ['tax_office'],
  address: ['street', 'street_number', 'postal_code'],
}

/** What these papers together leave unproved of what the visit is for. */
export function unproved(papers: readonly Paper[], asked: readonly Claim[]): Claim[] {
  return needed(asked).filter(claim => !papers.some(paper => paper.proves.includes(claim)))
}
