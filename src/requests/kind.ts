/** What a kind of request adds to the spine; the spine knows no kind by name. */
import type { Service, Subcategory } from '../catalogue/definition.js'
import type { Bilingual, TextKey } from '../i18n/index.js'
import type { Move } from './moves.js'

export type Answers = Record<string, string>

export type RequestKind = {
  kind: 'complaint' | 'application' | 'certificate'
  channel: Service['channel']
  firstStatus: string
  /** It is asked for on pages of its own. */
  asksItself?: true
  moves: readonly Move[]
  /** What «done» may mean, for the clerk to choose from. */
  outcomes: readonly string[]
  /** What the fields cannot say one by one: problems by field. */
  check(service: Service, answers: Answers): Record<string, TextKey>
  /** What is worth saying before it is sent, and never stops it. */
  warnings(service: Service, answers: Answers): TextKey[]
  isUrgent(subcategories: Subcategory[], answers: Answers): boolean
  /** One line for lists: what and where. */
  headline(subcategories: Subcategory[], answers: Answers): { what: Bilingual | null; where: string }
}

export function kindOf(kinds: readonly RequestKind[], channel: string): RequestKind | undefined {
  return kinds.find(kind => kind.channel === channel)
}
