/** What the town writes to its own people. In Greek: the desk's language of work. */
import type { Config } from '../config.js'
import { showDate, showDateTime } from '../i18n/dates.js'
import { translate } from '../i18n/index.js'
import type { Letter } from '../mail/letter.js'
import type { StaffAccount } from './staff-store.js'
import { invitationDays } from './staff-token-store.js'

type Person = Pick<StaffAccount, 'id' | 'email' | 'name' | 'username'>

const t = translate('el')

function letterTo(person: Person, kind: string, subject: string, paragraphs: string[]): Letter {
  const greeting = t('mail.greeting', { name: person.name })
  return { kind, to: person.email, language: 'el', subject, greeting, paragraphs, about: { staffId: person.id } }
}

export function invitationUrl({ publicUrl }: Pick<Config, 'publicUrl'>, token: string): string {
  return `${publicUrl}/desk/invitation?token=${token}`
}

export function invitationLetter(person: Person, url: string): Letter {
  return {
    ...letterTo(person, 'staff.invited', t('staff.mail.invited.subject'), [t('staff.mail.invited.text'), t('staff.mail.invited.steps')]),
    facts: [[t('staff.username'), person.username]],
    action: { label: t('staff.mail.invited.action'), url },
    after: [t('staff.mail.invited.limit', { count: invitationDays })],
  }
}

/** The phone or the password is lost: the way to begin anew. */
export function resetLetter(person: Person, url: string): Letter {
  return {
    ...letterTo(person, 'staff.reset', t('staff.mail.reset.subject'), [t('staff.mail.reset.text'), t('staff.mail.invited.steps')]),
    facts: [[t('staff.username'), person.username]],
    action: { label: t('staff.mail.reset.action'), url },
    after: [t('staff.mail.invited.limit', { count: invitationDays }), t('staff.mail.reset.notAsked')],
  }
}

export function suspendedLetter(person: Person): Letter {
  const paragraphs = [t('staff.mail.suspended.text', { when: showDateTime(new Date()) }), t('staff.mail.suspended.ask')]
  return letterTo(person, 'staff.suspended', t('staff.mail.suspended.subject'), paragraphs)
}

export function resumedLetter(person: Person): Letter {
  return letterTo(person, 'staff.resumed', t('staff.mail.resumed.subject'), [
    t('staff.mail.resumed.text', { when: showDateTime(new Date()) }),
  ])
}

/** `departments`: their names. */
export function rightsLetter(person: Person & Pick<StaffAccount, 'roles' | 'lastDay'>, departments: string[]): Letter {
  const text = t('staff.mail.rights.text', { when: showDateTime(new Date()) })
  return {
    ...letterTo(person, 'staff.rights_changed', t('staff.mail.rights.subject'), [text]),
    facts: [
      [t('staff.account.roles'), person.roles.map(role => t(`staff.roles.${role}`)).join(', ')],
      [t('staff.account.departments'), departments.join(', ') || t('staff.account.none')],
      [t('staff.admin.lastDay'), person.lastDay ? showDate(person.lastDay) : t('staff.admin.noLastDay')],
    ],
    after: [t('staff.mail.rights.ask')],
  }
}

/** To the address given: the old one and the new one get the same words, neither says the other. */
export function emailLetter(person: Person): Letter {
  const paragraphs = [t('staff.mail.email.text', { when: showDateTime(new Date()) }), t('staff.mail.email.ask')]
  return letterTo(person, 'staff.email_changed', t('staff.mail.email.subject'), paragraphs)
}

export function passwordChangedLetter(person: Person): Letter {
  const paragraphs = [t('staff.mail.passwordChanged.text', { when: showDateTime(new Date()) }), t('staff.mail.notYou')]
  return letterTo(person, 'staff.password_changed', t('staff.mail.passwordChanged.subject'), paragraphs)
}

export function recoveryUsedLetter(person: Person, left: number): Letter {
  const paragraphs = [
    t('staff.mail.recoveryUsed.text', { when: showDateTime(new Date()) }),
    t('staff.mail.recoveryUsed.left', { count: left }),
    t('staff.mail.notYou'),
  ]
  return letterTo(person, 'staff.recovery_used', t('staff.mail.recoveryUsed.subject'), paragraphs)
}

export function codesRenewedLetter(person: Person): Letter {
  const paragraphs = [t('staff.mail.codesRenewed.text', { when: showDateTime(new Date()) }), t('staff.mail.notYou')]
  return letterTo(person, 'staff.codes_renewed', t('staff.mail.codesRenewed.subject'), paragraphs)
}

export function lockedLetter(person: Person): Letter {
  return letterTo(person, 'staff.locked', t('staff.mail.locked.subject'), [t('staff.mail.locked.text'), t('staff.mail.locked.fix')])
}
