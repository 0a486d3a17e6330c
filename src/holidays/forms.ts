/** What may come in about holidays. */
import * as z from 'zod'
import * as field from '../fields/schemas.js'

/** Years of which the rule for Easter holds, and which a portal may still ask about. */
export const firstYear = 2020
export const lastYear = 2099

const year = z.coerce.number({ error: 'holidays.wrong.year' }).int('holidays.wrong.year').min(firstYear, 'holidays.wrong.year')
export const yearIn = year.max(lastYear, 'holidays.wrong.year')

export const addForm = z
  .strictObject({ day: field.dateIn(), title_el: field.line(100), title_en: field.line(100), half: field.checkbox })
  .refine(({ day }) => yearIn.safeParse(day.slice(0, 4)).success, { path: ['day'], error: 'holidays.wrong.year' })

export const removalForm = z.strictObject({ day: z.iso.date() })
export const yearForm = z.strictObject({ year: yearIn })
