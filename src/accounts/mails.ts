/** The letters of an account. To an address that nobody has proved yet they carry nothing that somebody typed. */
import type { Config } from '../config.js'
import { showCode } from '../db/codes.js'
import { showDateTime } from '../i18n/dates.js'
import { type Language, type TextKey, translate } from '../i18n/index.js'
import type { Letter } from '../mail/letter.js'

type House = Pick<Config, 'publicUrl' | 'municipality'>
type Person = { id: string; email: string; language: Language; firstName?: string }

const link = (house: House, path: string, token: string) => `${house.publicUrl}${path}?token=${token}`

function letter(house: House, person: Person, kind: string, key: LetterName, values: Record<string, string | number> = {}) {
  const t = translate(person.language)
  const all = { town: house.municipality.name[person.language], ...values }
  const text = (part: 'subject' | 'text') => t(`accounts.mail.${key}.${part}` as TextKey, all)
  const base: Letter = {
    kind,
    to: person.email,
    language: person.language,
    subject: text('subject'),
    greeting: person.firstName ? t('mail.greeting', { name: person.firstName }) : t('accounts.mail.hello'),
    paragraphs: [text('text')],
    about: { citizenId: person.id },
  }
  return { t, base }
}
type LetterName =
  | 'activation'
  | 'exists'
  | 'reset'
  | 'passwordChanged'
  | 'unlock'
  | 'newDevice'
  | 'emailNew'
  | 'emailOld'
  | 'emailChanged'
  | 'notMe'
  | 'contact'
  | 'factorOn'
  | 'factorOff'
  | 'recoveryUsed'
  | 'codesRenewed'

export function activationLetter(house: House, person: Person, token: string, code: string, hours: number): Letter {
  const { t, base } = letter(house, person, 'account.activation', 'activation', { hours })
  return {
    ...base,
    action: { label: t('accounts.mail.activation.action'), url: link(house, '/activate', token) },
    code: { label: t('accounts.mail.activation.code'), value: showCode(code) },
    after: [t('accounts.mail.activation.codeHelp', { url: `${house.publicUrl}/activate` }), t('accounts.mail.activation.notYou')],
  }
}

/** To the owner of an address with which somebody registers anew. */
export function accountExistsLetter(house: House, owner: Person): Letter {
  const { t, base } = letter(house, owner, 'account.exists', 'exists')
  return {
    ...base,
    action: { label: t('accounts.mail.exists.action'), url: `${house.publicUrl}/login` },
    after: [t('accounts.mail.exists.forgot', { url: `${house.publicUrl}/password/forgot` }), t('accounts.mail.exists.notYou')],
  }
}

export function resetLetter(house: House, person: Person, token: string, minutes: number): Letter {
  const { t, base } = letter(house, person, 'password.reset', 'reset', { minutes })
  return {
    ...base,
    action: { label: t('accounts.mail.reset.action'), url: link(house, '/password/reset', token) },
    after: [t('accounts.mail.reset.notYou')],
  }
}

export function passwordChangedLetter(house: House, person: Person, token: string): Letter {
  const { t, base } = letter(house, person, 'password.changed', 'passwordChanged')
  return { ...base, ...notMe(house, person, token), after: [t('accounts.mail.passwordChanged.after')] }
}

export function unlockLetter(house: House, person: Person, token: string): Letter {
  const { t, base } = letter(house, person, 'login.locked', 'unlock')
  return {
    ...base,
    action: { label: t('accounts.mail.unlock.action'), url: link(house, '/login/unlock', token) },
    after: [t('accounts.mail.unlock.after')],
  }
}

/** `signIns` as pairs of time and browser, in words. */
export function newDeviceLetter(house: House, person: Person, token: string, signIns: [when: string, browser: string][]): Letter {
  const { t, base } = letter(house, person, 'login.new_device', 'newDevice')
  return { ...base, facts: signIns, ...notMe(house, person, token), after: [t('accounts.mail.newDevice.after')] }
}

export function emailNewLetter(house: House, person: Person, token: string, hours: number): Letter {
  const { t, base } = letter(house, person, 'email.change_requested', 'emailNew', { hours })
  return {
    ...base,
    action: { label: t('accounts.mail.emailNew.action'), url: link(house, '/account/email/confirm', token) },
    after: [t('accounts.mail.emailNew.notYou')],
  }
}

export function emailOldLetter(house: House, person: Person, token: string, newEmail: string): Letter {
  const { base } = letter(house, person, 'email.change_requested', 'emailOld', { email: newEmail })
  return { ...base, ...notMe(house, person, token) }
}

export function emailChangedLetter(house: House, person: Person, token: string, newEmail: string): Letter {
  const { base } = letter(house, person, 'email.changed', 'emailChanged', { email: newEmail })
  return { ...base, ...notMe(house, person, token) }
}

/** After «this was not me»: the way to a new password. */
export function notMeLetter(house: House, person: Person, token: string, minutes: number): Letter {
  const { t, base } = letter(house, person, 'account.not_me', 'notMe', { minutes })
  return { ...base, action: { label: t('accounts.mail.reset.action'), url: link(house, '/password/reset', token) } }
}

export function contactChangedLetter(house: House, person: Person, token: string): Letter {
  const { base } = letter(house, person, 'account.contact_changed', 'contact')
  return { ...base, ...notMe(house, person, token) }
}

export function factorOnLetter(house: House, person: Person, token: string): Letter {
  const { t, base } = letter(house, person, 'totp.enabled', 'factorOn')
  return { ...base, ...notMe(house, person, token), after: [t('accounts.mail.factorOn.after')] }
}

export function factorOffLetter(house: House, person: Person, token: string): Letter {
  const { base } = letter(house, person, 'totp.disabled', 'factorOff')
  return { ...base, ...notMe(house, person, token) }
}

/** `left`: codes that have not been used. */
export function recoveryUsedLetter(house: House, person: Person, token: string, left: number): Letter {
  const { t, base } = letter(house, person, 'recovery.used', 'recoveryUsed', { when: showDateTime(new Date()) })
  return { ...base, ...notMe(house, person, token), after: [t('accounts.mail.recoveryUsed.left', { count: left })] }
}

export function codesRenewedLetter(house: House, person: Person, token: string): Letter {
  const { base } = letter(house, person, 'recovery.renewed', 'codesRenewed')
  return { ...base, ...notMe(house, person, token) }
}

function notMe(house: House, person: Person, token: string): Pick<Letter, 'action'> {
  return { action: { label: translate(person.language)('accounts.mail.notMeAction'), url: link(house, '/account/not-me', token) } }
}
