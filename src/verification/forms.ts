/** What may come in on the way to Level B. */
import * as z from 'zod'
import { proofFields } from '../accounts/staff-fresh.js'
import { parseAfm } from '../fields/afm.js'
import { compact } from '../fields/compact.js'
import { officialCapitals } from '../fields/greek.js'
import { parseIdentityNumber } from '../fields/identity.js'
import { parseName } from '../fields/names.js'
import * as field from '../fields/schemas.js'
import { seenVersion } from '../web/forms.js'
import { type PaperField, paperFields } from './match.js'
import type { Claim, Paper } from './papers.js'
import { mostOfWho, whoFields } from './risk.js'

export const cancelForm = z.strictObject({ version: seenVersion })
export const codeForm = z.strictObject({ code: field.line(30) })
/** Without the slip: one of the two. */
export const findForm = z
  .strictObject({ afm: field.optional(field.afm), surname: field.optional(field.line(100)) })
  .refine(({ afm, surname }) => afm !== undefined || surname !== undefined, { path: ['afm'], error: 'verification.missing.search' })

/** Whose form it is: looked at where a session ended over it. */
const formOf = z.string().max(100).optional()
export const holdForm = z.strictObject({ version: seenVersion, form_of: formOf })
export const refusalForm = z.strictObject({ version: seenVersion, reason: field.lines(1000), form_of: formOf, ...proofFields })

const ticked = (slugs: readonly string[]) =>
  z
    .preprocess(value => (typeof value === 'string' ? [value] : value), z.array(z.enum(slugs)).max(slugs.length).optional())
    .transform(value => value ?? [])

/** A paper that the table does not have. */
export const otherPaper = 'other'

const corrections = ticked(paperFields)
  .transform(names => names as PaperField[])
  .refine(names => names.filter(name => whoFields.includes(name)).length <= mostOfWho, 'verification.correct.tooMany')

/** «778 123» → one for each paper in hand */
const endsOf = (papers: number) =>
  field
    .line(60)
    .transform(text => text.split(/[\s,;/]+/).filter(Boolean))
    .refine(ends => ends.length === papers && ends.every(end => end.length <= 3), 'verification.missing.paperEnds')

const names = ['surname', 'first_name', 'father_name', 'mother_name'] as const

/** As it is always kept where the rules read it: spelt otherwise, it would be found by nobody who has the same. */
function asFound(parsed: { ok: true; number?: string; afm?: string } | { ok: false }, text: string): string {
  return (parsed.ok && (parsed.number ?? parsed.afm)) || officialCapitals(compact(text))
}

/**
 * What the papers in the clerk's hand say, for a visit that is to prove `needed`. A name of a parent that they do not carry stays empty.
 * `as_written` sets the rules of form aside: what the document really shows must pass, and a note says why.
 */
export function counterForm(papers: readonly Paper[], needed: readonly Claim[], body: unknown) {
  const identity = papers.filter(paper => paper.proves.includes('identity')).map(paper => paper.slug)
  const others = papers.filter(paper => !paper.proves.includes('identity')).map(paper => paper.slug)
  const typed = (body ?? {}) as Record<string, unknown>
  const chosen = typed.identity_paper
  const inHand = papers.filter(({ slug }) => [typed.papers, chosen].flat().includes(slug))
  const more = inHand.filter(({ slug }) => slug !== chosen).length
  const proved = new Set(inHand.flatMap(paper => paper.proves))
  const asWritten = typed.as_written !== undefined && typed.as_written !== ''
  /** What a paper in hand shows must be copied from it, or nothing would be compared. */
  const shown = <S extends z.ZodType>(claim: Claim, schema: S) =>
    (proved.has(claim) && needed.includes(claim) ? schema : field.optional(schema)) as ReturnType<typeof field.optional<S>>
  const kind = chosen === 'passport' ? 'passport' : 'identity_card'
  const numberAsWritten = field.line(60).transform(text => asFound(parseIdentityNumber(kind, text), text))
  const afmAsWritten = field.line(60).transform(text => asFound(parseAfm(text), text))
  return z
    .strictObject({
      version: seenVersion,
      person_present: field.checkbox.refine(value => value, 'verification.missing.present'),
      identity_paper: z.enum(identity, { error: 'verification.missing.identityPaper' }),
      identity_number: asWritten ? numberAsWritten : field.identityNumber(kind),
      identity_expires: field.optional(field.dateIn()),
      surname: field.line(100),
      first_name: field.line(100),
      father_name: field.optional(field.line(100)),
      mother_name: field.optional(field.line(100)),
      birth_date: field.dateIn({ past: true }),
      papers: ticked([...others, otherPaper]),
      paper_end: more > 0 ? endsOf(more) : field.optional(endsOf(1)),
      afm: shown('afm', asWritten ? afmAsWritten : field.afm),
      tax_office: shown('tax_office', field.line(40)),
      street: shown('address', field.line(100)),
      street_number: shown('address', field.streetNumber),
      postal_code: shown('address', field.postalCode),
      as_written: field.checkbox,
      note: asWritten ? field.line(300) : field.optional(field.line(300)),
      correct: corrections,
      form_of: formOf,
      ...proofFields,
    })
    .superRefine((form, context) => {
      for (const name of names.filter(one => form.correct.includes(one))) {
        const parsed = parseName(form[name] ?? '')
        if (!parsed.ok) context.addIssue({ code: 'custom', path: [name], message: `fields.${parsed.error}` })
      }
    })
}
export type CounterForm = z.output<ReturnType<typeof counterForm>>
