/** The editor's page of the counter's hours. */
import { type Request, type Response, Router } from 'express'
import { requires, staffOf } from '../access/require.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { emptyForm, type FormState, parseForm, withError } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { addHours, removeHours } from './counter-hours.js'
import { hoursForm, hoursRemovalForm } from './forms.js'
import { listHours } from './hours-store.js'

const usual = { opens: '08:00', closes: '14:00', slot_minutes: '20', windows: '1' }

export function counterHoursRoutes(portal: Portal): Router {
  const router = Router()
  router.get('/desk/counter-hours', requires('appointment:edit-hours'), withForm, look)
  router.post('/desk/counter-hours', requires('appointment:edit-hours'), add)
  router.post('/desk/counter-hours/removal', requires('appointment:edit-hours'), remove)
  return router

  async function look(_req: Request, res: Response): Promise<void> {
    await show(res, emptyForm(usual))
  }

  async function show(res: Response, form: FormState): Promise<void> {
    page(res, 'appointments/desk/hours', {
      title: res.locals.t('appointments.hours.title'),
      hours: await listHours(portal.pool),
      days: portal.config.limits.APPOINTMENT_DAYS,
      form,
    })
  }

  async function add(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(hoursForm, req.body)
    if (!parsed.ok) return show(res.status(422), parsed.form)
    const { weekdays, slot_minutes: slotMinutes, ...rest } = parsed.data
    const added = await addHours(
      portal,
      staffOf(res),
      weekdays.map(weekday => ({ weekday, slotMinutes, ...rest })),
    )
    if (!added) return show(res.status(422), withError(req.body, 'opens', 'appointments.wrong.overlap'))
    await seeOther(res, '/desk/counter-hours', res.locals.t('appointments.hours.added'))
  }

  async function remove(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(hoursRemovalForm, req.body)
    if (!parsed.ok) throw new NotFound()
    await removeHours(portal, staffOf(res), parsed.data.id)
    await seeOther(res, '/desk/counter-hours', res.locals.t('appointments.hours.removed'))
  }
}
