/** The life of a report or request to the four services. */
import type { Move } from '../requests/moves.js'

const open = ['submitted', 'assigned', 'in_progress', 'needs_info', 'reopened'] as const
const worked = ['assigned', 'in_progress', 'needs_info'] as const

export const complaintMoves: readonly Move[] = [
  {
    name: 'take',
    by: 'clerk',
    from: ['submitted', 'reopened'],
    to: 'assigned',
    text: 'none',
    byAnyone: true,
    assigns: 'clerk',
    event: 'request.assigned',
  },
  { name: 'put_back', by: 'clerk', from: worked, to: 'submitted', text: 'none', internal: true, assigns: 'nobody' },
  { name: 'start', by: 'clerk', from: ['assigned', 'needs_info'], to: 'in_progress', text: 'optional' },
  { name: 'ask', by: 'clerk', from: ['assigned', 'in_progress'], to: 'needs_info', text: 'required' },
  { name: 'reply', by: 'clerk', from: worked, to: null, text: 'required' },
  {
    name: 'note',
    by: 'clerk',
    from: [...open, 'resolved', 'not_accepted', 'forwarded', 'duplicate'],
    to: null,
    text: 'required',
    internal: true,
    byAnyone: true,
    event: 'request.noted',
  },
  {
    name: 'forward_department',
    by: 'clerk',
    from: open,
    to: 'submitted',
    text: 'required',
    asks: 'department',
    byAnyone: true,
    assigns: 'nobody',
  },
  { name: 'forward_body', by: 'clerk', from: worked, to: 'forwarded', text: 'required', asks: 'body', closes: true },
  { name: 'resolve', by: 'clerk', from: worked, to: 'resolved', text: 'required', asks: 'outcome', closes: true },
  { name: 'refuse', by: 'clerk', from: worked, to: 'not_accepted', text: 'required', closes: true },
  { name: 'duplicate', by: 'clerk', from: worked, to: 'duplicate', text: 'optional', asks: 'duplicate_of', closes: true },
  { name: 'mend', by: 'owner', from: ['submitted'], to: null, text: 'none' },
  { name: 'withdraw', by: 'owner', from: ['submitted'], to: 'withdrawn', text: 'optional', closes: true },
  {
    name: 'message',
    by: 'owner',
    from: open,
    to: null,
    text: 'required',
    answers: { status: 'needs_info', to: 'submitted', held: 'assigned' },
  },
  { name: 'reopen', by: 'owner', from: ['resolved'], to: 'reopened', text: 'required' },
]

/** Which things count as «done», for the clerk to choose from. */
export const outcomes = ['fixed', 'done_as_asked', 'nothing_found', 'planned'] as const
