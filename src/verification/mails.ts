/** The letters on the way to Level B. */
import type { Config } from '../config.js'
import { showCode } from '../db/codes.js'
import type { Claim } from '../fields/claims.js'
import { showDateTime } from '../i18n/dates.js'
import { type Bilingual, type Language, type TextKey, translate } from '../i18n/index.js'
import { showList } from '../i18n/lists.js'
import type { Letter } from '../mail/letter.js'

type House = Pick<Config, 'publicUrl' | 'municipality'>
export type Addressee = { id: string; email: string; firstName: string; surname: string; language: Language }

/** Long enough for whoever stands beside the citizen at the counter to have gone. */
const laterMinutes = 120

function letter(
  house: House,
  citizen: Addressee,
  kind: string,
  key: 'slip' | 'passed' | 'binding' | 'bound' | 'refused' | 'released',
  values: Record<string, string | number> = {},
) {
  const t = translate(citizen.language)
  const all = { town: house.municipality.name[citizen.language], counter: house.municipality.counter[citizen.language], ...values }
  const text = (part: 'subject' | 'text') => t(`verification.mail.${key}.${part}` as TextKey, all)
  const base: Letter = {
    kind,
    to: citizen.email,
    language: citizen.language,
    subject: text('subject'),
    greeting: t('mail.greeting', { name: `${citizen.firstName} ${citizen.surname}` }),
    paragraphs: [text('text')],
    about: { citizenId: citizen.id },
  }
  return { t, base }
}

/** `proving`: what the visit is for, beside showing who one is. */
export function slipLetter(house: House, citizen: Addressee, code: string, days: number, proving: readonly Claim[]): Letter {
  const words = proving.filter(claim => claim !== 'identity').map(claim => translate(citizen.language)(`slip.bring.claim.${claim}`))
  const values = { days, list: showList(words, citizen.language) }
  const { t, base } = letter(house, citizen, 'levelb.visit_code_issued', 'slip', values)
  const identityAlone = t('verification.mail.slip.textIdentity', { ...values, counter: house.municipality.counter[citizen.language] })
  return {
    ...base,
    paragraphs: words.length ? base.paragraphs : [identityAlone],
    code: { label: t('verification.slip.code'), value: showCode(code) },
    action: { label: t('verification.mail.slip.action'), url: `${house.publicUrl}/verification` },
    after: [t('verification.mail.slip.after'), t('slip.mail.pdf', { url: `${house.publicUrl}/verification/slip.pdf` })],
  }
}

/** Where and when somebody stood at the counter, and which fields were put right there. */
export type AtCounter = { desk: Bilingual | undefined; corrected: readonly string[]; at: Date }

export function passedLetter(house: House, citizen: Addressee, token: string, visit: AtCounter): Letter {
  return afterCounter(house, citizen, token, visit, 'passed')
}

/** To whoever owns the account, which the person at the counter has yet to show. */
export function bindingLetter(house: House, citizen: Addressee, token: string, visit: AtCounter): Letter {
  return afterCounter(house, citizen, token, visit, 'binding')
}

function afterCounter(house: House, citizen: Addressee, token: string, visit: AtCounter, key: 'passed' | 'binding'): Letter {
  const { t, base } = letter(house, citizen, key === 'passed' ? 'levelb.approved' : 'levelb.binding_required', key)
  const { desk, corrected, at } = visit
  const names = corrected.map(field => t(`verification.field.${field}` as TextKey)).join(', ')
  return {
    ...base,
    later: laterMinutes,
    facts: [
      [t('verification.mail.when'), showDateTime(at)],
      [t('verification.mail.where'), [desk?.[citizen.language], house.municipality.counter[citizen.language]].filter(Boolean).join(', ')],
      ...(names ? [[t('verification.mail.corrected'), names] as [string, string]] : []),
    ],
    action: { label: t('verification.mail.passed.action'), url: `${house.publicUrl}/account/not-me?token=${token}` },
    after: [t(`verification.mail.${key}.after`)],
  }
}

/** The account's owner has typed the code: nobody presses them now, so at once. */
export function boundLetter(house: House, citizen: Addressee, token: string): Letter {
  const { t, base } = letter(house, citizen, 'levelb.bound', 'bound')
  return {
    ...base,
    action: { label: t('verification.mail.passed.action'), url: `${house.publicUrl}/account/not-me?token=${token}` },
    after: [t('verification.mail.passed.after')],
  }
}

/** A supervisor has looked: the same slip is good again. */
export function releasedLetter(house: House, citizen: Addressee, days: number): Letter {
  const { t, base } = letter(house, citizen, 'levelb.released', 'released', { days })
  return { ...base, action: { label: t('verification.mail.slip.action'), url: `${house.publicUrl}/verification` } }
}

export function refusedLetter(house: House, citizen: Addressee, reason: string): Letter {
  const { t, base } = letter(house, citizen, 'levelb.refused', 'refused')
  return {
    ...base,
    quote: reason,
    action: { label: t('verification.mail.refused.action'), url: `${house.publicUrl}/verification` },
  }
}
