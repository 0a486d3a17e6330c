/** «Μπορώ να το κάνω σήμερα;»: of who is asking and what they ask for, only what is still missing, and one next step. */
import type { Actor } from '../access/actor.js'
import type { TextKey } from '../i18n/index.js'
import { isOnline } from './catalogue.js'
import type { Service } from './definition.js'

export type Step = 'account' | 'register' | 'wish' | 'verify' | 'form' | 'papers' | 'visit' | 'ask'
export type Today = { answer: TextKey; steps: Step[]; note?: TextKey; action?: { href: string; text: TextKey } }

export function today(service: Service, actor: Actor): Today {
  if (actor.kind === 'staff') return { ...today(service, { kind: 'visitor' }), note: 'catalogue.today.note.staff', action: undefined }
  if (isOnline(service)) return service.minLevel === 'B' ? verifiedOnline(service, actor) : online(service, actor)
  return service.fields.length > 0 ? counter(service, actor) : information(service)
}

const start = (service: Service) => ({ href: `/services/${service.slug}/request`, text: 'catalogue.today.action.start' as const })

/** What one may write before signing in: an account is asked for only when it is sent. */
function online(service: Service, actor: Actor): Today {
  if (actor.kind === 'citizen') return { answer: 'catalogue.today.ready', steps: [], action: start(service) }
  return { answer: 'catalogue.today.online', steps: ['account'], action: start(service) }
}

function verifiedOnline(service: Service, actor: Actor): Today {
  const answer = 'catalogue.today.onlineMissing'
  if (actor.kind !== 'citizen')
    return { answer, steps: ['register', 'verify'], action: { href: '/register', text: 'catalogue.today.action.register' } }
  if (actor.level === 'B') return { answer: 'catalogue.today.ready', steps: [], action: start(service) }
  const steps: Step[] = actor.wantsLevelB ? ['verify'] : ['wish', 'verify']
  return { answer, steps, action: { href: '/verification', text: 'catalogue.today.action.account' } }
}

function counter(service: Service, actor: Actor): Today {
  const steps: Step[] = service.documents.length ? ['form', 'papers', 'visit'] : ['form', 'visit']
  const action = { href: `/services/${service.slug}/blank`, text: 'catalogue.today.action.blank' as const }
  return { answer: 'catalogue.today.counter', steps, note: `catalogue.today.note.${levelOf(actor)}`, action }
}

function levelOf(actor: Actor): 'visitor' | 'A' | 'wants' | 'B' {
  if (actor.kind !== 'citizen') return 'visitor'
  if (actor.level === 'B') return 'B'
  return actor.wantsLevelB ? 'wants' : 'A'
}

/** What is only read about, or, where it needs an account, cannot be done on line yet: whoever needs it asks. */
function information(service: Service): Today {
  const answer = service.minLevel === 'none' ? 'catalogue.today.information' : 'catalogue.today.notYet'
  return { answer, steps: service.documents.length ? ['papers', 'ask'] : ['ask'] }
}
