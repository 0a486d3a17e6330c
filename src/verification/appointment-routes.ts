/** The citizen's pages of an appointment: first the day, then the hour. */
import { type Request, type Response, Router } from 'express'
import { citizenOf, requires } from '../access/require.js'
import { findAppointment, listFreeDays } from '../appointments/appointment.js'
import { sendCalendar } from '../appointments/calendar-file.js'
import { NotFound } from '../errors.js'
import { showTime } from '../i18n/dates.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { createThrottle } from '../web/throttle.js'
import { bookVisit, cancelBooking, findComing } from './appointment.js'
import { bookingForm } from './slip-forms.js'
import { findVerification } from './store.js'

export function visitAppointmentRoutes(portal: Portal): Router {
  const { pool, config } = portal
  const often = createThrottle(portal, 'appointment', config.limits.LIMIT_APPOINTMENTS_HOUR, 3600)
  const router = Router()
  router.get('/verification/appointment', requires('verification:manage'), withForm, look)
  router.post('/verification/appointment', requires('verification:manage'), book)
  router.post('/verification/appointment/cancellation', requires('verification:manage'), cancel)
  router.get('/verification/appointment.ics', requires('verification:manage'), calendar)
  return router

  async function look({ query }: Request, res: Response): Promise<void> {
    const day = typeof query.day === 'string' ? query.day : ''
    await show(res, day, 'next' in query && !day ? withError({}, 'day', 'appointments.wrong.day') : emptyForm())
  }

  /** The hours of a day; the days, where none is chosen or the chosen one is full. */
  async function show(res: Response, chosen: string, form: FormState): Promise<void> {
    const row = await findComing(pool, citizenOf(res).id)
    const days = await listFreeDays(portal, row.expiresAt)
    const day = days.find(one => one.day === chosen)
    const shown = chosen && !day && days.length ? withError({}, 'day', 'appointments.wrong.full') : form
    if (res.statusCode === 200 && Object.keys(shown.errors).length) res.status(422)
    page(res, 'appointments/choose', {
      title: res.locals.t('appointments.title'),
      days,
      day: day && { ...day, hours: day.hours.map(at => ({ value: at.toISOString(), label: showTime(at) })) },
      form: shown,
    })
  }

  async function book(req: Request, res: Response): Promise<void> {
    const citizen = citizenOf(res)
    const parsed = parseForm(bookingForm, req.body)
    if (!parsed.ok) return show(res.status(422), String(parsed.form.values.day ?? ''), parsed.form)
    await often.take(citizen.id)
    if (!(await bookVisit(portal, citizen, parsed.data.at)))
      return show(res.status(409), parsed.data.day, withError({}, 'at', 'appointments.wrong.taken'))
    await seeOther(res, '/verification', res.locals.t('appointments.booked'))
  }

  async function cancel(_req: Request, res: Response): Promise<void> {
    await cancelBooking(portal, citizenOf(res))
    await seeOther(res, '/verification', res.locals.t('appointments.cancelled'))
  }

  async function calendar(_req: Request, res: Response): Promise<void> {
    const row = await findVerification(pool, { citizenId: citizenOf(res).id })
    const booked = row && (await findAppointment(pool, row.id))
    if (!booked) throw new NotFound()
    sendCalendar(res, config, row.id, booked)
  }
}
