/** What a clerk must say with a move: drawn from the move itself. */
import * as z from 'zod'
import type { Catalogue } from '../catalogue/catalogue.js'
import { line, lines, optional } from '../fields/schemas.js'
import { gap } from '../templates/template.js'
import { seenVersion } from '../web/forms.js'
import type { RequestKind } from './kind.js'
import type { Move } from './moves.js'
import { parseNumber } from './number.js'
import type { Words } from './words.js'

const longest = 4000

/** `papers`, `fields`: keys of this request that may be asked for. `department`: where it is, and cannot be passed on to. */
export type Askable = { papers: string[]; fields: string[]; department: string }

/** What the form's buttons say beside sending it: look at the letter first, or change it after that look. */
const buttons = { preview: z.literal('yes').optional(), change: z.literal('yes').optional() }

export function deskForm(move: Move, kind: RequestKind, catalogue: Catalogue, askable: Askable) {
  const says = (asks: Move['asks']) => move.asks === asks
  const isElsewhere = (slug: string) => slug !== askable.department && catalogue.department(slug) !== undefined
  const words = lines(longest).refine(text => !text.includes(gap), 'desk.form.gap')
  return z
    .strictObject({
      ...buttons,
      version: seenVersion,
      department: says('department') ? oneOf(isElsewhere, 'desk.form.department') : unasked,
      body: says('body') ? line(120) : unasked,
      outcome: says('outcome') ? oneOf(value => kind.outcomes.includes(value), 'desk.form.outcome') : unasked,
      duplicate_of: says('duplicate_of') ? numberOf : unasked,
      papers: says('papers') ? several(askable.papers) : unasked,
      other_paper: says('papers') ? optional(line(200)) : unasked,
      field: says('field') ? oneOf(key => askable.fields.includes(key), 'desk.form.field') : unasked,
      challenge: says('challenge') ? words : unasked,
      text: move.text === 'required' ? words : optional(words),
    })
    .refine(said => !says('papers') || said.papers?.length || said.other_paper, { path: ['papers'], error: 'desk.form.papers' })
}

export type Said = z.output<ReturnType<typeof deskForm>>

export function wordsOf(said: Said, catalogue: Catalogue): Words {
  const { text, body, outcome, duplicate_of, department, papers, other_paper, field, challenge } = said
  return {
    text,
    body,
    outcome,
    duplicateOf: duplicate_of,
    department: department ? catalogue.department(department) : undefined,
    papers: papers && { fields: papers, other: other_paper },
    field,
    challenge,
  }
}

const unasked = z.undefined().optional()

const oneOf = (fits: (value: string) => boolean, message: string) => z.string({ error: message }).refine(fits, message)

/** Ticked boxes: none, one or several of these. */
const several = (known: string[]) =>
  z.preprocess(
    value => (value === undefined ? [] : [value].flat()),
    z.array(z.string().refine(one => known.includes(one), 'desk.form.papers')),
  )

const numberOf = z.string({ error: 'desk.form.number' }).transform((typed, context) => {
  const number = parseNumber(typed)
  if (number) return number
  context.issues.push({ code: 'custom', message: 'desk.form.number', input: typed })
  return z.NEVER
})
