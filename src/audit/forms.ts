/** What the auditor's page may ask for: all of it in the address, none of it about a person by name. */
import * as z from 'zod'
import { dateIn, optional } from '../fields/schemas.js'
import { flat } from '../i18n/index.js'

const area = 'trail.event.'

/** Everything that the trail may say, in words. */
export const knownEvents = [...flat.el.keys()].filter(key => key.startsWith(area)).map(key => key.slice(area.length))

const short = z.string('fields.repeated').trim().max(64, 'fields.text.long')

export const trailForm = z
  .object({
    from: optional(dateIn({ past: true })),
    to: optional(dateIn()),
    event: optional(z.string('fields.repeated').refine(event => knownEvents.includes(event), 'trail.unknownEvent')),
    actor: optional(short),
    target: optional(short),
    before: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional()
      .catch(undefined),
  })
  .refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], error: 'trail.order' })
