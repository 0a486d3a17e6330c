/** Text typed while the keyboard was set to the other language. */

const latinKeys = 'ertyuiopasdfghjklzxcvbnm'
const greekKeys = 'ερτυθιοπασδφγηξκλζχψωβνμ'

const toGreek = new Map<string, string>([
  ['w', 'ς'],
  ['W', 'Σ'],
  ['q', ';'],
  ['Q', ':'],
])
const toEnglish = new Map<string, string>([
  ['ς', 'w'],
  [';', 'q'],
])
for (let i = 0; i < latinKeys.length; i++) {
  const latin = latinKeys.charAt(i)
  const greek = greekKeys.charAt(i)
  toGreek.set(latin, greek).set(latin.toUpperCase(), greek.toUpperCase())
  toEnglish.set(greek, latin).set(greek.toUpperCase(), latin.toUpperCase())
}

const deadKeys: Record<string, string> = { ';': '\u0301', ':': '\u0308' }

/**
 * What the same keys give on the other layout: `bebaivsh` → βεβαιωση, `θσερ` → user.
 * Whichever alphabet has more letters in the text is the one that was typed.
 */
export function wrongLayout(text: string): string {
  const plain = text.normalize('NFD')
  const latin = plain.match(/[a-z]/gi)?.length ?? 0
  const greek = plain.match(/\p{Script=Greek}/gu)?.length ?? 0
  return greek > latin ? readAsEnglish(plain) : readAsGreek(plain)
}

function readAsEnglish(plain: string): string {
  return Array.from(plain.replace(/\p{M}+/gu, ''), key => toEnglish.get(key) ?? key).join('')
}

function readAsGreek(plain: string): string {
  return plain
    .replace(/([;:])([aehioyv])/gi, (_, dead: string, vowel: string) => (toGreek.get(vowel) ?? vowel) + deadKeys[dead])
    .replace(/[a-z]/gi, key => toGreek.get(key) ?? key)
    .normalize('NFC')
    .replace(/σ(?![\p{L}\p{M}])/gu, 'ς')
}
