/** What lies on the counter. */
import type { PaperField, Seen } from './match.js'
import type { Paper } from './papers.js'

/**
 * What the clerk has in hand: the papers, what they say, the last characters of each one's number, the ISO day on which the identity
 * paper ends; a paper that is not taken; what the citizen, who is present, agrees to have put right.
 */
export type Shown = {
  papers: Paper[]
  seen: Seen
  ends: Record<string, string>
  expiresOn: string | null
  notTaken: boolean
  correct: PaperField[]
  note?: string | undefined
}
