/** The letters about appointments. */
import type { Config } from '../config.js'
import { showTime, showWeekday } from '../i18n/dates.js'
import { type Language, translate } from '../i18n/index.js'
import type { Letter } from '../mail/letter.js'
import type { Appointment } from './store.js'

type House = Pick<Config, 'publicUrl' | 'municipality'>
type Addressee = { id: string; email: string; firstName: string; surname: string; language: Language }
type Name = 'booked' | 'cancelled' | 'closed'

function letter({ municipality, publicUrl }: House, citizen: Addressee, name: Name, { at }: Appointment) {
  const { language } = citizen
  const t = translate(language)
  const when = `${showWeekday(at, language)}, ${showTime(at)}`
  const base: Letter = {
    kind: `appointment.${name}`,
    to: citizen.email,
    language,
    subject: t(`appointments.mail.${name}.subject`, { when }),
    greeting: t('mail.greeting', { name: `${citizen.firstName} ${citizen.surname}` }),
    paragraphs: [t(`appointments.mail.${name}.text`, { when })],
    about: { citizenId: citizen.id },
  }
  const facts: [string, string][] = [
    [t('appointments.when'), when],
    [t('appointments.where'), `${municipality.counter[language]}, ${municipality.address[language]}`],
  ]
  const another = { label: t('appointments.mail.another'), url: `${publicUrl}/verification/appointment` }
  return { t, base, facts, another }
}

export function bookedLetter(house: House, citizen: Addressee, booked: Appointment, token: string): Letter {
  const { t, base, facts } = letter(house, citizen, 'booked', booked)
  return {
    ...base,
    facts,
    action: { label: t('appointments.mail.booked.action'), url: `${house.publicUrl}/appointment/cancellation?token=${token}` },
    after: [
      t('appointments.mail.booked.after'),
      t('appointments.mail.booked.calendar', { url: `${house.publicUrl}/appointment/calendar.ics?token=${token}` }),
    ],
  }
}

export function cancelledLetter(house: House, citizen: Addressee, given: Appointment): Letter {
  const { base, another } = letter(house, citizen, 'cancelled', given)
  return { ...base, action: another }
}

/** The counter is closed on that day, or at that hour. */
export function closedLetter(house: House, citizen: Addressee, given: Appointment): Letter {
  const { base, another } = letter(house, citizen, 'closed', given)
  return { ...base, action: another }
}
