/** ΑΜΚΑ, the eleven-digit social security number. Asked only by services that need it. */

import { compact } from './compact.js'

export type AmkaError = 'amka.length' | 'amka.digits' | 'amka.date' | 'amka.check'
export type ParsedAmka = { ok: true; amka: string } | { ok: false; error: AmkaError }

export function parseAmka(input: string): ParsedAmka {
  const amka = compact(input)
  if (/[^0-9]/.test(amka)) return { ok: false, error: 'amka.digits' }
  if (amka.length !== 11) return { ok: false, error: 'amka.length' }
  if (!startsWithDate(amka)) return { ok: false, error: 'amka.date' }
  return luhn(amka) ? { ok: true, amka } : { ok: false, error: 'amka.check' }
}

/** The number says day, month and two digits of the year, so the century is not compared. `birthDate` is ISO. */
export function amkaMatchesBirthDate(amka: string, birthDate: string): boolean {
  return amka.slice(0, 6) === birthDate.slice(8, 10) + birthDate.slice(5, 7) + birthDate.slice(2, 4)
}

// 29 February of year 00 may be that of 2000.
function startsWithDate(amka: string): boolean {
  const [day, month, year] = [0, 2, 4].map(at => Number(amka.slice(at, at + 2))) as [number, number, number]
  const date = new Date(Date.UTC(2000 + year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function luhn(digits: string): boolean {
  const sum = Array.from(digits, Number)
    .reverse()
    .reduce((total, digit, at) => total + (at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0)
  return sum % 10 === 0
}
