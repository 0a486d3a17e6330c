/** What may be a password: long enough, not guessable, not about its owner or the town. No rules about kinds of characters. */

import { onlyLetters, plainLetters, spellings } from '../fields/spellings.js'
import { commonWords, shortest, townWords } from './password-lists.js'
import { isMostly } from './password-readings.js'
import { isLeaked, weaknessOf } from './password-strength.js'

const longest = 128

/** Whatever is known of the person: names, username, e-mail, ΑΦΜ, telephone numbers, ISO dates, street … */
export type OwnData = Readonly<Record<string, string | null | undefined>>

export type PasswordProblem = 'tooShort' | 'tooLong' | 'common' | 'ownData' | 'town' | 'weak'
export type CheckedPassword = { ok: true } | { ok: false; error: `fields.password.${PasswordProblem}` }

/** A password as it is checked and hashed: one way of writing each letter, else exactly as typed. */
export function normalPassword(password: string): string {
  return password.normalize('NFC')
}

/** Lengths are in characters (code points). */
export async function judgePassword(password: string, own: OwnData = {}): Promise<CheckedPassword> {
  const problem = await problemOf(normalPassword(password), own)
  return problem ? { ok: false, error: `fields.password.${problem}` } : { ok: true }
}

async function problemOf(password: string, own: OwnData): Promise<PasswordProblem | undefined> {
  const length = Array.from(password).length
  if (length < shortest) return 'tooShort'
  if (length > longest) return 'tooLong'
  const ownWords = wordsOf(own)
  if (isMostly(ownWords, 1, password)) return 'ownData'
  if (isMostly(townWords, 1, password)) return 'town'
  if (await isLeaked(password)) return 'common'
  if (isMostly(commonWords, 2.7, password)) return 'weak'
  return weaknessOf(password, [...new Set(ownWords.flatMap(spellings))])
}

/** Every piece of own data that could stand in a password, in small letters. */
function wordsOf(own: OwnData): string[] {
  const pieces = Object.values(own).flatMap(value => (value ? piecesOf(value.slice(0, 300)) : []))
  return [...new Set(pieces)].filter(piece => piece.length >= (/^\d+$/.test(piece) ? 4 : 3))
}

function piecesOf(value: string): string[] {
  const date = /^(\d{2}(\d{2}))-(\d{2})-(\d{2})$/.exec(value)
  if (date) return datePieces(date as unknown as [string, string, string, string, string])
  if (/^[+\d\s-]{7,}$/.test(value)) return numberPieces(value.replace(/\D/g, ''))
  const [name = '', domain = ''] = value.split('@')
  const plain = plainLetters(`${name} ${domain.replace(/\.[^.]*$/, '')}`)
  return [onlyLetters(name), ...(plain.match(/[\p{L}\p{N}]+/gu) ?? []), ...(plain.match(/\p{L}+|\p{N}+/gu) ?? [])]
}

function numberPieces(digits: string): string[] {
  return [digits, digits.replace(/^(?:00)?30(?=\d{10}$)/, ''), digits.slice(-7), digits.slice(-6)]
}

function datePieces([, year, short, month, day]: [string, string, string, string, string]): string[] {
  return [day + month + year, day + month + short, year + month + day, short + month + day, month + day + year, day + month, year]
}
