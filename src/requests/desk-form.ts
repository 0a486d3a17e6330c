/** What a clerk must say with a move: drawn from the move itself. */
import * as z from 'zod'
import type { Catalogue } from '../catalogue/catalogue.js'
import { line, lines, optional } from '../fields/schemas.js'
import { seenVersion } from '../web/forms.js'
import type { RequestKind } from './kind.js'
import type { Move } from './moves.js'
import { parseNumber } from './number.js'

const longest = 4000

export function deskForm(move: Move, kind: RequestKind, catalogue: Catalogue) {
  const says = (asks: Move['asks']) => move.asks === asks
  return z.strictObject({
    version: seenVersion,
    department: says('department') ? oneOf(slug => catalogue.department(slug) !== undefined, 'desk.form.department') : unasked,
    body: says('body') ? line(120) : unasked,
    outcome: says('outcome') ? oneOf(value => kind.outcomes.includes(value), 'desk.form.outcome') : unasked,
    duplicate_of: says('duplicate_of') ? numberOf : unasked,
    text: move.text === 'required' ? lines(longest) : optional(lines(longest)),
  })
}

const unasked = z.undefined().optional()

const oneOf = (fits: (value: string) => boolean, message: string) => z.string({ error: message }).refine(fits, message)

const numberOf = z.string({ error: 'desk.form.number' }).transform((typed, context) => {
  const number = parseNumber(typed)
  if (number) return number
  context.issues.push({ code: 'custom', message: 'desk.form.number', input: typed })
  return z.NEVER
})
