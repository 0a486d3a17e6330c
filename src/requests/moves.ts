/** What may happen to a request: data. A kind lists its moves; the desk draws them; a verb refuses all others. */
export type Status = string

export type Move = {
  name: string
  by: 'clerk' | 'owner'
  from: readonly Status[]
  /** The status it leads to; `null` leaves the status as it is. */
  to: Status | null
  /** What has to be written with it. */
  text: 'none' | 'optional' | 'required'
  /** A further thing to say, by field name. */
  asks?: 'department' | 'body' | 'outcome' | 'duplicate_of'
  /** Only between clerks: the citizen neither sees it nor gets a letter. */
  internal?: boolean
  /** Ends the matter. */
  closes?: boolean
  /** May be done by a clerk who has not taken the request. */
  byAnyone?: boolean
  /** In whose hands it is afterwards; else it stays where it was. */
  assigns?: 'clerk' | 'nobody'
  /** From this status it goes back to whoever has it, since it answers their question. */
  answers?: Status
  /** How the trail calls it, where it is not a change of status. */
  event?: 'request.assigned' | 'request.noted'
}

export function movesFrom(moves: readonly Move[], status: Status, by: Move['by']): Move[] {
  return moves.filter(move => move.by === by && move.from.includes(status))
}

export function moveNamed(moves: readonly Move[], name: string): Move | undefined {
  return moves.find(move => move.name === name)
}
