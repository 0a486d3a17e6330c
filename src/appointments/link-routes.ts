/** Behind the links of the letter, for who is not signed in: the calendar file, and a page with a button, which alone gives the hour up. */
import { type Request, type Response, Router } from 'express'
import { requires } from '../access/require.js'
import { showTime, showWeekday } from '../i18n/dates.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { parseForm } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { findLinked, giveUpLinked } from './appointment.js'
import { sendCalendar } from './calendar-file.js'
import { linkForm } from './forms.js'

export function appointmentRoutes(portal: Portal): Router {
  const router = Router()
  router.get('/appointment/cancellation', requires('appointment:use-link'), withForm, ask)
  router.post('/appointment/cancellation', requires('appointment:use-link'), cancel)
  router.get('/appointment/calendar.ics', requires('appointment:use-link'), calendar)
  router.get('/appointment/cancellation/done', requires('appointment:use-link'), done)
  return router

  async function ask(req: Request, res: Response): Promise<void> {
    const { t, lang } = res.locals
    const token = tokenOf(req)
    const held = await findLinked(portal, token)
    if (!held) return showSpent(res)
    noReferrer(res)
    const when = `${showWeekday(held.at, lang)}, ${showTime(held.at)}`
    page(res, 'appointments/cancellation', { title: t('appointments.link.title'), text: t('appointments.link.text', { when }), token })
  }

  async function cancel(req: Request, res: Response): Promise<void> {
    const parsed = parseForm(linkForm, req.body)
    if (!parsed.ok || !(await giveUpLinked(portal, parsed.data.token))) return showSpent(res)
    await seeOther(res, '/appointment/cancellation/done')
  }

  async function calendar(req: Request, res: Response): Promise<void> {
    const held = await findLinked(portal, tokenOf(req))
    if (!held) return showSpent(res)
    noReferrer(res)
    sendCalendar(res, portal.config, held.verificationId, held)
  }

  function done(_req: Request, res: Response): void {
    const { t } = res.locals
    page(res, 'appointments/cancellation', { title: t('appointments.link.doneTitle'), text: t('appointments.walkIn'), token: '' })
  }

  /** Used, too late or unknown: which of them is not told. */
  function showSpent(res: Response): void {
    const { t } = res.locals
    noReferrer(res)
    page(res.status(404), 'appointments/cancellation', {
      title: t('appointments.link.spentTitle'),
      text: t('appointments.link.spent'),
      token: '',
    })
  }
}

const tokenOf = ({ query }: Request) => (typeof query.token === 'string' ? query.token : '')

/** The address of these pages holds a key: it goes to no other site. */
function noReferrer(res: Response): void {
  res.set('Referrer-Policy', 'no-referrer')
}
