/** What the pages of the windows may send. */
import * as z from 'zod'

/** Not at the counter today. */
export const noWindow = 'none'

export const dutyForm = z.strictObject({
  desk: z.string({ error: issue => (issue.input === undefined ? 'duty.choose' : 'fields.repeated') }).max(40, 'duty.choose'),
  next: z.string().max(2000).optional(),
})
