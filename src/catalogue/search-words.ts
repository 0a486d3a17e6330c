/** What somebody typed, as the words that the search compares: folded, by sound, and as the other keyboard would have it. */
import { greeklishKey, greeklishKeys, searchKey, wrongLayout } from '../fields/greek.js'
import { stopWords } from './stop-words.js'

/** Small letters without accents, nothing but letters and digits: «Τ.Α.Π.» → ταπ. */
export function fold(text: string): string {
  return searchKey(text)
    .toLowerCase()
    .replace(/ς/g, 'σ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Of a word by sound, the part that its forms share: `kados`, `kadi`, `kadus` → kad. */
export function soundStem(sound: string): string {
  const stem = sound.replace(/m(ata|atos|aton)$/, 'm').replace(/(?<=.{3})[aeiou]+[sn]?$/, '')
  return stem.length < 3 ? sound : stem
}

export function soundStems(text: string): string[] {
  return [...new Set(greeklishKeys(text).map(key => key.split(' ').map(soundStem).join(' ')))]
}

/** Greek text as the stems of its sounds: what is kept of it. */
export function hear(text: string): string {
  return greeklishKey(text).split(' ').map(soundStem).join(' ')
}

/** Greek words and the others, folded. */
export function split(words: string[]): { el: string[]; en: string[] } {
  const folded = words.map(fold)
  const isGreek = (text: string) => /\p{Script=Greek}/u.test(text)
  return { el: folded.filter(isGreek), en: folded.filter(text => !isGreek(text)) }
}

export type Place = 'el' | 'en' | 'sounds'
/** One way to read the `term`-th word; `words` all stand in the same thing. The surer the reading, the higher its factor. */
export type Reading = { term: number; factor: number; place: Place; words: string }

const longest = 100
const mostTerms = 6
const latin = /[a-z]/i

/** None for text without letters or digits. Dotted abbreviations and question marks of either alphabet are no obstacle. */
export function readingsOf(query: string): Reading[] {
  const tokens = query
    .normalize('NFC')
    .slice(0, longest)
    .split(/\s+/)
    .filter(token => fold(token) !== '')
  const telling = tokens.filter(token => !stopWords.has(fold(token)))
  return (telling.length ? telling : tokens)
    .slice(0, mostTerms)
    .flatMap((token, term) => readings(token).map(reading => ({ term, ...reading })))
}

function readings(token: string): Omit<Reading, 'term'>[] {
  const typed = fold(token)
  const other = fold(wrongLayout(token))
  const all: Omit<Reading, 'term'>[] = [
    { factor: 1, place: latin.test(typed) ? 'en' : 'el', words: typed },
    ...soundStems(typed).map(words => ({ factor: 0.8, place: 'sounds' as const, words })),
    { factor: 0.7, place: latin.test(typed) ? 'el' : 'en', words: other },
  ]
  if (latin.test(typed)) all.push(...soundStems(other).map(words => ({ factor: 0.5, place: 'sounds' as const, words })))
  return all.filter(reading => reading.words !== '')
}
