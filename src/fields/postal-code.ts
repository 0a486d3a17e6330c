/** Τ.Κ., five digits. Kept as text without a space: a longer code has been announced more than once. */

import { compact } from './compact.js'

export type PostalCodeError = 'postalCode.digits' | 'postalCode.length' | 'postalCode.start'
export type ParsedPostalCode = { ok: true; postalCode: string } | { ok: false; error: PostalCodeError }

export function parsePostalCode(input: string): ParsedPostalCode {
  const postalCode = compact(input)
    .toUpperCase()
    .replace(/^(?:[TΤ][KΚ]:?|GR)/, '')
  if (/[^0-9]/.test(postalCode)) return { ok: false, error: 'postalCode.digits' }
  if (postalCode.length !== 5) return { ok: false, error: 'postalCode.length' }
  return /^[1-8]/.test(postalCode) ? { ok: true, postalCode } : { ok: false, error: 'postalCode.start' }
}

/** `13231` → `132 31` */
export function showPostalCode(postalCode: string): string {
  return postalCode.replace(/^(\d{3})(\d{2})$/, '$1 $2')
}
