/** The ways in which people write a Greek word: for lists of words that must be recognised as whatever they were typed. */

import { stripMarks } from './greek.js'
import { wrongLayout } from './keyboard.js'
import { toLatin } from './latin.js'

const bySound = { β: 'v', η: 'i', θ: 'th', ξ: 'ks', υ: 'i', φ: 'f', χ: 'x', ψ: 'ps', ω: 'o' }
const byBreath = { ...bySound, υ: 'y', ξ: 'x', χ: 'h' }
const byLook = { ...bySound, β: 'b', η: 'h', θ: '8', ξ: '3', υ: 'u', ω: 'w' }
const mixed = { ...bySound, η: 'h', υ: 'y', ω: 'w' }
const same = {
  α: 'a',
  γ: 'g',
  δ: 'd',
  ε: 'e',
  ζ: 'z',
  ι: 'i',
  κ: 'k',
  λ: 'l',
  μ: 'm',
  ν: 'n',
  ο: 'o',
  π: 'p',
  ρ: 'r',
  σ: 's',
  τ: 't',
}
const styles: Record<string, string>[] = [bySound, byBreath, byLook, mixed].map(style => ({ ...same, ...style }))

const greekLetter = /\p{Script=Greek}/u

/** Small letters without accents and with one sigma. */
export function plainLetters(text: string): string {
  return stripMarks(text).toLowerCase().replaceAll('ς', 'σ')
}

/** The same without spaces and signs. */
export function onlyLetters(text: string): string {
  return plainLetters(text).replace(/[^\p{L}\p{N}]+/gu, '')
}

/** Passport Latin and four kinds of Greeklish; for a word that is not Greek, itself. */
export function latinSpellings(word: string): string[] {
  const plain = plainLetters(word)
  if (!greekLetter.test(plain)) return [plain]
  return [...new Set([toLatin(plain), ...styles.map(style => greeklishBy(style, plain))])]
}

/** The word in plain Greek, in Latin letters, and as the keys of the wrong layout give it. */
export function spellings(word: string): string[] {
  const plain = plainLetters(word)
  const wrong = greekLetter.test(plain) ? [wrongLayout(plain), wrongLayout(plain.replace(/σ$/, 'ς'))] : []
  return [...new Set([plain, ...latinSpellings(word), ...wrong])]
}

function greeklishBy(style: Record<string, string>, plain: string): string {
  return plain
    .replaceAll('ου', 'ou')
    .replace(/([αε])υ/g, style === styles[2] ? '$1u' : '$1v')
    .replace(/\p{Script=Greek}/gu, letter => style[letter] ?? letter)
}
