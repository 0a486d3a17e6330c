/** The life of a verification as data: what may happen in which state, and where it leads. All else is refused. */

export const states = [
  'ready',
  'differs',
  'paper_missing',
  'second_awaited',
  'binding_awaited',
  'held',
  'passed',
  'refused',
  'expired',
  'cancelled',
] as const
export type State = (typeof states)[number]

export const events = [
  'match',
  'match_unbound',
  'match_at_risk',
  'differ',
  'lack',
  'hold',
  'refuse',
  'bind',
  'release',
  'dismiss',
  'expire',
  'cancel',
] as const
export type Event = (typeof events)[number]

const worked = {
  match: 'passed',
  match_unbound: 'binding_awaited',
  match_at_risk: 'second_awaited',
  differ: 'differs',
  lack: 'paper_missing',
  hold: 'held',
  refuse: 'refused',
} as const
const ended = { expire: 'expired', cancel: 'cancelled' } as const

/**
 * A second clerk finds that all agrees, or does not; only they may end what the first began. `match_unbound`: the slip was not
 * there, so the person at the counter has not yet shown that the account is theirs. What is held waits for a supervisor.
 */
export const table: Record<State, Partial<Record<Event, State>>> = {
  ready: { ...worked, ...ended },
  differs: { ...worked, ...ended },
  paper_missing: { ...worked, ...ended },
  second_awaited: {
    match: 'passed',
    match_unbound: 'binding_awaited',
    differ: 'differs',
    lack: 'paper_missing',
    hold: 'held',
    refuse: 'refused',
    ...ended,
  },
  binding_awaited: { bind: 'passed', hold: 'held', ...ended },
  held: { release: 'ready', dismiss: 'refused', expire: 'expired' },
  passed: {},
  refused: {},
  expired: {},
  cancelled: {},
}

/** Those that have not ended: a citizen has one of them at most. */
export const open: readonly State[] = states.filter(state => 'expire' in table[state])

/** Those in which the counter has something to do. */
export const workable: readonly State[] = open.filter(state => state !== 'binding_awaited')

/** Where an event leads; undefined where it may not happen. */
export function next(state: State, event: Event): State | undefined {
  return table[state][event]
}
