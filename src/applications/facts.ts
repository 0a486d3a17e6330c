/** What is told of an application's papers, deadline and delivery, in plain words: the same on its page, its receipt and its PDF. */
import { showPostalCode } from '../fields/postal-code.js'
import { showDate } from '../i18n/dates.js'
import type { Translate } from '../i18n/index.js'
import type { ApplicationFile, FilePaper } from './file-store.js'

export type Fact = { key: string; value: string }

/** When it began and by when there is an answer; before it began, and while it stands, why. */
export function clockFacts(t: Translate, file: ApplicationFile): Fact[] {
  const key = (name: 'submitted' | 'started' | 'answerBy' | 'answered' | 'waited') => t(`own-applications.clock.${name}`)
  const { startedOn, decidedOn, waited } = file
  const facts: Fact[] = [{ key: key('submitted'), value: showDate(file.protocol.on) }]
  if (startedOn) facts.push({ key: key('started'), value: showDate(startedOn) })
  else if (!file.closed) facts.push({ key: key('started'), value: t(`own-applications.clock.${owesPapers(file) ? 'papers' : 'notYet'}`) })
  const answerBy = answerOf(t, file)
  if (decidedOn) facts.push({ key: key('answered'), value: showDate(decidedOn) })
  else if (answerBy && !file.closed) facts.push({ key: key('answerBy'), value: answerBy })
  if (waited) facts.push({ key: key('waited'), value: daysOf(t, waited, file.unit) })
  return facts
}

function answerOf(t: Translate, { days, unit, startedOn, pausedOn, dueOn }: ApplicationFile): string | undefined {
  if (days === null) return undefined
  if (pausedOn) return t('own-applications.clock.stands', { date: showDate(pausedOn) })
  if (!startedOn) return t('own-applications.clock.within', { days: daysOf(t, days, unit) })
  return dueOn ? showDate(dueOn) : undefined
}

const daysOf = (t: Translate, count: number, unit: 'calendar' | 'working') =>
  t(unit === 'working' ? 'own-applications.clock.workingDays' : 'own-applications.clock.days', { count })

export const owedPapers = ({ papers }: ApplicationFile) => papers.filter(paper => paper.state === 'owed')
const owesPapers = (file: ApplicationFile) => owedPapers(file).length > 0

/** What has become of a paper, `since` the day of the application. */
export function paperWords(t: Translate, { state, way, givenOn }: FilePaper, since: string): string {
  if (state === 'given')
    return givenOn && givenOn !== since
      ? t('own-applications.paper.givenOn', { date: showDate(givenOn) })
      : t('own-applications.paper.given')
  if (state === 'sought') return t(way === 'held' ? 'own-applications.paper.held' : 'own-applications.paper.fetched')
  if (state === 'not_needed') return t('own-applications.paper.notNeeded')
  return t(way === 'bring' ? 'own-applications.paper.bring' : 'own-applications.paper.owed')
}

/** Undefined where it ends in no paper. */
export function deliveryWords(t: Translate, { delivery, parcel }: ApplicationFile): string | undefined {
  if (!delivery) return undefined
  if (delivery === 'collect' || !parcel) return t('own-applications.delivery.collect')
  const address = `${parcel.street} ${parcel.streetNumber}, ${showPostalCode(parcel.postalCode)} ${parcel.area}`
  return t(parcel.free ? 'own-applications.delivery.postFree' : 'own-applications.delivery.post', { address })
}

/** `Όνομα Επώνυμο` of whoever applied. */
export const applicantName = ({ firstName, surname }: ApplicationFile) => `${firstName} ${surname}`
