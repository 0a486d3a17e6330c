/** What is said with a move, each only where the move asks for it. */
import type { Department } from '../catalogue/definition.js'

/** What a letter of a move says beside its sentence, in the request's language. `lines`: under the sentence. */
export type LetterMore = { lines?: string[]; facts?: [label: string, value: string][]; after?: string[]; values?: Record<string, string> }

export type Words = {
  text?: string
  department?: Department
  body?: string
  outcome?: string
  duplicateOf?: string
  /** Papers asked for: those of the request by their field, another by what it is called. */
  papers?: { fields: string[]; other?: string }
  /** Key of the field to be mended. */
  field?: string
  /** How a rejection may be challenged. */
  challenge?: string
  /** What the owner changed. */
  answers?: Record<string, string>
  urgent?: boolean
  /** Kept with the event. */
  data?: Record<string, string>
  letter?: LetterMore
}
