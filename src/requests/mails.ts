/** The letters of a request: received, and every step after. */
import type { Department } from '../catalogue/definition.js'
import type { Config } from '../config.js'
import { showDate } from '../i18n/dates.js'
import { type Bilingual, type Language, type TextKey, translate } from '../i18n/index.js'
import type { Letter } from '../mail/letter.js'
import type { Movable } from './move-store.js'
import { showNumber } from './number.js'
import type { LetterMore } from './words.js'

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

type Changed = Pick<Movable, 'id' | 'number' | 'language' | 'title' | 'citizenId'> & {
  addressee: Pick<Addressee, 'email' | 'firstName' | 'surname'>
}
type Step = {
  text: string
  move: string
  department?: { name: Bilingual }
  body?: string
  outcome?: string
  more: LetterMore
}

/** Steps that ask the citizen for something. */
const answerable = new Set(['ask', 'ask_correction', 'ask_papers'])

/** One letter for every step; the sentence is that of the move, the text what the clerk wrote. Without an account there is no page to open. */
export function requestChanged(house: House, request: Changed, step: Step): Letter {
  const { language, addressee, citizenId } = request
  const t = translate(language)
  const values = {
    number: showNumber(request.number),
    service: request.title[language],
    department: step.department?.name[language] ?? '',
    body: step.body ?? '',
    ...step.more.values,
  }
  return {
    kind: `request.${step.move}`,
    to: addressee.email,
    language,
    subject: t(`requests.mail.step.${step.move}.subject` as TextKey, values),
    greeting: t('mail.greeting', { name: `${addressee.firstName} ${addressee.surname}` }),
    paragraphs: [
      t(`requests.mail.step.${step.move}.body` as TextKey, values),
      ...(step.more.lines ?? []),
      ...(step.outcome ? [t(`requests.outcome.${step.outcome}` as TextKey)] : []),
    ],
    facts: step.more.facts,
    quote: step.text,
    ...(citizenId
      ? {
          action: {
            label: t(answerable.has(step.move) ? 'requests.mail.answer' : 'requests.mail.follow'),
            url: link(house, request.number),
          },
        }
      : {}),
    after: step.more.after,
    about: { ...(citizenId ? { citizenId } : {}), requestId: request.id },
  }
}

/** The queue has the rest. */
const mostNamed = 50

/** For a clerk: which cases end soon. Numbers and services, nothing of citizens. */
export function deadlinesNear(
  house: House,
  clerk: { id: string; name: string; email: string },
  endings: { number: string; title: Bilingual; dueOn: string }[],
): Letter {
  const t = translate('el')
  return {
    kind: 'deadline.near',
    to: clerk.email,
    language: 'el',
    subject: t('desk.mail.deadlines.subject', { count: endings.length }),
    greeting: t('mail.greeting', { name: clerk.name }),
    paragraphs: [t('desk.mail.deadlines.body')],
    facts: endings.slice(0, mostNamed).map(one => [showDate(one.dueOn), `${showNumber(one.number)} · ${one.title.el}`]),
    action: { label: t('desk.mail.deadlines.open'), url: `${house.publicUrl}/desk/requests?queue=due` },
    about: { staffId: clerk.id },
  }
}
