/** What may come in about appointments and the hours of the counter. */
import * as z from 'zod'
import * as field from '../fields/schemas.js'

export const linkForm = z.strictObject({ token: z.string().max(200) })

/** `8`, `8:30`, `08.30` → `08:30` */
const time = z
  .string({ error: 'appointments.wrong.time' })
  .trim()
  .regex(/^([01]?\d|2[0-3])([:.][0-5]\d)?$/, 'appointments.wrong.time')
  .transform(typed => {
    const [hours = '', minutes = '00'] = typed.split(/[:.]/)
    return `${hours.padStart(2, '0')}:${minutes}`
  })

const count = (least: number, most: number, problem: string) => {
  const whole = z.coerce.number({ error: problem }).int(problem)
  return whole.min(least, problem).max(most, problem)
}

const weekdays = z
  .preprocess(value => (typeof value === 'string' ? [value] : value), z.array(z.enum(['1', '2', '3', '4', '5', '6', '7'])).min(1))
  .transform(chosen => [...new Set(chosen.map(Number))])

export const hoursForm = z
  .strictObject({
    weekdays: weekdays.catch([]).refine(chosen => chosen.length > 0, 'appointments.wrong.weekdays'),
    opens: time,
    closes: time,
    slot_minutes: count(5, 240, 'appointments.wrong.minutes'),
    windows: count(1, 50, 'appointments.wrong.windows'),
  })
  .refine(({ opens, closes, slot_minutes: minutes }) => !(minutesOf(closes) - minutesOf(opens) < minutes), {
    path: ['closes'],
    error: 'appointments.wrong.closes',
  })

/** Not a number where the time is none: that has its own sentence. */
const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

export const hoursRemovalForm = z.strictObject({ id: field.line(36).pipe(z.uuid()) })
