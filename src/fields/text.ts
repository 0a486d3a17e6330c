/** Free text: one line or several. Lengths are in characters as a person counts them (code points). */

export type TextError = 'text.required' | 'text.control' | 'text.lineBreak' | 'text.long'
export type CleanedText = { ok: true; text: string } | { ok: false; error: TextError }

// Invisible marks that turn the direction of writing can make a text say something else on the clerk's screen.
const direction = /[\u202a-\u202e\u2066-\u2069\ufeff]/g
const control = /[\p{Cs}\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/u

/** One line: line breaks are refused, because a line may end up in a letter's header. */
export function cleanLine(input: string, max: number): CleanedText {
  const text = input.replace(direction, '').normalize('NFC').replace(/\t/g, ' ').trim()
  if (/[\r\n\u0085\u2028\u2029]/.test(text)) return { ok: false, error: 'text.lineBreak' }
  return within(text, max)
}

/** Several lines, each ended by a single `\n`. */
export function cleanLines(input: string, max: number): CleanedText {
  return within(
    input
      .replace(direction, '')
      .normalize('NFC')
      .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
      .trim(),
    max,
  )
}

function within(text: string, max: number): CleanedText {
  if (text === '') return { ok: false, error: 'text.required' }
  if (control.test(text)) return { ok: false, error: 'text.control' }
  return text.length > max && Array.from(text).length > max ? { ok: false, error: 'text.long' } : { ok: true, text }
}

/** The beginning of a text, never with half a character at its end: no JSON of PostgreSQL's takes one. */
export function cutText(text: string, most: number): string {
  return text.slice(0, most).replace(/\p{Cs}$/u, '')
}
