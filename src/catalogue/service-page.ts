/** What the page of a service shows beyond its own texts. */
import type { Bilingual, Translate } from '../i18n/index.js'
import type { Catalogue } from './catalogue.js'
import type { Emergency, NotOurs, Service } from './definition.js'

/** The dangers of this service's kinds of problem, the general one first. None where nothing is reported. */
export function emergenciesOf(service: Service, { answers }: Catalogue): Emergency[] {
  if (service.kind !== 'complaint') return []
  const keys = new Set(['danger', ...(service.subcategories ?? []).map(kind => kind.emergency)])
  return answers.emergencies.filter(({ key }) => keys.has(key))
}

export function notOursOf(service: Service, { answers }: Catalogue): NotOurs[] {
  const keys = new Set((service.subcategories ?? []).map(kind => kind.notOurs))
  return answers.notOurs.filter(answer => answer.service === service.slug || keys.has(answer.key))
}

/** Other services that people need at the same time of life: those that are so most often, or of the same category, first. */
export function relatedTo(service: Service, catalogue: Catalogue): Service[] {
  const events = catalogue.lifeEvents.filter(event => event.services.includes(service.slug))
  const closeness = (other: Service) =>
    events.filter(event => event.services.includes(other.slug)).length + (other.category === service.category ? 0.5 : 0)
  return catalogue.services
    .filter(other => other !== service && closeness(other) >= 1)
    .sort((one, other) => closeness(other) - closeness(one))
    .slice(0, 5)
}

/** «Έως 10 ημέρες» where a law says so, «περίπου» where it is only usual. Undefined where nothing is known. */
export function timeOf({ time }: Service, t: Translate): string | undefined {
  if (time.days === null) return undefined
  if (time.days <= 1 && time.basis !== 'legal') return t('catalogue.service.sameDay')
  return t(`catalogue.service.${time.basis === 'legal' ? 'upTo' : 'about'}.${time.unit ?? 'calendar'}`, { count: time.days })
}

/** How sure that time is, in words. Nothing where «συνήθως» says it already. */
export function timeBasisOf({ time: { days, basis } }: Service, t: Translate): string | undefined {
  if (days === null || basis === 'none' || (days <= 1 && basis !== 'legal')) return undefined
  return t(`catalogue.service.basis.${basis}`)
}

/** Kinds of problem under their headings, in the order they stand in. */
export function kindsOf({ subcategories = [] }: Service): { group: Bilingual | undefined; kinds: Bilingual[] }[] {
  const groups = new Map<string, { group: Bilingual | undefined; kinds: Bilingual[] }>()
  for (const { group, label } of subcategories) {
    const one = groups.get(group?.el ?? '') ?? { group, kinds: [] }
    one.kinds.push(label)
    groups.set(group?.el ?? '', one)
  }
  return [...groups.values()]
}
