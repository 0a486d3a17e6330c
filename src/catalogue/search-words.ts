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

type Token = { typed: string; raw: string }

/** None for text without letters or digits. Dotted abbreviations and question marks of either alphabet are no obstacle. */
export function readingsOf(query: string): Reading[] {
  const tokens = query
    .normalize('NFC')
    .slice(0, longest)
    .split(/\s+/)
    .map(raw => ({ raw, typed: fold(raw) }))
    .filter(({ typed }) => typed !== '')
  const telling = tokens.filter(({ typed }) => !stopWords.has(typed))
  return (telling.length ? telling : tokens)
    .slice(0, mostTerms)
    .flatMap((token, term) => known(token).map(reading => ({ term, ...reading })))
}

type WordReading = Omit<Reading, 'term'>

const mostWords = 2000
const knownWords = new Map<string, WordReading[]>()

/** People ask with the same words again and again, and to hear one is work. */
function known(token: Token): WordReading[] {
  const before = knownWords.get(token.raw)
  if (before) return before
  const found = readings(token)
  if (knownWords.size >= mostWords) knownWords.clear()
  knownWords.set(token.raw, found)
  return found
}

function readings({ raw, typed }: Token): WordReading[] {
  const other = fold(wrongLayout(raw))
  const isLatin = latin.test(typed)
  const heard = (factor: number, text: string) => soundStems(text).map(words => ({ factor, place: 'sounds' as const, words }))
  const all: WordReading[] = [
    { factor: 1, place: isLatin ? 'en' : 'el', words: typed },
    ...heard(0.8, typed),
    { factor: 0.7, place: isLatin ? 'el' : 'en', words: other },
    ...(isLatin ? heard(0.5, other) : []),
  ]
  return all.filter(({ words }) => words !== '')
}
