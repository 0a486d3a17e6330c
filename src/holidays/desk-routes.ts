/** The editor's page of holidays, a year at a time. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import { NotFound } from '../errors.js'
import { todayInAthens } from '../fields/dates.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { addForm, firstYear, lastYear, removalForm, yearForm, yearIn } from './forms.js'
import { addHoliday, fillYear, removeHoliday } from './holiday.js'
import { isLabourDayMoved } from './rule.js'
import { listHolidays } from './store.js'

export function holidayDeskRoutes(portal: Portal): Router {
  const router = Router()
  router.get('/desk/holidays', requires('holiday:edit'), withForm, look)
  router.post('/desk/holidays', requires('holiday:edit'), add)
  router.post('/desk/holidays/removal', requires('holiday:edit'), remove)
  router.post('/desk/holidays/year', requires('holiday:edit'), fill)
  return router

  async function look(req: Request, res: Response): Promise<void> {
    const asked = yearIn.safeParse(req.query.year ?? todayInAthens().slice(0, 4))
    if (!asked.success) throw new NotFound()
    await show(res, asked.data, emptyForm())
  }

  async function show(res: Response, year: number, form: FormState): Promise<void> {
    const days = await listHolidays(portal.pool, year)
    page(res, 'holidays/list', {
      title: res.locals.t('holidays.title', { year }),
      year,
      before: year > firstYear ? year - 1 : undefined,
      after: year < lastYear ? year + 1 : undefined,
      days,
      labourDayMoves: isLabourDayMoved(year),
      form,
    })
  }

  async function add(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(addForm, req.body)
    if (!parsed.ok) return show(res.status(422), yearOf(parsed.form.values.day), parsed.form)
    const { day, title_el: el, title_en: en, half } = parsed.data
    const year = Number(day.slice(0, 4))
    if (!(await addHoliday(portal, staffOf(res), { day, title: { el, en }, half })))
      return show(res.status(422), year, withError(req.body, 'day', 'holidays.wrong.known'))
    await seeOther(res, `/desk/holidays?year=${year}`, res.locals.t('holidays.added'))
  }

  async function remove(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(removalForm, req.body)
    if (!parsed.ok) throw new NotFound()
    await removeHoliday(portal, staffOf(res), parsed.data.day)
    await seeOther(res, `/desk/holidays?year=${parsed.data.day.slice(0, 4)}`, res.locals.t('holidays.removed'))
  }

  async function fill(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(yearForm, req.body)
    if (!parsed.ok) throw new NotFound()
    const count = await fillYear(portal, staffOf(res), parsed.data.year)
    await seeOther(
      res,
      `/desk/holidays?year=${parsed.data.year}`,
      res.locals.t(count ? 'holidays.filled' : 'holidays.nothingMissing', { count }),
    )
  }
}

/** The year whose list is shown beside a form that was wrong: of what was typed, or this one. */
function yearOf(day: unknown): number {
  const typed = yearIn.safeParse(/\d{4}/.exec(String(day ?? ''))?.[0])
  return typed.success ? typed.data : Number(todayInAthens().slice(0, 4))
}
