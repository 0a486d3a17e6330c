/** What the parts of the catalogue say of one another: every name must be that of something, and stand once. */
import { translate } from '../i18n/index.js'
import type { Parts, ServiceDefinition } from './definition.js'
import { findBadForm } from './definition-checks.js'

const t = translate('el')

/** One sentence a mistake; none when all is well. */
export function findBadReferences(all: Parts): string[] {
  const slugs = (rows: { slug: string }[]) => rows.map(row => row.slug)
  const categories = slugs(all.categories)
  const services = slugs(all.services)
  return [
    ...twice('categories', categories),
    ...twice('departments', slugs(all.departments)),
    ...twice('services', services),
    ...twice('life-events', slugs(all['life-events'])),
    ...twice(
      'streets',
      all.streets.map(street => street.name),
    ),
    ...twice(
      'tax-offices',
      all['tax-offices'].map(office => office.id),
    ),
    ...all['tax-offices'].flatMap(({ id, mergedInto }) =>
      unknown(
        `tax-offices.yaml, ${id}, mergedInto`,
        mergedInto ? [mergedInto] : [],
        all['tax-offices'].map(office => office.id),
      ),
    ),
    ...all.departments.flatMap(({ slug, category }) => unknown(`departments.yaml, ${slug}, category`, [category], categories)),
    ...all.services.flatMap(service => ofService(service, all)),
    ...all['life-events'].flatMap(event => unknown(`life-events.yaml, ${event.slug}, services`, event.services, services)),
    ...all.synonyms.flatMap(({ words, services: meant }) => unknown(`synonyms.yaml, ${words[0]}, services`, meant ?? [], services)),
    ...all.answers.notOurs.flatMap(({ key, service }) => unknown(`answers.yaml, ${key}, service`, service ? [service] : [], services)),
  ]
}

function ofService(service: ServiceDefinition, all: Parts): string[] {
  const place = `services.yaml, ${service.slug}`
  const kinds = service.subcategories ?? []
  const emergencies = all.answers.emergencies.map(answer => answer.key)
  const notOurs = all.answers.notOurs.map(answer => answer.key)
  return [
    ...unknown(
      `${place}, category`,
      [service.category],
      all.categories.map(category => category.slug),
    ),
    ...unknown(
      `${place}, department`,
      [service.department],
      all.departments.map(department => department.slug),
    ),
    ...twice(
      `${place}, fields`,
      service.fields.map(field => field.key),
    ),
    ...twice(
      `${place}, subcategories`,
      kinds.map(kind => kind.value),
    ),
    ...twice(`${place}, claims`, service.claims ?? []),
    ...((service.minLevel === 'B') === Boolean(service.claims?.includes('identity')) ? [] : [t('catalogue.files.claims', { place })]),
    ...service.fields.filter(hasNoOptions(service)).map(field => t('catalogue.files.options', { place: `${place}, fields.${field.key}` })),
    ...findBadForm(service),
    ...kinds.flatMap(kind =>
      unknown(`${place}, subcategories.${kind.value}, emergency`, kind.emergency ? [kind.emergency] : [], emergencies),
    ),
    ...kinds.flatMap(kind => unknown(`${place}, subcategories.${kind.value}, notOurs`, kind.notOurs ? [kind.notOurs] : [], notOurs)),
  ]
}

/** A list to choose from needs something to choose; nothing else may have one. */
function hasNoOptions({ subcategories }: ServiceDefinition) {
  return (field: ServiceDefinition['fields'][number]): boolean => {
    const has = Boolean(field.options ?? (field.optionsFrom && subcategories))
    return has !== (field.type === 'select')
  }
}

function unknown(place: string, names: string[], known: string[]): string[] {
  return names.filter(name => !known.includes(name)).map(name => t('catalogue.files.reference', { place, name }))
}

function twice(place: string, names: string[]): string[] {
  const repeated = names.filter((name, index) => names.indexOf(name) !== index)
  return [...new Set(repeated)].map(name => t('catalogue.files.twice', { place: place.includes('.yaml') ? place : `${place}.yaml`, name }))
}
