/** What may come in about the hour of a visit. */
import * as z from 'zod'

export const bookingForm = z.strictObject({
  day: z.string().max(10).catch(''), // for the page that is shown again
  at: z.iso.datetime({ error: 'appointments.wrong.hour' }).transform(value => new Date(value)),
})
