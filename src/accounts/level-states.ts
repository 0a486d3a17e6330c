/** The life of Level B as data: what may happen to it in which state, and where it leads. All else is refused. */

export const levelStates = ['none', 'active', 'suspended', 'contested', 'revoked'] as const
export type LevelState = (typeof levelStates)[number]

/** `reset`: the password was changed by mail. `object`: «this was not me». */
export const levelEvents = ['certify', 'reset', 'object', 'restore', 'revoke', 'give_up'] as const
export type LevelEvent = (typeof levelEvents)[number]

const ended = { revoke: 'revoked', give_up: 'none' } as const

/** A visit gives it from anywhere; a recovery code ends a reset, and never an objection. What was taken away comes back by a visit alone. */
export const levelTable: Record<LevelState, Partial<Record<LevelEvent, LevelState>>> = {
  none: { certify: 'active' },
  active: { certify: 'active', reset: 'suspended', object: 'contested', ...ended },
  suspended: { certify: 'active', object: 'contested', restore: 'active', ...ended },
  contested: { certify: 'active', ...ended },
  revoked: { certify: 'active' },
}

/** Undefined where it may not happen. */
export function nextLevel(state: LevelState, event: LevelEvent): LevelState | undefined {
  return levelTable[state][event]
}
