/** The number on a registered letter or parcel: UPU S10, two letters, eight digits, a check digit, GR. */

import { compact } from './compact.js'
import { wrongLayout } from './keyboard.js'

export type S10Error = 's10.length' | 's10.start' | 's10.digits' | 's10.country' | 's10.check'
export type ParsedS10 = { ok: true; s10: string } | { ok: false; error: S10Error }

/** Forgives spaces, dashes, small letters, the stars of a scanner, and a keyboard that was set to Greek. */
export function parseS10(input: string): ParsedS10 {
  const typed = compact(input).replace(/^\*+|\*+$/g, '')
  const s10 = (/\p{Script=Greek}/u.test(typed) ? wrongLayout(typed) : typed).toUpperCase()
  if (!/^[A-Z]{2}/.test(s10)) return { ok: false, error: 's10.start' }
  if (!/[A-Z]{2}$/.test(s10.slice(2))) return { ok: false, error: 's10.country' }
  if (s10.length !== 13) return { ok: false, error: 's10.length' }
  const digits = s10.slice(2, 11)
  if (!/^[0-9]{9}$/.test(digits)) return { ok: false, error: 's10.digits' }
  if (!s10.endsWith('GR')) return { ok: false, error: 's10.country' }
  return digits.endsWith(String(s10CheckDigit(digits))) ? { ok: true, s10 } : { ok: false, error: 's10.check' }
}

const weights = [8, 6, 4, 2, 3, 5, 9, 7]

/** Of the first eight digits. 5 stands for two remainders, 0 and 6: a slip from one to the other is the only one that it misses. */
export function s10CheckDigit(digits: string): number {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  const check = 11 - (sum % 11)
  if (check === 11) return 5
  return check === 10 ? 0 : check
}

/** `RR473124829GR` → `RR 473 124 829 GR` */
export function showS10(s10: string): string {
  return s10.replace(/^(..)(...)(...)(...)(..)$/, '$1 $2 $3 $4 $5')
}
