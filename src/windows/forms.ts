/** What the pages of the windows may send. */
import * as z from 'zod'
import { line } from '../fields/schemas.js'
import { seenVersion } from '../web/forms.js'

/** Not at the counter today. */
export const noWindow = 'none'

export const dutyForm = z.strictObject({
  desk: z.string({ error: issue => (issue.input === undefined ? 'duty.choose' : 'fields.repeated') }).max(40, 'duty.choose'),
  next: z.string().max(2000).optional(),
})

const title = { title_el: line(40), title_en: line(40) }
export const newWindowForm = z.strictObject(title)
export const titleForm = z.strictObject({ version: seenVersion, ...title })
export const versionForm = z.strictObject({ version: seenVersion })
