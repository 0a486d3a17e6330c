/** The life of a verification as data: what may happen in which state, and where it leads. All else is refused. */

export const states = ['ready', 'differs', 'paper_missing', 'second_awaited', 'held', 'passed', 'refused', 'expired', 'cancelled'] as const
export type State = (typeof states)[number]

export const events = ['match', 'match_at_risk', 'differ', 'lack', 'hold', 'refuse', 'expire', 'cancel'] as const
export type Event = (typeof events)[number]

const worked = {
  match: 'passed',
  match_at_risk: 'second_awaited',
  differ: 'differs',
  lack: 'paper_missing',
  hold: 'held',
  refuse: 'refused',
} as const
const ended = { expire: 'expired', cancel: 'cancelled' } as const

/** A second clerk finds that all agrees, or does not; only they may end what the first began. */
export const table: Record<State, Partial<Record<Event, State>>> = {
  ready: { ...worked, ...ended },
  differs: { ...worked, ...ended },
  paper_missing: { ...worked, ...ended },
  second_awaited: { match: 'passed', differ: 'differs', lack: 'paper_missing', hold: 'held', refuse: 'refused', ...ended },
  held: { expire: 'expired' },
  passed: {},
  refused: {},
  expired: {},
  cancelled: {},
}

/** Those that a code still opens. */
export const open: readonly State[] = states.filter(state => 'cancel' in table[state] || state === 'held')

/** Where an event leads; undefined where it may not happen. */
export function next(state: State, event: Event): State | undefined {
  return table[state][event]
}
