/** What a list of one's own requests is narrowed to: it stands in the address, so that it can be kept and gone back to. */

import { parseNumber } from './number.js'
import type { Chosen } from './own-list-store.js'
import { parseProtocol } from './protocol.js'

const states = ['all', 'open', 'closed', 'drafts'] as const
const kinds = ['complaint', 'application', 'certificate'] as const
const longest = 40

/** `q`: a number, as it was typed. */
export type Filter = { state: (typeof states)[number]; kind: string; service: string; q: string }

export const noFilter: Filter = { state: 'all', kind: '', service: '', q: '' }

/** What is not to be understood does not narrow. */
export function filterOf(query: Record<string, unknown>): Filter {
  return {
    state: states.find(one => one === query.state) ?? 'all',
    kind: kinds.find(one => one === query.kind) ?? '',
    service: typeof query.service === 'string' && /^[a-z0-9-]{1,80}$/.test(query.service) ? query.service : '',
    q: typeof query.q === 'string' ? query.q.trim().slice(0, longest) : '',
  }
}

/** Undefined where `q` is no number of either kind: then nothing is looked for. */
export function chosenBy({ state, kind, service, q }: Filter): Chosen | undefined {
  const number = parseNumber(q)
  const protocol = number ? undefined : (parseProtocol(q) ?? ofAnyYear(q))
  if (q && !number && !protocol) return undefined
  return { open: state === 'all' ? undefined : state === 'open', kind: kind || undefined, service: service || undefined, number, protocol }
}

const ofAnyYear = (q: string) => (/^\d{1,7}$/.test(q) ? { number: Number(q), year: undefined } : undefined)

export const isNarrowed = ({ kind, service, q }: Filter) => Boolean(kind || service || q)

/** `before`: where the page before ended. */
export function listAddress(filter: Filter, change: Partial<Filter> & { before?: string } = {}): string {
  const names = ['state', 'kind', 'service', 'q', 'before'] as const
  const said: Partial<Record<(typeof names)[number], string>> = { ...filter, ...change }
  const query = names.filter(name => said[name] && said[name] !== 'all').map(name => `${name}=${encodeURIComponent(said[name] ?? '')}`)
  return query.length ? `/requests?${query.join('&')}` : '/requests'
}

/** The same list of each state. */
export const stateLinks = (filter: Filter) =>
  states.map(state => ({ state, href: state === 'drafts' ? listAddress({ ...noFilter, state }) : listAddress(filter, { state }) }))
