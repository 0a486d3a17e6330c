import { showDateTime } from '../i18n/dates.js'
import { translate } from '../i18n/index.js'
import type { Letter } from '../mail/letter.js'
import type { Break } from './verify.js'

const t = translate('el')

/** `line`: the digest itself, to be kept as it is. */
export function digestLetter(auditor: { id: string; email: string; name: string }, line: string, at: Date, broken?: Break): Letter {
  return {
    kind: broken ? 'audit.broken' : 'audit.digest',
    to: auditor.email,
    language: 'el',
    subject: t(broken ? 'trail.mail.brokenSubject' : 'trail.mail.subject'),
    greeting: t('mail.greeting', { name: auditor.name }),
    paragraphs: [broken ? t('trail.mail.broken', { link: broken.link, why: t(`trail.why.${broken.why}`) }) : t('trail.mail.holds')],
    quote: line,
    after: [t('trail.mail.keep', { when: showDateTime(at) })],
    about: { staffId: auditor.id },
  }
}
