/** What may come in on the way to Level B. */
import * as z from 'zod'
import * as field from '../fields/schemas.js'
import { seenVersion } from '../web/forms.js'
import type { Claim, Paper } from './papers.js'

export const cancelForm = z.strictObject({ version: seenVersion })
export const recoveryForm = z.strictObject({ code: field.line(30) })
export const searchForm = z.strictObject({ code: field.line(30) })
export const holdForm = z.strictObject({ version: seenVersion })
export const refusalForm = z.strictObject({ version: seenVersion, reason: field.lines(1000) })

const ticked = (slugs: string[]) =>
  z
    .preprocess(value => (typeof value === 'string' ? [value] : value), z.array(z.enum(slugs)).max(slugs.length).optional())
    .transform(value => value ?? [])

/** What the papers in the clerk's hand say. A name of a parent that they do not carry stays empty. */
export function counterForm(papers: readonly Paper[], body: unknown) {
  const identity = papers.filter(paper => paper.proves.includes('identity')).map(paper => paper.slug)
  const others = papers.filter(paper => !paper.proves.includes('identity')).map(paper => paper.slug)
  const typed = (body ?? {}) as Record<string, unknown>
  const chosen = typed.identity_paper
  const inHand = papers.filter(({ slug }) => [typed.papers, chosen].flat().includes(slug))
  const proved = new Set(inHand.flatMap(paper => paper.proves))
  /** What a paper in hand shows must be copied from it, or nothing would be compared. */
  const shown = <S extends z.ZodType>(claim: Claim, schema: S) =>
    (proved.has(claim) ? schema : field.optional(schema)) as ReturnType<typeof field.optional<S>>
  return z.strictObject({
    version: seenVersion,
    person_present: field.checkbox.refine(value => value, 'verification.missing.present'),
    identity_paper: z.enum(identity, { error: 'verification.missing.identityPaper' }),
    identity_number: field.identityNumber(chosen === 'passport' ? 'passport' : 'identity_card'),
    identity_expires: field.optional(field.dateIn()),
    surname: field.line(100),
    first_name: field.line(100),
    father_name: field.optional(field.line(100)),
    mother_name: field.optional(field.line(100)),
    birth_date: field.dateIn({ past: true }),
    papers: ticked(others),
    paper_end: inHand.some(({ slug }) => slug !== chosen) ? field.line(3) : field.optional(field.line(3)),
    afm: shown('afm', field.afm),
    tax_office: shown('tax_office', field.line(40)),
    street: shown('address', field.line(100)),
    street_number: shown('address', field.streetNumber),
    postal_code: shown('address', field.postalCode),
  })
}
export type CounterForm = z.output<ReturnType<typeof counterForm>>
