/** Names of persons, Greek or Latin. */

import { foldLatinLookalikes, nfc, officialCapitals, searchKey } from './greek.js'

export type NameError = 'name.required' | 'name.long' | 'name.digits' | 'name.characters'
export interface PersonName {
  /** As the person wrote it, spaces tidied. */
  typed: string
  /** As official papers write it: ΑΓΓΕΛΟΣ. */
  official: string
  /** For comparing and searching: no accents, hyphens as spaces. */
  key: string
}
export type ParsedName = { ok: true; name: PersonName } | { ok: false; error: NameError }

const longest = 100
const allowed = /^[\p{Script=Greek}\p{Script=Latin}\p{M} '’ʼ`´.\-‐‑–—]*$/u

export function parseName(input: string): ParsedName {
  const typed = nfc(input)
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
  if (!/\p{L}/u.test(typed)) return { ok: false, error: typed === '' ? 'name.required' : 'name.characters' }
  if (Array.from(typed).length > longest) return { ok: false, error: 'name.long' }
  if (/\p{N}/u.test(typed)) return { ok: false, error: 'name.digits' }
  if (!allowed.test(typed)) return { ok: false, error: 'name.characters' }
  const folded = foldLatinLookalikes(typed)
  return { ok: true, name: { typed, official: officialCapitals(folded), key: nameKey(folded) } }
}

/** What two spellings of the same name share: «Παπαδοπούλου-Γεωργίου» and ΠΑΠΑΔΟΠΟΥΛΟΥ - ΓΕΩΡΓΙΟΥ. */
export function nameKey(name: string): string {
  return searchKey(
    foldLatinLookalikes(name)
      .replace(/['’ʼ`´.]/g, '')
      .replace(/[-‐‑–—]/g, ' '),
  )
}
