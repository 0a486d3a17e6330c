/** Whether a form can be asked as its definition says. What is wrong is found when the editor saves, never by a citizen. */
import { type TextKey, translate } from '../i18n/index.js'
import type { FormField, ServiceDefinition } from './definition.js'

const t = translate('el')

/** One sentence a mistake, naming service and field. */
export function findBadForm(service: ServiceDefinition): string[] {
  const place = `services.yaml, ${service.slug}`
  return [
    ...ofSections(service, place),
    ...service.fields.flatMap((field, index) => ofField(service, field, index, `${place}, fields.${field.key}`)),
    ...ofDocuments(service, place),
    ...ofDelivery(service, place),
  ]
}

const say = (problem: string, values: Record<string, string>) => t(`catalogue.files.${problem}` as TextKey, values)
const applies = ({ channel }: ServiceDefinition) => channel === 'application' || channel === 'certificate_by_post'

function ofSections(service: ServiceDefinition, place: string): string[] {
  const { sections, fields } = service
  const keys = (sections ?? []).map(section => section.key)
  const questions = fields.filter(field => field.type !== 'file')
  const known = questions.map(field => field.section).filter(key => key !== undefined && keys.includes(key))
  const order = known.filter((key, index) => key !== known[index - 1])
  return [
    ...(sections && !applies(service) ? [say('onlyApplications', { place, name: 'sections' })] : []),
    ...keys.filter((key, index) => keys.indexOf(key) !== index).map(name => say('twice', { place: `${place}, sections`, name })),
    ...keys.filter(key => !known.includes(key)).map(key => say('sectionEmpty', { place: `${place}, sections.${key}` })),
    ...order.flatMap((key, index) => (isMixed(keys, order, index) ? [say('sectionMixed', { place, name: String(key) })] : [])),
  ]
}

/** It comes back after another one, or stands before one that should come first. */
function isMixed(keys: string[], order: (string | undefined)[], index: number): boolean {
  const rank = (key: string | undefined) => keys.indexOf(key ?? '')
  return index > 0 && rank(order[index]) < rank(order[index - 1])
}

function ofField(service: ServiceDefinition, field: FormField, index: number, place: string): string[] {
  return [
    ...ofPlace(service, field, place),
    ...ofCondition(service, field, index, place),
    ...ofKind(field, place),
    ...(isReserved(service, field) ? [say('reserved', { place })] : []),
  ]
}

/** Papers are asked for on a page of their own, whatever section they stand in. */
function ofPlace({ sections }: ServiceDefinition, { section, type }: FormField, place: string): string[] {
  if (section === undefined) return sections && type !== 'file' ? [say('sectionMissing', { place })] : []
  return sections?.some(one => one.key === section) ? [] : [say('reference', { place: `${place}, section`, name: section })]
}

function ofCondition(service: ServiceDefinition, { when }: FormField, index: number, place: string): string[] {
  if (!when) return []
  if (!applies(service)) return [say('onlyApplications', { place, name: 'when' })]
  const asked = service.fields.slice(0, index).find(field => field.key === when.field)
  if (!asked) return [say('whenField', { place, name: when.field })]
  const values = valuesOf(service, asked)
  if (!values) return [say('whenKind', { place, name: when.field })]
  return when.is.filter(value => !values.includes(value)).map(value => say('whenValue', { place, name: when.field, value }))
}

/** What somebody may answer; undefined where it is not for choosing. */
function valuesOf({ subcategories = [] }: ServiceDefinition, { type, options, optionsFrom }: FormField): string[] | undefined {
  if (type === 'checkbox') return ['yes']
  if (type !== 'select') return undefined
  return (optionsFrom ? subcategories : (options ?? [])).map(option => option.value)
}

const fitting: Record<NonNullable<FormField['prefill']>, FormField['type']> = {
  full_name: 'text',
  birth_date: 'date',
  afm: 'afm',
  tax_office: 'text',
  address_line: 'text',
  postal_code: 'postal_code',
  phone: 'phone',
}

function ofKind({ type, min, max, decimals, period, ways, prefill }: FormField, place: string): string[] {
  const numeric = min !== undefined || max !== undefined || decimals !== undefined
  return [
    ...(numeric && type !== 'number' ? [say('onlyFor', { place, name: 'min, max, decimals', type: 'number' })] : []),
    ...((min ?? 0) > (max ?? Number.POSITIVE_INFINITY) ? [say('range', { place })] : []),
    ...(period && type !== 'date' ? [say('onlyFor', { place, name: 'period', type: 'date' })] : []),
    ...(ways && type !== 'file' ? [say('onlyFor', { place, name: 'ways', type: 'file' })] : []),
    ...(prefill && type !== fitting[prefill] ? [say('onlyFor', { place, name: `prefill: ${prefill}`, type: fitting[prefill] })] : []),
  ]
}

/** Names of what the pages of a form send beside its answers. */
const reserved = new Set([
  '_csrf',
  'submission_key',
  'confirmed',
  'version',
  'step',
  'remove_file',
  'delivery_to',
  'delivery_street',
  'delivery_number',
  'delivery_postal_code',
  'delivery_area',
])
/** The attested tick of a form and its files travel under names of their own kind. */
const kindOfName: Record<string, FormField['type']> = {
  photos: 'file',
  declaration: 'file',
  delivery: 'select',
  postage_accepted: 'checkbox',
}

function isReserved({ channel }: ServiceDefinition, { key, type }: FormField): boolean {
  if (key === 'lat' || key === 'lng') return channel !== 'complaint'
  return reserved.has(key) || /^(way_|password)/.test(key) || (kindOfName[key] ?? type) !== type
}

function ofDocuments({ documents, fields }: ServiceDefinition, place: string): string[] {
  const named = documents.map(document => document.field).filter(key => key !== undefined)
  const files = fields.filter(field => field.type === 'file').map(field => field.key)
  return [
    ...named.filter(key => !files.includes(key)).map(name => say('documentField', { place: `${place}, documents`, name })),
    ...named.filter((key, index) => named.indexOf(key) !== index).map(name => say('twice', { place: `${place}, documents, field`, name })),
  ]
}

/** Whoever gets a paper says how it comes to them; where there is none, nobody is asked. */
function ofDelivery(service: ServiceDefinition, place: string): string[] {
  const { givesPaper, channel, fields } = service
  if (givesPaper && !applies(service)) return [say('onlyApplications', { place, name: 'givesPaper' })]
  const asked = fields.find(field => field.key === 'delivery')
  const paper = channel === 'certificate_by_post' || Boolean(givesPaper)
  if (!asked) return paper ? [say('deliveryMissing', { place })] : []
  if (!paper) return [say('deliveryOfNothing', { place: `${place}, fields.delivery` })]
  const values = (asked.options ?? []).map(option => option.value).sort()
  return values.join() === 'counter,post' ? [] : [say('deliveryOptions', { place: `${place}, fields.delivery` })]
}
