/** What may come in by the forms about parcels. */
import * as z from 'zod'
import * as field from '../fields/schemas.js'
import type { Municipality } from '../municipality.js'
import { isUuid } from '../requests/addresses.js'
import { seenVersion } from '../web/forms.js'
import { placesOf } from './label-pdf.js'
import { reasons } from './parcel.js'

/** As many as a page of the shelf has. */
export const mostInBatch = 50

const id = z.string().refine(isUuid)

/** One tick comes as a text, several as a list. */
export const printForm = z.strictObject({
  parcel: z
    .union([id.transform(one => [one]), z.array(id).min(1).max(mostInBatch)], { error: 'parcels.missing.tick' })
    .transform(ids => [...new Set(ids)]),
})

export const returnForm = z.strictObject({
  version: seenVersion,
  reason: z.enum(reasons, { error: 'parcels.missing.reason' }),
  text: field.optional(field.lines(2000)),
  erred: field.checkbox,
})

/** Of labels: the sheet, the first place on it that is free, and one parcel where it is not all of them. */
export function labelQuery({ labels }: Municipality['post']) {
  const format = z
    .string()
    .optional()
    .transform(slug => labels.find(one => one.slug === slug) ?? (labels[0] as (typeof labels)[number]))
  const start = z.union([z.literal('').transform(() => 1), z.coerce.number().int().min(1)], { error: 'parcels.wrong.start' }).default(1)
  return z
    .object({ format, start, only: z.string().optional() })
    .refine(({ format, start }) => start <= placesOf(format), { path: ['start'], error: 'parcels.wrong.start' })
}
