/** The letters about claims: what was changed, what ends soon, what has ended, and the end of Level B itself. */
import type { Config } from '../config.js'
import type { Claim } from '../fields/claims.js'
import { showDate } from '../i18n/dates.js'
import { type Language, type Translate, translate } from '../i18n/index.js'
import { showList } from '../i18n/lists.js'
import type { Letter } from '../mail/letter.js'
import type { Ending } from './claim-store.js'

type House = Pick<Config, 'publicUrl' | 'municipality'>
type Addressee = { id: string; email: string; firstName: string; surname: string; language: Language }

function letter(
  house: House,
  citizen: Addressee,
  kind: string,
): { t: Translate; town: string; base: Omit<Letter, 'subject' | 'paragraphs'> } {
  const t = translate(citizen.language)
  const base = {
    kind,
    to: citizen.email,
    language: citizen.language,
    greeting: t('mail.greeting', { name: `${citizen.firstName} ${citizen.surname}` }),
    about: { citizenId: citizen.id },
  }
  return { t, town: house.municipality.name[citizen.language], base }
}

const lead = (house: House, t: Translate) => ({ label: t('claims.mail.action'), url: `${house.publicUrl}/verification` })

export function changedLetter(house: House, citizen: Addressee, what: 'address' | 'tax_office', token: string): Letter {
  const { t, town, base } = letter(house, citizen, 'account.verified_changed')
  return {
    ...base,
    subject: t(`claims.mail.changed.${what}.subject`),
    paragraphs: [t(`claims.mail.changed.${what}.text`, { town }), t('claims.mail.changed.notYou')],
    action: { label: t('accounts.mail.notMeAction'), url: `${house.publicUrl}/account/not-me?token=${token}` },
  }
}

export function endingLetter(house: House, citizen: Addressee, endings: readonly Ending[]): Letter {
  const { t, town, base } = letter(house, citizen, 'claim.ending')
  return {
    ...base,
    subject: t('claims.mail.ending.subject'),
    paragraphs: [t('claims.mail.ending.text', { town }), t('claims.mail.stands')],
    facts: endings.map(({ claim, endsOn }) => [t(`claims.name.${claim}`), t('claims.endsOn', { date: showDate(endsOn) })]),
    action: lead(house, t),
  }
}

export function overLetter(house: House, citizen: Addressee, over: readonly Claim[]): Letter {
  const { t, town, base } = letter(house, citizen, 'claim.expired')
  const list = showList(
    over.map(claim => t(`claims.only.${claim}`)),
    citizen.language,
  )
  return {
    ...base,
    subject: t('claims.mail.over.subject'),
    paragraphs: [t('claims.mail.over.text', { town, list }), t('claims.mail.stands')],
    action: lead(house, t),
  }
}

export function givenUpLetter(house: House, citizen: Addressee, token: string): Letter {
  const { t, town, base } = letter(house, citizen, 'levelb.given_up')
  return {
    ...base,
    subject: t('claims.mail.givenUp.subject'),
    paragraphs: [t('claims.mail.givenUp.text', { town }), t('claims.mail.givenUp.notYou')],
    action: { label: t('accounts.mail.notMeAction'), url: `${house.publicUrl}/account/not-me?token=${token}` },
  }
}

export function revokedLetter(house: House, citizen: Addressee, reason: string): Letter {
  const { t, town, base } = letter(house, citizen, 'levelb.revoked')
  return {
    ...base,
    subject: t('revocation.mail.subject'),
    paragraphs: [t('revocation.mail.text', { town })],
    quote: reason,
    action: { label: t('revocation.mail.action'), url: `${house.publicUrl}/verification` },
    after: [t('revocation.mail.after')],
  }
}
