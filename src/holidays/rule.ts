/** The holidays of public services by rule: ν. 1157/1981 and what followed. An editor adds and takes away what a decision of the state or of the town changes. */
import type { Bilingual } from '../i18n/index.js'
import { plusDays } from './days.js'
import { orthodoxEaster } from './easter.js'

/** `half`: a working day that ends two hours earlier. */
export type Holiday = { day: string; title: Bilingual; half: boolean }

const fixed: [monthDay: string, el: string, en: string][] = [
  ['01-01', 'Πρωτοχρονιά', 'New Year’s Day'],
  ['01-06', 'Θεοφάνια', 'Epiphany'],
  ['03-25', 'Ευαγγελισμός, εθνική εορτή', 'Annunciation, national holiday'],
  ['05-01', 'Πρωτομαγιά', 'Labour Day'],
  ['08-15', 'Κοίμηση της Θεοτόκου', 'Dormition of the Mother of God'],
  ['10-28', 'Επέτειος του Όχι, εθνική εορτή', 'Ohi Day, national holiday'],
  ['12-25', 'Χριστούγεννα', 'Christmas Day'],
  ['12-26', 'Δεύτερη ημέρα των Χριστουγέννων', 'Second day of Christmas'],
]

/** Days from Easter Sunday. Public services are closed on Holy Saturday too. */
const movable: [days: number, el: string, en: string][] = [
  [-48, 'Καθαρά Δευτέρα', 'Clean Monday'],
  [-2, 'Μεγάλη Παρασκευή', 'Good Friday'],
  [-1, 'Μεγάλο Σάββατο', 'Holy Saturday'],
  [0, 'Κυριακή του Πάσχα', 'Easter Sunday'],
  [1, 'Δευτέρα του Πάσχα', 'Easter Monday'],
  [50, 'Αγίου Πνεύματος', 'Whit Monday'],
]

const halves: [monthDay: string, el: string, en: string][] = [
  ['12-24', 'Παραμονή Χριστουγέννων', 'Christmas Eve'],
  ['12-31', 'Παραμονή Πρωτοχρονιάς', 'New Year’s Eve'],
]

/** In order. Two that meet on one day are one, under the name of the movable one. Those of a weekend are not moved. */
export function holidaysOf(year: number): Holiday[] {
  const easter = orthodoxEaster(year)
  const all = [
    ...fixed.map(([at, el, en]) => ({ day: `${year}-${at}`, title: { el, en }, half: false })),
    ...halves.map(([at, el, en]) => ({ day: `${year}-${at}`, title: { el, en }, half: true })),
    ...movable.map(([days, el, en]) => ({ day: plusDays(easter, days), title: { el, en }, half: false })),
  ]
  const byDay = new Map(all.map(one => [one.day, one]))
  return [...byDay.values()].sort((a, b) => a.day.localeCompare(b.day))
}

/**
 * True where 1 May meets the days from Palm Sunday to Easter Monday: a minister's decision then gives another day
 * (2021: 4 May, 2024: 7 May), which no rule foretells.
 */
export function isLabourDayMoved(year: number): boolean {
  const easter = orthodoxEaster(year)
  const day = `${year}-05-01`
  return day >= plusDays(easter, -7) && day <= plusDays(easter, 1)
}
