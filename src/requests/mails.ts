/** The letters of a request: received, and every step after. */
import type { Department } from '../catalogue/definition.js'
import type { Config } from '../config.js'
import { showDate } from '../i18n/dates.js'
import { type Bilingual, type Language, type TextKey, translate } from '../i18n/index.js'
import type { Letter } from '../mail/letter.js'
import { showNumber } from './number.js'

type House = Pick<Config, 'publicUrl' | 'municipality'>
type Addressee = { id: string; email: string; firstName: string; surname: string }

type Received = {
  id: string
  number: string
  language: Language
  service: { title: Bilingual }
  what: Bilingual | null
  where: string
  department: Department | undefined
  dueOn: string | null
}

const link = (house: House, number: string) => `${house.publicUrl}/requests/${number}`

export function requestReceived(house: House, citizen: Addressee, request: Received): Letter {
  const { language } = request
  const t = translate(language)
  const number = showNumber(request.number)
  return {
    kind: 'request.created',
    to: citizen.email,
    language,
    subject: t('requests.mail.received.subject', { number }),
    greeting: t('mail.greeting', { name: `${citizen.firstName} ${citizen.surname}` }),
    paragraphs: [t('requests.mail.received.body', { service: request.service.title[language] })],
    facts: [
      [t('requests.number'), number],
      ...(request.what ? [[t('requests.what'), request.what[language]] as [string, string]] : []),
      ...(request.where ? [[t('requests.where'), request.where] as [string, string]] : []),
      ...(request.department ? [[t('requests.department'), request.department.name[language]] as [string, string]] : []),
      ...(request.dueOn ? [[t('requests.usualBy'), showDate(request.dueOn)] as [string, string]] : []),
    ],
    action: { label: t('requests.mail.follow'), url: link(house, request.number) },
    after: [t('requests.mail.received.next')],
    about: { citizenId: citizen.id, requestId: request.id },
  }
}

type Changed = { id: string; number: string; language: Language; title: Bilingual; citizen: Addressee }
type Step = { status: string | null; text: string; move: string; department?: Bilingual; body?: string; outcome?: string }

/** One letter for every step; the sentence is that of the move, the text what the clerk wrote. */
export function requestChanged(house: House, request: Changed, step: Step): Letter {
  const t = translate(request.language)
  const number = showNumber(request.number)
  const values = {
    number,
    service: request.title[request.language],
    department: step.department?.[request.language] ?? '',
    body: step.body ?? '',
  }
  return {
    kind: `request.${step.move}`,
    to: request.citizen.email,
    language: request.language,
    subject: t(`requests.mail.step.${step.move}.subject` as TextKey, values),
    greeting: t('mail.greeting', { name: `${request.citizen.firstName} ${request.citizen.surname}` }),
    paragraphs: [
      t(`requests.mail.step.${step.move}.body` as TextKey, values),
      ...(step.outcome ? [t(`requests.outcome.${step.outcome}` as TextKey)] : []),
    ],
    quote: step.text,
    action: { label: t(step.move === 'ask' ? 'requests.mail.answer' : 'requests.mail.follow'), url: link(house, request.number) },
    about: { citizenId: request.citizen.id, requestId: request.id },
  }
}
