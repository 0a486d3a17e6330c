/** When two texts are the same words: in any order, in Greek or in the Latin letters of passports, joined by hyphens or not. */
import { greekLookalike, latinLookalike, searchKey, toLatin } from '../fields/greek.js'
import { nameKey } from '../fields/names.js'

type Word = { key: string; forms: string[]; latin: () => Set<string> }
/** The Greek forms that count as this Greek word, itself included. */
type Forms = (greek: string) => string[]

export const onlyItself: Forms = greek => [greek]

const greekLetter = /\p{Script=Greek}/u
const latinLetter = /\p{Script=Latin}/u

/** The words of a text as keys: capitals without marks, each in one alphabet where its letters allow. */
export function wordsOf(text: string): string[] {
  return nameKey(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
    .map(mendLatin)
}

/** `SMITH` with a Greek Ι is Latin. Words that are Greek but for look-alikes have been mended by the key. */
function mendLatin(word: string): string {
  if (!greekLetter.test(word) || !latinLetter.test(word)) return word
  const folded = Array.from(word, latinLookalike).join('')
  return greekLetter.test(folded) ? word : folded
}

export function sameWords(a: string[], b: string[], forms: Forms = onlyItself): boolean {
  const read = (words: string[]) => saidOnce(words.map(word => readWord(word, forms)))
  return pairUp(read(a), read(b)) || sameWord(readWord(a.join(''), forms), readWord(b.join(''), forms))
}

function readWord(key: string, forms: Forms): Word {
  if (greekLetter.test(key)) return { key, forms: forms(key), latin: once(() => new Set(forms(key).flatMap(latinSpellings))) }
  // ΡΙΤΑ in Latin letters (PITA) cannot be told from it by the eye.
  const seen = Array.from(key, greekLookalike).join('')
  return { key, forms: latinLetter.test(seen) ? [key] : [key, ...forms(seen)], latin: () => new Set() }
}

/** Of the hundreds of offices on a list only those are spelt in Latin that meet a Latin word. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/**
 * ELOT 743 as cards and passports write it, and where its two types differ also the other one: γγ is ng or gg, μπ at the ends b or mp,
 * αυ av/af or au. `ay` is what αϋ gives, and capitals often lose the dialytika. Other habits (Giorgos, Stephanos) are the holder's own.
 */
function latinSpellings(greek: string): string[] {
  return [greek, greek.replace(/Γ(?=[ΓΞΧ])/g, 'G')]
    .flatMap(text => [text, text.replace(/^ΜΠ|ΜΠ$/g, 'MP')])
    .flatMap(text => [text, text.replace(/([ΑΕΗ])Υ/g, '$1U'), text.replace(/([ΑΕΗ])Υ/g, '$1Y')])
    .map(text => searchKey(toLatin(text)))
}

function sameWord(a: Word, b: Word): boolean {
  return standsFor(a, b.key) || standsFor(b, a.key)
}

function standsFor(word: Word, key: string): boolean {
  return word.forms.includes(key) || (!greekLetter.test(key) && word.latin().has(key))
}

/** A card prints the name in both alphabets: that is one name, not two. */
function saidOnce(words: Word[]): Word[] {
  const greek = words.filter(({ key }) => greekLetter.test(key))
  const latin = words.filter(({ key }) => !greekLetter.test(key))
  return greek.length > 0 && pairUp(greek, latin) ? greek : words
}

/** Whether each word has a partner of its own. A word may fit several, so a partner already given may be asked to take another. */
function pairUp(a: Word[], b: Word[]): boolean {
  const partner = new Map<Word, Word>()
  const place = (word: Word, asked: Set<Word>): boolean =>
    b.some(other => {
      if (asked.has(other) || !sameWord(word, other)) return false
      asked.add(other)
      const rival = partner.get(other)
      if (rival && !place(rival, asked)) return false
      partner.set(other, word)
      return true
    })
  return a.length === b.length && a.every(word => place(word, new Set()))
}
