/** When two names of persons are the same name. */
import { sameWords, wordsOf } from './match-words.js'

/** The holder's own name: no case of it stands for another, because Παπαδοπούλου is not Παπαδόπουλος. */
export function sameName(a: string, b: string): boolean {
  return sameWords(wordsOf(a), wordsOf(b))
}

type Endings = readonly (readonly [nominative: string, genitives: readonly string[]])[]

// Ancient genitives only for the endings that have them: of a plain -ΗΣ, ΑΓΓΕΛΟΥ would be taken for ΑΓΓΕΛΗΣ.
const father: Endings = [
  ['ΟΣ', ['ΟΥ']],
  ['ΗΣ', ['Η', 'ΟΥΣ']],
  ['ΝΝΗΣ', ['ΝΝΟΥ']],
  ['ΔΗΣ', ['ΔΟΥ']],
  ['ΕΣΤΗΣ', ['ΕΣΤΟΥ']],
  ['ΚΛΗΣ', ['ΚΛΕΟΥΣ']],
  ['ΑΣ', ['Α', 'ΑΝΤΟΣ']],
  ['ΙΑΣ', ['ΙΟΥ']],
  ['ΔΑΣ', ['ΔΟΥ']],
  ['ΕΑΣ', ['ΕΟΥ', 'ΕΩΣ']],
  ['ΕΥΣ', ['ΕΩΣ', 'ΕΑ']],
  ['ΟΥΣ', ['ΟΥ']],
  ['ΙΣ', ['Η', 'ΙΔΟΣ']],
  ['ΩΝ', ['ΩΝΟΣ', 'ΟΝΟΣ', 'ΩΝΤΟΣ', 'ΟΝΤΟΣ', 'ΩΝΑ', 'ΟΝΑ', 'ΩΝΤΑ', 'ΟΝΤΑ']],
  ['ΩΝΑΣ', ['ΩΝΟΣ']],
  ['ΟΝΑΣ', ['ΟΝΟΣ']],
  ['ΝΤΑΣ', ['ΝΤΟΣ']],
  ['ΩΡ', ['ΟΡΟΣ', 'ΟΡΑ']],
  ['ΟΡΑΣ', ['ΟΡΟΣ']],
]
const mother: Endings = [
  ['Α', ['ΑΣ']],
  ['Η', ['ΗΣ']],
  ['Ω', ['ΩΣ', 'ΟΥΣ']],
  ['ΟΥ', ['ΟΥΣ']],
  ['ΙΣ', ['ΗΣ', 'ΙΔΟΣ', 'ΙΤΟΣ']],
  ['ΑΣ', ['ΑΔΟΣ']],
]

export const sameFather = (a: string, b: string) => sameParent(father, a, b)
export const sameMother = (a: string, b: string) => sameParent(mother, a, b)

/** Papers write «του ΓΕΩΡΓΙΟΥ» for ΓΕΩΡΓΙΟΣ. Two genitives of one name are told as different: too many names share one. */
function sameParent(endings: Endings, a: string, b: string): boolean {
  return sameWords(withoutArticle(wordsOf(a)), withoutArticle(wordsOf(b)), word => casesOf(endings, word))
}

function withoutArticle(words: string[]): string[] {
  return words.length > 1 && /^(ΤΟΥ|ΤΗΣ)$/.test(words[0] ?? '') ? words.slice(1) : words
}

function casesOf(endings: Endings, word: string): string[] {
  const swaps = endings.flatMap(([nominative, genitives]) =>
    genitives.flatMap(genitive => [swapEnding(word, nominative, genitive), swapEnding(word, genitive, nominative)]),
  )
  return [word, ...swaps.flat()]
}

function swapEnding(word: string, from: string, to: string): string[] {
  return word.endsWith(from) && word.length > from.length + 1 ? [word.slice(0, -from.length) + to] : []
}
