/** The number of a request: nine digits that can be read aloud, random so that nobody can count, the last one a check. */
import { randomInt } from 'node:crypto'

/** Luhn's digit: catches one wrong digit and most swaps. */
function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const doubled = place % 2 === 0 ? Number(digit) * 2 : Number(digit)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return (10 - (sum % 10)) % 10
}

/** 8 random digits, the first not 0, and their check digit: `482739165`. */
export function newNumber(): string {
  const digits = String(randomInt(10_000_000, 100_000_000))
  return `${digits}${checkDigit(digits)}`
}

/** `482-739-165`, as shown and read aloud. */
export function showNumber(number: string): string {
  return number.replace(/(\d{3})(?=\d)/g, '$1-')
}

/** What somebody typed or clicked: nine digits with a right check digit, or undefined. */
export function parseNumber(typed: unknown): string | undefined {
  if (typeof typed !== 'string' || typed.length > 20) return undefined
  const digits = typed.replace(/[\s.-]/g, '')
  return /^\d{9}$/.test(digits) && checkDigit(digits.slice(0, 8)) === Number(digits[8]) ? digits : undefined
}
