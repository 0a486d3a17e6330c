/** The letters about a slip's time. */
import type { Appointment } from '../appointments/appointment.js'
import type { Config } from '../config.js'
import { showCode } from '../db/codes.js'
import { showLongDate, showTime, showWeekday } from '../i18n/dates.js'
import { translate } from '../i18n/index.js'
import type { Letter } from '../mail/letter.js'
import type { Addressee } from './mails.js'

type House = Pick<Config, 'publicUrl' | 'municipality'>
type Name = 'reminder' | 'binding' | 'expired'

function letter(
  { municipality, publicUrl }: House,
  citizen: Addressee,
  kind: string,
  name: Name,
  values: Record<string, string | number> = {},
) {
  const { language } = citizen
  const t = translate(language)
  const all = { counter: municipality.counter[language], hours: municipality.hours[language], ...values }
  const base: Letter = {
    kind,
    to: citizen.email,
    language,
    subject: t(`slip.mail.${name}.subject`, all),
    greeting: t('mail.greeting', { name: `${citizen.firstName} ${citizen.surname}` }),
    paragraphs: [t(`slip.mail.${name}.text`, all)],
    action: { label: t(`slip.mail.${name}.action`), url: `${publicUrl}/verification` },
    about: { citizenId: citizen.id },
  }
  return { t, base }
}

type Standing = { code: string; expiresAt: Date; appointment?: Appointment }

export function slipReminder(house: House, citizen: Addressee, days: number, { code, expiresAt, appointment }: Standing): Letter {
  const { language } = citizen
  const { t, base } = letter(house, citizen, 'levelb.reminder', 'reminder', { days, date: showLongDate(expiresAt, language) })
  const when = appointment && `${showWeekday(appointment.at, language)}, ${showTime(appointment.at)}`
  return {
    ...base,
    facts: when ? [[t('slip.mail.reminder.appointment'), when]] : [],
    code: { label: t('verification.slip.code'), value: showCode(code) },
    after: [t('verification.mail.slip.after')],
  }
}

/** Who has been to the counter and has yet to type the code of the receipt. */
export function bindingReminder(house: House, citizen: Addressee, days: number, expiresAt: Date): Letter {
  return letter(house, citizen, 'levelb.binding_reminder', 'binding', { days, date: showLongDate(expiresAt, citizen.language) }).base
}

export function expiredLetter(house: House, citizen: Addressee): Letter {
  return letter(house, citizen, 'levelb.expired', 'expired').base
}
