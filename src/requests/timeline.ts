/** The story of a request in plain words, each letter with its fate. */
import type { TextKey, Translate } from '../i18n/index.js'
import type { ViewData } from '../web/views.js'
import type { EventRow, LetterFate } from './event-store.js'

const colours: Record<string, string> = {
  submitted: 'blue',
  assigned: 'blue',
  in_progress: 'amber',
  needs_info: 'red',
  reopened: 'amber',
  resolved: 'green',
  registered: 'blue',
  documents_missing: 'red',
  under_review: 'amber',
  approved: 'green',
  ready: 'green',
  posted: 'blue',
  returned: 'red',
  completed: 'green',
}

/** Colour helps, the words say it. */
export function colourOf(status: string): string {
  return colours[status] ?? 'grey'
}

export function timelineOf(it: ViewData, events: EventRow[], forDesk = false) {
  const t = it.t as Translate
  return events.map(event => ({
    at: event.at,
    title: t(`requests.event.${event.event}` as TextKey, event.data),
    who: whoOf(t, event, forDesk),
    text: event.text ?? '',
    internal: event.internal,
    letters: event.letters.map(letter => ({ subject: letter.subject, language: letter.language, status: fateOf(it, letter, forDesk) })),
  }))
}

/** Citizens read which side acted; names of clerks stay inside. */
function whoOf(t: Translate, event: EventRow, forDesk: boolean): string {
  if (event.actor === 'staff') return forDesk && event.staffName ? event.staffName : t('requests.who.staff')
  if (event.actor === 'citizen') return t(forDesk ? 'requests.who.citizen' : 'requests.who.you')
  return t('requests.who.system')
}

function fateOf(it: ViewData, letter: LetterFate, forDesk: boolean): string {
  const t = it.t as Translate
  const dateTime = it.dateTime as (value: string) => string
  if (letter.status === 'sent' && letter.sentAt) return t('requests.letter.sent', { at: dateTime(letter.sentAt) })
  if (letter.status === 'failed') return t(forDesk ? 'requests.letter.failedDesk' : 'requests.letter.failed')
  return t(letter.delayed ? 'requests.letter.waits' : 'requests.letter.soon')
}
