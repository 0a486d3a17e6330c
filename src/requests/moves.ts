/** What may happen to a request: data. A kind lists its moves; the desk draws them; a verb refuses all others. */
export type Status = string

export type Move = {
  name: string
  /** `post`: only the post room's pages make it, of a parcel. `file`: follows by itself when the last paper has come; `clock`: when its time is over. */
  by: 'clerk' | 'owner' | 'post' | 'file' | 'clock'
  from: readonly Status[]
  /** The status it leads to; `null` leaves the status as it is. */
  to: Status | null
  /** What has to be written with it. */
  text: 'none' | 'optional' | 'required'
  /** A further thing to say, by field name. */
  asks?: 'department' | 'body' | 'outcome' | 'duplicate_of' | 'papers' | 'field' | 'challenge'
  /** Only where the paper goes by post, is collected, or there is none. */
  only?: 'post' | 'collect' | 'no_paper'
  /**
   * What it does to the legal clock. `stop`: the file turns out incomplete, the period begins anew when it is complete;
   * `pause`: waits for the citizen; `restart`: begins at the department it came to; `decide`: nothing runs out any more;
   * `undecide`: it goes on as if there had been no decision.
   */
  clock?: 'stop' | 'pause' | 'resume' | 'restart' | 'decide' | 'undecide'
  /** Only between clerks: the citizen neither sees it nor gets a letter. */
  internal?: boolean
  /** Ends the matter. */
  closes?: boolean
  /** May be done by a clerk who has not taken the request. */
  byAnyone?: boolean
  /** In whose hands it is afterwards; else it stays where it was. */
  assigns?: 'clerk' | 'nobody'
  /** From this status it answers what was asked, and leads elsewhere: to `held` where a clerk has it. */
  answers?: { status: Status; to: Status; held: Status }
  /** Where the citizen owes papers it leads here instead. */
  owing?: Status
  /** How the trail calls it, where it is not a change of status. */
  event?: 'request.assigned' | 'request.noted'
}

/** `delivery`: how the paper it ends in goes out; null where it ends in none. */
type Standing = { status: Status; delivery: 'post' | 'collect' | null }

/** Whether the table has this move for a request as it stands. */
export function allows(move: Move, { status, delivery }: Standing): boolean {
  return move.from.includes(status) && (!move.only || move.only === (delivery ?? 'no_paper'))
}

export function leadsTo(move: Move, request: { status: Status; assigneeId: string | null; complete: boolean }): Status | null {
  if (move.answers?.status === request.status) return request.assigneeId ? move.answers.held : move.answers.to
  return move.owing && !request.complete ? move.owing : move.to
}

export function movesFrom(moves: readonly Move[], status: Status, by: Move['by']): Move[] {
  return moves.filter(move => move.by === by && move.from.includes(status))
}

/** What this clerk may do now. Nobody takes what they have; what nobody has is taken first. */
export function movesOfClerk(moves: readonly Move[], request: Standing & { assigneeId: string | null }, clerkId: string): Move[] {
  const has = request.assigneeId === clerkId
  const may = moves.filter(
    move => move.by === 'clerk' && allows(move, request) && (has ? move.assigns !== 'clerk' : move.byAnyone === true),
  )
  const first = (move: Move) => Number(request.assigneeId === null && move.assigns === 'clerk')
  return may.toSorted((one, other) => first(other) - first(one))
}

export function moveNamed(moves: readonly Move[], name: string): Move | undefined {
  return moves.find(move => move.name === name)
}
