/** A password read for words: in either alphabet, in any Greeklish, on the wrong layout, backwards. */

import { greeklishKeys, wrongLayout } from '../fields/greek.js'
import { onlyLetters } from '../fields/spellings.js'

interface Reading {
  /** What stands when the words are taken out, a space for each. */
  rest: string
  found: number
}

// Powers of ten: a letter, a run of digits; and the number of guesses that the estimator, too, calls enough.
const perLetter = 1
const perDigits = 2
const needed = 8

/**
 * The password is made of so few of these words, and so little else, that trying combinations finds it.
 * `perWord`: how many guesses one of the words takes, as a power of ten.
 */
export function isMostly(words: readonly string[], perWord: number, password: string): boolean {
  return readingsOf(words, password).some(({ rest, found }) => found > 0 && found * perWord + guesses(rest) < needed)
}

function guesses(rest: string): number {
  const letters = rest.match(/\p{L}/gu)?.length ?? 0
  const runs = rest.match(/\p{N}+/gu) ?? []
  return runs.reduce((sum, run) => sum + Math.min(perDigits, run.length), letters * perLetter)
}

function readingsOf(words: readonly string[], password: string): Reading[] {
  const { plain, heard } = hearing(words)
  const forward = onlyLetters(password)
  const texts = [forward, Array.from(forward).reverse().join(''), onlyLetters(wrongLayout(password))]
  return texts.flatMap(text => [takeOut(plain, text), ...greeklishKeys(text).map(key => takeOut(heard, key))])
}

/** A word that stands twice is found once: repeating it adds nothing. */
function takeOut(words: string[], text: string): Reading {
  let rest = text
  let found = 0
  for (const word of words) {
    if (!rest.includes(word)) continue
    rest = rest.replaceAll(word, ' ')
    found++
  }
  return { rest, found }
}

interface Hearing {
  plain: string[]
  heard: string[]
}

const known = new WeakMap<readonly string[], Hearing>()

function hearing(words: readonly string[]): Hearing {
  const ready = known.get(words)
  if (ready) return ready
  const made = { plain: longestFirst(words.map(onlyLetters)), heard: longestFirst(words.flatMap(greeklishKeys)) }
  known.set(words, made)
  return made
}

function longestFirst(words: string[]): string[] {
  return [...new Set(words)].filter(word => word.length > 2).sort((a, b) => b.length - a.length)
}
