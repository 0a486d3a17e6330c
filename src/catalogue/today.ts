/** «Μπορώ να το κάνω σήμερα;»: of who is asking and what they ask for, only what is still missing, and one next step. */
import type { Actor } from '../access/actor.js'
import type { TextKey } from '../i18n/index.js'
import { isOnline } from './catalogue.js'
import type { Service } from './definition.js'

export type Step = 'account' | 'register' | 'wish' | 'verify' | 'recheck' | 'papers' | 'ask'
type Way = { href: string; text: TextKey }
/** `others`: what may be done beside the next step, on this page or on paper. */
export type Today = { answer: TextKey; steps: Step[]; note?: TextKey; action?: Way; others?: Way[] }

/** `lacking`: whether the counter must check something anew before this person may ask. */
export function today(service: Service, actor: Actor, lacking = false): Today {
  if (actor.kind === 'staff') return { ...today(service, { kind: 'visitor' }), note: 'catalogue.today.note.staff', action: undefined }
  if (!isOnline(service)) return information(service)
  return service.minLevel === 'B' ? verifiedOnline(service, actor, lacking) : online(service, actor)
}

const start = (service: Service, text: TextKey = 'catalogue.today.action.start') => ({ href: `/services/${service.slug}/request`, text })
const blank = (service: Service): Way[] =>
  service.channel === 'complaint' ? [] : [{ href: `/services/${service.slug}/blank`, text: 'catalogue.today.action.blank' }]

/** What one may write before signing in: an account is asked for only when it is sent. */
function online(service: Service, actor: Actor): Today {
  if (actor.kind === 'citizen') return { answer: 'catalogue.today.ready', steps: [], action: start(service) }
  return { answer: 'catalogue.today.online', steps: ['account'], action: start(service) }
}

/** Whoever has an account may write it today, and print it for the counter; only whoever is certified may send it. */
function verifiedOnline(service: Service, actor: Actor, lacking: boolean): Today {
  const answer = 'catalogue.today.onlineMissing'
  if (actor.kind !== 'citizen') {
    const action: Way = { href: '/register', text: 'catalogue.today.action.register' }
    return { answer, steps: ['register', 'verify'], note: noteOf(service, 'visitor'), action, others: blank(service) }
  }
  if (actor.level === 'B' && !lacking) return { answer: 'catalogue.today.ready', steps: [], action: start(service), others: blank(service) }
  const prepare = start(service, 'catalogue.today.action.prepare')
  const way: Way = { href: '/verification', text: 'catalogue.today.action.account' }
  if (actor.level === 'B') return { answer, steps: ['recheck'], note: noteOf(service, 'prepare'), action: prepare, others: [way] }
  const steps: Step[] = actor.wantsLevelB ? ['verify'] : ['wish', 'verify']
  return { answer, steps, note: noteOf(service, 'prepare'), action: prepare, others: [way, ...blank(service)] }
}

const noteOf = ({ channel }: Service, note: 'visitor' | 'prepare'): TextKey | undefined =>
  channel === 'complaint' ? undefined : `catalogue.today.note.${note}`

/** What is only read about, or, where it needs an account, cannot be done on line yet: whoever needs it asks. */
function information(service: Service): Today {
  const answer = service.minLevel === 'none' ? 'catalogue.today.information' : 'catalogue.today.notYet'
  return { answer, steps: service.documents.length ? ['papers', 'ask'] : ['ask'] }
}
