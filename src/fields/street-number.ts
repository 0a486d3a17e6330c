import { greekLookalike, officialCapitals } from './greek.js'

export type StreetNumberError = 'streetNumber.form'
export type ParsedStreetNumber = { ok: true; streetNumber: string } | { ok: false; error: StreetNumberError }

const without = /^(?:χ\.?\s?α\.?|x\.?\s?a\.?|χωρίς αριθμό|χωρις αριθμο|no number|-)$/i

/** `12`, `12Α`, `5-7`, `12/14`, or χ.α. for a house without a number. */
export function parseStreetNumber(input: string): ParsedStreetNumber {
  const text = input.normalize('NFC').trim().toLowerCase()
  if (without.test(text)) return { ok: true, streetNumber: 'χ.α.' }
  const number = Array.from(officialCapitals(text).replace(/\s+/g, '').replace(/[‐-―]/g, '-'), greekLookalike).join('')
  if (!/^\d{1,4}[Α-ΩA-Z]{0,2}(?:[-/&,]\d{1,4}[Α-ΩA-Z]{0,2}){0,2}$/.test(number)) return { ok: false, error: 'streetNumber.form' }
  return { ok: true, streetNumber: number }
}
