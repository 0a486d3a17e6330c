/** The one list of what wants a second clerk, and what no clerk may pass at all. */
import type { Signs } from './counter-store.js'
import type { PaperField } from './match.js'
import { sameName } from './match-names.js'

/** So many that differ are guessing at what was declared. */
export const mostTries = 6

/** Those that say who somebody is: more than `mostOfWho` put right would make another person of them. */
export const whoFields: readonly PaperField[] = ['surname', 'first_name', 'birth_date', 'identity_number', 'afm']
export const mostOfWho = 2

export function isAtRisk({ young, reset, objected, heldBefore, samePhone, tries, surname, staffName }: Signs): boolean {
  return young || reset || objected || heldBefore || samePhone || tries >= 2 || shareName(surname, staffName)
}

/** Of a double surname one part is enough, in whichever alphabet. */
export function shareName(surname: string, other: string): boolean {
  const words = (name: string) => name.split(/[^\p{L}\p{M}]+/u).filter(Boolean)
  return words(surname).some(one => words(other).some(another => sameName(one, another)))
}
