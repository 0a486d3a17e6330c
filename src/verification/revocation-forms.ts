import * as z from 'zod'
import { proofFields } from '../accounts/staff-fresh.js'
import * as field from '../fields/schemas.js'

export const afterForm = z.object({ after: z.uuid() })
export const personForm = z.strictObject({ person: field.line(254) })

const uuid = z.uuid('revocation.missing.target').optional()
const optionalId = z.preprocess(value => (value === '' ? undefined : value), uuid)

const targetShape = {
  citizen: optionalId,
  clerk: optionalId,
  from: field.optional(field.dateIn({ past: true })),
  before: field.optional(field.dateIn()),
}
type Chosen = { citizen?: string | undefined; clerk?: string | undefined; from?: string | undefined; before?: string | undefined }

const chosen = ({ citizen, clerk, before }: Chosen) => Boolean(citizen ?? clerk ?? before)
const inOrder = ({ from, before }: Chosen) => !from || !before || from < before
const nobody = { path: ['clerk'], error: 'revocation.missing.target' }
const backwards = { path: ['before'], error: 'revocation.wrong.order' }

/** What the address of the look beforehand may say. */
export const targetForm = z.object(targetShape).refine(chosen, nobody).refine(inOrder, backwards)

export const decisionForm = z
  .strictObject({
    ...targetShape,
    reason: field.lines(1000),
    people: z.coerce.number().int().min(1).max(10_000_000),
    submission_key: z.uuid(),
    ...proofFields,
    confirmed: field.checkbox.refine(ticked => ticked, 'revocation.missing.confirmed'),
  })
  .refine(chosen, nobody)
  .refine(inOrder, backwards)
