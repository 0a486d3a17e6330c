/**
 * A phonetic key on which Greek text and its Greeklish spellings meet: βεβαίωση, vevaiosi, bebaiwsh and vevewsh all give `veveosi`.
 *
 * Sounds that Greeklish does not keep apart are one on purpose: β and μπ, δ and ντ and νδ, χ and ξ and κσ (all of them are
 * written `x`), φ after a vowel and β. So different words may share a key: it finds, it does not prove.
 * What stays open gives more than one key: `u` is υ or ου, `th` before a consonant is θ or τη, `h` before one is η or χ.
 */

const greek: Record<string, string> = {
  α: 'a',
  β: 'v',
  γ: 'g',
  δ: 'd',
  ε: 'e',
  ζ: 'z',
  η: 'i',
  θ: 'þ',
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
  υ: 'i',
  φ: 'f',
  χ: 'x',
  ψ: 'ps',
  ω: 'o',
}

/** At most four keys, the likeliest first; none for text without letters or digits. */
export function greeklishKeys(text: string): string[] {
  const plain = text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/(?<=\p{L})[.'’](?=\p{L}(?!\p{L}))/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  if (plain === '') return []
  const heard = hearLatin(hearGreek(hearDigits(plain)))
  return [...new Set(choices.flatMap(choose => reduce(choose(heard))))]
}

/** The likeliest of `greeklishKeys`, or an empty text. */
export function greeklishKey(text: string): string {
  return greeklishKeys(text)[0] ?? ''
}

/** `boh8eia`, `3ylo`: a single digit inside a word is a letter. */
function hearDigits(text: string): string {
  return text.replace(/(?<!\p{N})[83](?=\p{L})|(?<=\p{L})[83](?!\p{N})/gu, digit => (digit === '8' ? 'þ' : 'x'))
}

function hearGreek(text: string): string {
  return text
    .replace(/ου/g, 'ů')
    .replace(/([αεη])υ/g, '$1v')
    .replace(/γ(?=[ξχ])/g, 'n')
    .replace(/γ[γκ]/g, 'g')
    .replace(/μπ/g, 'v')
    .replace(/ντ/g, 'd')
    .replace(/[α-ως]/g, letter => greek[letter] ?? letter)
}

/** An `h` is η before a consonant or at the end (after a vowel or at the start, perhaps χ), χ before a vowel, or part of the letter before it. */
function hearLatin(text: string): string {
  return text
    .replace(/o[uy]/g, 'ů')
    .replace(/([ae])[uy]/g, '$1v')
    .replace(/q|th(?=[aeiouywhů])/g, 'þ')
    .replace(/th/g, 'ŧ')
    .replace(/ch/g, 'x')
    .replace(/ph(?=[aeiouywů])/g, 'f')
    .replace(/kh(?=[aeiouywů])/g, 'x')
    .replace(/([gd])h(?=[aeiouywů])/g, '$1')
    .replace(/h(?=[aeiouywů])/g, 'x')
    .replace(/(?<=[aeiouywů]|(?<!\p{L}))h(?=\p{L})/gu, 'ħ')
    .replace(/[hy]/g, 'i')
    .replace(/[jξ]/g, 'x')
    .replace(/w/g, 'o')
    .replace(/c/g, 'k')
    .replace(/b/g, 'v')
}

/** Every open letter read the likelier way, then each kind of them the other way. */
const choices: ((heard: string) => string)[] = [
  heard => heard,
  heard => heard.replaceAll('u', 'ů'),
  heard => heard.replaceAll('ŧ', 'ti'),
  heard => heard.replaceAll('ħ', 'x'),
]

function reduce(heard: string): string {
  return heard
    .replace(/[uħ]/g, 'i')
    .replaceAll('ŧ', 'þ')
    .replaceAll('ů', 'u')
    .replace(/ks/g, 'x')
    .replace(/g(?=x)/g, 'n')
    .replace(/n?g[gk]|ng/g, 'g')
    .replace(/mp|mv/g, 'v')
    .replace(/n[td]/g, 'd')
    .replace(/([aei])f/g, '$1v')
    .replace(/(\p{L})\1+/gu, '$1')
    .replace(/ai/g, 'e')
    .replace(/[eo]i/g, 'i')
    .replace(/(\p{L})\1+/gu, '$1')
    .replaceAll('þ', 'th')
}
