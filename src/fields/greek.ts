/** Greek text: how it is kept, shown in official capitals, and compared. */
export { greeklishKey, greeklishKeys } from './greeklish.js'
export { wrongLayout } from './keyboard.js'
export { toLatin } from './latin.js'

/** One way of writing each letter. Also turns the Greek question mark and ano teleia into `;` and `·`. */
export function nfc(text: string): string {
  return text.normalize('NFC')
}

/** Capitals as official papers write them: without accents, dialytika kept (ΜΑΪΟΥ). */
export function officialCapitals(text: string): string {
  return nfc(text).toLocaleUpperCase('el')
}

/** Without accents and dialytika; capitals and small letters stay as they are. */
export function stripMarks(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
}

const dottedAbbreviation = /(?<!\p{L})\p{L}(?:\.\p{L})+(?!\p{L})\.?/gu

/** What two spellings of the same Greek text share: «Δ.Ο.Υ.», «δου» and «ΔΟΥ» all give ΔΟΥ. */
export function searchKey(text: string): string {
  return stripMarks(text)
    .replace(dottedAbbreviation, letters => letters.replaceAll('.', ''))
    .toUpperCase()
    .replace(/\s+/g, ' ')
    .trim()
}

const latinLookalikes: Record<string, string> = {
  A: 'Α',
  B: 'Β',
  E: 'Ε',
  Z: 'Ζ',
  H: 'Η',
  I: 'Ι',
  K: 'Κ',
  M: 'Μ',
  N: 'Ν',
  O: 'Ο',
  P: 'Ρ',
  T: 'Τ',
  Y: 'Υ',
  X: 'Χ',
  a: 'α',
  e: 'ε',
  i: 'ι',
  k: 'κ',
  o: 'ο',
  p: 'ρ',
  t: 'τ',
  u: 'υ',
  v: 'ν',
  x: 'χ',
}

/** The Greek letter that looks like this Latin one, or the character itself. */
export function greekLookalike(letter: string): string {
  return latinLookalikes[letter] ?? letter
}

const greekLookalikes = Object.fromEntries(Object.entries(latinLookalikes).map(([latin, greek]) => [greek, latin]))

/** The Latin letter that looks like this Greek one, or the character itself. */
export function latinLookalike(letter: string): string {
  return greekLookalikes[letter] ?? letter
}

const greekLetter = /\p{Script=Greek}/u

/** Mends words that are Greek but for Latin letters that look the same (`Hλίας`). Latin words stay Latin. */
export function foldLatinLookalikes(text: string): string {
  return text.replace(/[\p{L}\p{M}]+/gu, word => {
    if (!greekLetter.test(word)) return word
    const folded = Array.from(word, greekLookalike).join('')
    return /[a-z]/i.test(folded) ? word : folded
  })
}
