/** Greek to Latin as identity cards and passports write it (ELOT 743, ISO 843 type 2). */

const letters: Record<string, string> = {
  α: 'a',
  β: 'v',
  γ: 'g',
  δ: 'd',
  ε: 'e',
  ζ: 'z',
  η: 'i',
  θ: 'th',
  ι: 'i',
  κ: 'k',
  λ: 'l',
  μ: 'm',
  ν: 'n',
  ξ: 'x',
  ο: 'o',
  π: 'p',
  ρ: 'r',
  σ: 's',
  ς: 's',
  τ: 't',
  υ: 'y',
  φ: 'f',
  χ: 'ch',
  ψ: 'ps',
  ω: 'o',
}
const beforeGamma: Record<string, string> = { γ: 'ng', ξ: 'nx', χ: 'nch' }
const diphthongs: Record<string, string> = { α: 'a', ε: 'e', η: 'i' }
const voiced = new Set('αεηιουωβγδζλμνρ')

interface Letter {
  small: string
  capital: boolean
  accent: boolean
  dialytika: boolean
  /** Anything that is not a Greek letter goes through as it is. */
  typed: string
}

/** The Latin spelling of Greek text; what is not Greek stays. Never require a match with it: the law lets people keep an earlier spelling. */
export function toLatin(text: string): string {
  const all = read(text)
  let latin = ''
  for (let at = 0; at < all.length; ) {
    const [spelt, taken] = spell(all, at)
    latin += matchCase(spelt, all, at, taken)
    at += taken
  }
  return latin
}

function read(text: string): Letter[] {
  return (text.normalize('NFD').match(/\P{M}\p{M}*|\p{M}+/gu) ?? []).map(cluster => {
    const base = String.fromCodePoint(cluster.codePointAt(0) ?? 0)
    const small = base.toLowerCase()
    return {
      small: letters[small] ? small : '',
      capital: base !== small,
      accent: cluster.includes('\u0301'),
      dialytika: cluster.includes('\u0308'),
      typed: cluster.normalize('NFC'),
    }
  })
}

function spell(all: Letter[], at: number): [string, number] {
  const here = all[at] as Letter
  const next = all[at + 1]
  if (here.small === '') return [here.typed, 1]
  if (next) {
    const pair = spellPair(here, next, all, at)
    if (pair) return [pair, 2]
  }
  return [letters[here.small] as string, 1]
}

function spellPair(here: Letter, next: Letter, all: Letter[], at: number): string | undefined {
  if (here.small === 'γ') return beforeGamma[next.small]
  if (here.small === 'μ' && next.small === 'π') return all[at - 1]?.small && all[at + 2]?.small ? 'mp' : 'b'
  if (next.small !== 'υ' || next.dialytika || here.accent) return undefined
  if (here.small === 'ο') return 'ou'
  const vowel = diphthongs[here.small]
  return vowel && vowel + (voiced.has(all[at + 2]?.small || '-') ? 'v' : 'f')
}

function matchCase(spelt: string, all: Letter[], at: number, taken: number): string {
  const here = all[at] as Letter
  if (!here.small || !here.capital) return spelt
  if (spelt.length === 1) return spelt.toUpperCase()
  const neighbour = taken > 1 ? all[at + 1] : [all[at + 1], all[at - 1]].find(letter => letter?.small)
  return neighbour?.capital ? spelt.toUpperCase() : spelt[0]?.toUpperCase() + spelt.slice(1)
}
