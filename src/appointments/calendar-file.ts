/** An appointment as a calendar takes it: iCalendar, RFC 5545. Nothing of the citizen and no code stands in it: calendars are shared. */

import type { Response } from 'express'
import type { Config } from '../config.js'
import type { Language, Translate } from '../i18n/index.js'
import type { Appointment } from './store.js'

export type CalendarEvent = Appointment & { uid: string; title: string; place: string; text: string; url: string }

type House = Pick<Config, 'publicUrl' | 'municipality'>

export function sendCalendar(res: Response, { publicUrl, municipality }: House, verificationId: string, booked: Appointment): void {
  const { t, lang } = res.locals as { t: Translate; lang: Language }
  const file = calendarFile({
    ...booked,
    uid: `${verificationId}@${new URL(publicUrl).hostname}`,
    title: t('appointments.calendarFile.title'),
    place: `${municipality.counter[lang]}, ${municipality.address[lang]}`,
    text: t('appointments.calendarFile.text'),
    url: `${publicUrl}/verification`,
  })
  res.set('Cache-Control', 'no-store').set('Content-Disposition', 'attachment; filename="appointment.ics"')
  res.type('text/calendar; charset=utf-8').send(file)
}

export function calendarFile({ uid, at, endsAt, title, place, text, url }: CalendarEvent): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Thyrida//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${moment(new Date())}`,
    `DTSTART:${moment(at)}`,
    `DTEND:${moment(endsAt)}`,
    `SUMMARY:${escaped(title)}`,
    `LOCATION:${escaped(place)}`,
    `DESCRIPTION:${escaped(text)}`,
    `URL:${url}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return lines.map(line => `${folded(line)}\r\n`).join('')
}

/** In UTC, so that no calendar needs to know the zone: 20261125T080000Z */
const moment = (at: Date) => at.toISOString().replace(/[-:]|\.\d+/g, '')

const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n')

/** A line has at most 75 bytes; what follows begins with a space. No letter is cut in two. */
function folded(line: string): string {
  const lines = ['']
  for (const letter of line) {
    if (Buffer.byteLength(`${lines.at(-1)}${letter}`) > 75) lines.push(' ')
    lines[lines.length - 1] += letter
  }
  return lines.join('\r\n')
}
