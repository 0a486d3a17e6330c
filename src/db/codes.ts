/** Codes that people read aloud and type. */
import { randomInt } from 'node:crypto'

/** No 0/O, 1/I/L, 2/Z, 5/S, 8/B, and no letter that Greek and Latin draw alike but type apart (A E H K M N P T X Y). */
const alphabet = '34679CDFGJQRUVW'

/** `length` characters of 15, ~3.9 bits each. */
export function newCode(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}

/** What was typed, without spaces and dashes, in capitals. */
export function tidyCode(typed: string): string {
  return typed.replace(/[\s-]/g, '').toUpperCase()
}

/** `3479CDFG` → `3479-CDFG` */
export function showCode(code: string): string {
  return code.match(/.{1,4}/g)?.join('-') ?? code
}
