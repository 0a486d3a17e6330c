/** ΑΦΜ, the nine-digit tax number. Text, never a number: leading zeros count. */

import { compact } from './compact.js'

export type AfmError = 'afm.length' | 'afm.digits' | 'afm.check' | 'afm.zeros'
export type ParsedAfm = { ok: true; afm: string } | { ok: false; error: AfmError }

/** Forgives spaces, dots, dashes, a country prefix (EL, GR, ΕΛ) and the lost leading zero of an old number. */
export function parseAfm(input: string): ParsedAfm {
  const bare = compact(input)
    .toUpperCase()
    .replace(/^(?:[EΕ][LΛ]|GR)/, '')
  if (/[^0-9]/.test(bare)) return { ok: false, error: 'afm.digits' }
  const afm = bare.length === 8 ? `0${bare}` : bare
  if (afm.length !== 9) return { ok: false, error: 'afm.length' }
  if (/^0+$/.test(afm)) return { ok: false, error: 'afm.zeros' }
  return afm.endsWith(String(checkDigit(afm))) ? { ok: true, afm } : { ok: false, error: 'afm.check' }
}

function checkDigit(afm: string): number {
  const folded = Array.from(afm.slice(0, 8)).reduce((sum, digit) => sum * 2 + Number(digit), 0)
  return ((folded * 2) % 11) % 10
}
