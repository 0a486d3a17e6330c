/** The whole policy, one table: what may be done, and by whom. Whose thing it is stands in each statement's `where`. */
import type { Actor, Role } from './actor.js'

type Who = 'visitor' | 'level-a' | 'level-b' | Role

const everyone = [
  'visitor',
  'level-a',
  'level-b',
  'clerk',
  'registrar',
  'supervisor',
  'finance',
  'editor',
  'administrator',
  'auditor',
] as const
const citizens = ['level-a', 'level-b'] as const
const staff = ['clerk', 'registrar', 'supervisor', 'finance', 'editor', 'administrator', 'auditor'] as const
const queue = ['clerk', 'supervisor'] as const

export const capabilities = {
  'page:read': everyone,
  'catalogue:read': everyone,
  'catalogue:read-certainty': staff,
  'account:register': everyone,
  'account:activate': everyone,
  'account:sign-in': everyone,
  'account:sign-out': everyone,
  'account:reset-password': everyone,
  'account:object': everyone, // «this was not me», from a letter
  'account:manage': citizens,
  'session:extend': [...citizens, ...staff],
  'request:prepare': ['visitor', ...citizens], // fill in a form, before signing in too
  'request:submit': citizens,
  'request:read': citizens,
  'request:mend': citizens,
  'desk:sign-in': everyone,
  'desk:enter': staff,
  'desk:manage-self': staff,
  'desk:manage-settings': ['supervisor', 'editor', 'administrator'], // the page that leads to each
  'desk:read-queue': queue,
  'desk:read-request': queue,
  'desk:work-request': queue,
  'post:work': queue, // print, number and post what is approved; what came back
  'verification:manage': citizens, // one's own way to Level B
  'verification:pause': ['administrator'], // no slip runs out meanwhile
  'verification:decide': ['registrar'],
  'staff:manage': ['administrator'],
  'desk:manage-windows': ['administrator'],
  'audit:read': ['administrator', 'auditor'],
  'verification:supervise': ['supervisor'], // what was held, and objections
  'verification:revoke': ['supervisor'],
  'paper:edit': ['supervisor', 'editor', 'administrator'], // which papers the counter takes, and how long a claim lives
  'template:edit': ['supervisor', 'editor', 'administrator'], // the texts that clerks begin with
  'appointment:use-link': everyone, // of a letter: give it up, put it into a calendar
  'appointment:edit-hours': ['editor', 'administrator'],
  'holiday:edit': ['editor', 'administrator'],
  'setting:read-missing': ['administrator'],
} as const satisfies Record<string, readonly Who[]>

export type Capability = keyof typeof capabilities

function names(actor: Actor): readonly Who[] {
  if (actor.kind === 'visitor') return ['visitor']
  if (actor.kind === 'citizen') return [actor.level === 'B' ? 'level-b' : 'level-a']
  return actor.roles
}

export function can(actor: Actor, capability: Capability): boolean {
  const allowed: readonly Who[] = capabilities[capability]
  return names(actor).some(name => allowed.includes(name))
}
