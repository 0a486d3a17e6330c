/** The letter that says: your application is in, with its protocol number. */
import type { Department } from '../catalogue/definition.js'
import type { Config } from '../config.js'
import { showDate } from '../i18n/dates.js'
import { translate } from '../i18n/index.js'
import type { Letter } from '../mail/letter.js'
import { showNumber } from '../requests/number.js'
import type { Application } from './application.js'
import { type Protocol, showProtocol } from './protocol.js'
import type { NewApplication } from './store.js'

type House = Pick<Config, 'publicUrl' | 'municipality'>
type Kept = Pick<NewApplication, 'id' | 'number' | 'citizenId' | 'dueOn' | 'status' | 'entered'> & { protocol: Protocol }

/** `accountEmail`: of the account that a clerk's entry was found to belong to. Undefined where there is no e-mail to send it to: somebody at the counter has the printed receipt. */
export function applicationReceived(
  house: House,
  department: Department | undefined,
  { applicant, language, service }: Application,
  kept: Kept,
  accountEmail?: string,
): Letter | undefined {
  const to = applicant.email ?? accountEmail
  if (!to) return undefined
  const t = translate(language)
  const facts: [string, string][] = [
    [t('applications.protocol'), showProtocol(kept.protocol)],
    [t('requests.number'), showNumber(kept.number)],
    ...(department ? [[t('requests.department'), department.name[language]] as [string, string]] : []),
    ...(kept.dueOn ? [[t('applications.answerBy'), showDate(kept.dueOn)] as [string, string]] : []),
  ]
  return {
    kind: 'request.created',
    to,
    language,
    subject: t('applications.mail.received.subject', { protocol: showProtocol(kept.protocol) }),
    greeting: t('mail.greeting', { name: `${applicant.firstName} ${applicant.surname}` }),
    paragraphs: [
      t('applications.mail.received.body', { service: service.title[language] }),
      ...(kept.entered === 'online' ? [] : [t('applications.mail.received.entered')]),
      ...(kept.status === 'documents_missing' ? [t('applications.mail.received.owed')] : []),
    ],
    facts,
    ...(kept.citizenId ? { action: { label: t('requests.mail.follow'), url: `${house.publicUrl}/requests/${kept.number}` } } : {}),
    about: { ...(kept.citizenId ? { citizenId: kept.citizenId } : {}), requestId: kept.id },
  }
}
