/** How easily a password is guessed, 0 to 4. Dictionaries and estimator are loaded when the first password is chosen. */

import { setImmediate as breathe } from 'node:timers/promises'
import type { ZxcvbnFactory, ZxcvbnResult } from '@zxcvbn-ts/core'
import { wrongLayout } from '../fields/greek.js'
import { plainLetters } from '../fields/spellings.js'
import { readLeaked, wordDictionaries } from './password-lists.js'

export type Weakness = 'common' | 'ownData' | 'town' | 'weak'

export const enough = 3

// The time grows with the square of the length: 40 characters take some 50 ms at worst, 128 take 200.
const longestEstimated = 40

interface Judges {
  estimator: ZxcvbnFactory
  leaked: string
}

let loading: Promise<Judges> | undefined

function judges(): Promise<Judges> {
  loading ??= load()
  return loading
}

async function load(): Promise<Judges> {
  const [{ ZxcvbnFactory }, common, leaked] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    readLeaked(),
  ])
  const dictionary = { ...common.dictionary, ...wordDictionaries() }
  return { estimator: new ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs }), leaked }
}

/** On the list as it is, without the digits and signs around it, or typed on the Greek layout. */
export async function isLeaked(password: string): Promise<boolean> {
  const { leaked } = await judges()
  const typed = password.toLowerCase()
  const bare = typed.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  return [typed, bare, wrongLayout(typed), wrongLayout(bare)].some(form => leaked.includes(`\n${form}\n`) && form !== '')
}

/** Why the password is too easily guessed, or undefined. `ownWords` are words that a stranger could know of the person. */
export async function weaknessOf(password: string, ownWords: string[]): Promise<Weakness | undefined> {
  const { estimator } = await judges()
  for (const form of formsOf(password)) {
    const result = await estimate(estimator, form, ownWords)
    if (result.score < enough) return reason(result)
  }
  return undefined
}

/** Greek is estimated without its accents, and as the English text that the same keys would have written. */
function formsOf(password: string): string[] {
  return /\p{Script=Greek}/u.test(password) ? [plainLetters(password), wrongLayout(password)] : [password]
}

/** A long password is as strong as the stronger of its two ends. */
async function estimate(estimator: ZxcvbnFactory, form: string, ownWords: string[]): Promise<ZxcvbnResult> {
  const head = estimator.check(form.slice(0, longestEstimated), ownWords)
  await breathe()
  if (head.score >= enough || form.length <= longestEstimated) return head
  const tail = estimator.check(form.slice(-longestEstimated), ownWords)
  return tail.score > head.score ? tail : head
}

function reason({ sequence }: ZxcvbnResult): Weakness {
  const from = new Set(sequence.map(match => match['dictionaryName'] as string | undefined))
  if (from.has('userInputs')) return 'ownData'
  if (from.has('town')) return 'town'
  const listed = sequence.filter(match => match['dictionaryName'] === 'passwords-common').map(match => match.token.length)
  const whole = sequence.reduce((length, match) => length + match.token.length, 0)
  return Math.max(0, ...listed) * 2 >= whole ? 'common' : 'weak'
}
