/** When two papers name the same address. */
import { compact } from '../fields/compact.js'
import { officialCapitals } from '../fields/greek.js'
import { parsePostalCode } from '../fields/postal-code.js'
import { parseStreetNumber } from '../fields/street-number.js'
import { sameWords, wordsOf } from './match-words.js'

/** Both ways of writing «οδός» count; a square is not dropped, because a street of the same name may lie elsewhere. */
export function sameStreet(a: string, b: string): boolean {
  return samePlace(withoutKind(placeWords(a)), withoutKind(placeWords(b)))
}

/** The words of a place's name; `Αγ.Ιωάννου` has two, and 25ης is 25. */
export function placeWords(text: string): string[] {
  return wordsOf(text.replaceAll('.', '. ')).map(word => word.replace(/^(\d+)(?:ΗΣ|Η|IS|I)$/, '$1'))
}

export function samePlace(a: string[], b: string[]): boolean {
  return sameWords(a, b, placeForms)
}

const kinds = ['ΟΔΟΣ', 'ΟΔΟΥ', 'ΟΔ', 'ODOS', 'ΛΕΩΦΟΡΟΣ', 'ΛΕΩΦΟΡΟΥ', 'ΛΕΩΦ', 'Λ', 'LEOFOROS', 'LEOF']

function withoutKind(words: string[]): string[] {
  return words.length > 1 && kinds.includes(words[0] ?? '') ? words.slice(1) : words
}

const abbreviated: Record<string, string[]> = {
  ΑΓ: ['ΑΓΙΟΥ', 'ΑΓΙΑΣ', 'ΑΓΙΩΝ', 'ΑΓΙΟΣ', 'ΑΓΙΑ'],
  ΠΛ: ['ΠΛΑΤΕΙΑ', 'ΠΛΑΤΕΙΑΣ'],
}

/** What an abbreviation stands for, and both spellings of one genitive: Αντιστάσεως, Αντίστασης. */
function placeForms(word: string): string[] {
  return [word, ...(abbreviated[word] ?? []), word.replace(/(?<=[ΣΞΨ]|ΠΟΛ)ΕΩΣ$/, 'ΗΣ'), word.replace(/(?<=[ΣΞΨ]|ΠΟΛ)ΗΣ$/, 'ΕΩΣ')]
}

export function sameStreetNumber(a: string, b: string): boolean {
  return streetNumberKey(a) === streetNumberKey(b)
}

function streetNumberKey(text: string): string {
  const parsed = parseStreetNumber(/[\p{L}\p{N}]/u.test(text) ? text : 'χ.α.')
  return parsed.ok ? parsed.streetNumber : officialCapitals(compact(text))
}

export function samePostalCode(a: string, b: string): boolean {
  return postalCodeKey(a) === postalCodeKey(b)
}

function postalCodeKey(text: string): string {
  const parsed = parsePostalCode(text)
  return parsed.ok ? parsed.postalCode : officialCapitals(compact(text))
}
