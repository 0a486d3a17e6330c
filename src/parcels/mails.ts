/** The letter that says: somebody changed where your paper goes. The address itself stays on the page. */
import type { Citizen } from '../access/actor.js'
import type { Config } from '../config.js'
import { translate } from '../i18n/index.js'
import type { Letter } from '../mail/letter.js'
import { showNumber } from '../requests/number.js'

type House = Pick<Config, 'publicUrl' | 'municipality'>

export function addressChanged({ publicUrl, municipality }: House, citizen: Citizen, request: { id: string; number: string }): Letter {
  const { language, firstName, surname } = citizen
  const t = translate(language)
  return {
    kind: 'parcel.address_changed',
    to: citizen.email,
    language,
    subject: t('parcels.mail.changed.subject', { number: showNumber(request.number) }),
    greeting: t('mail.greeting', { name: `${firstName} ${surname}` }),
    paragraphs: [t('parcels.mail.changed.body', { phone: municipality.phones[0] ?? '' })],
    action: { label: t('requests.mail.follow'), url: `${publicUrl}/requests/${request.number}` },
    about: { citizenId: citizen.id, requestId: request.id },
  }
}
