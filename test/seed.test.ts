import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'

type Text = { el: string; en: string }
type Field = {
  key: string
  label: Text
  type: string
  required: boolean
  help?: Text
  options?: { value: string; label: Text }[]
  optionsFrom?: 'subcategories'
}
type Subcategory = {
  value: string
  label: Text
  urgent: boolean
  group?: Text
  note?: Text
  forwardTo?: Text
  emergency?: string
  notOurs?: string
}
type Service = {
  slug: string
  title: Text
  category: string
  department: string
  summary: Text
  who: Text
  documents: (Text & { field?: string })[]
  channel: string
  kind?: string
  minLevel: string
  cost: { kind: string; amountCents: number | null; note: Text }
  time: { days: number | null; unit: string | null; basis: string; note: Text | null }
  law: Text[]
  alternative?: Text
  url?: string
  fields: Field[]
  subcategories?: Subcategory[]
  certainty: string
  sources: string[]
  notes: string | null
}
type Department = { slug: string; name: Text; category: string; phones: string[]; hours?: Text; certainty: string }
type Answer = {
  key: string
  when?: Text
  call?: string
  service?: string
  subcategory?: string
  words?: string[]
  answer?: Text
  certainty: string
}

const read = (name: string): unknown => parse(readFileSync(new URL(`../src/catalogue/seed/${name}.yaml`, import.meta.url), 'utf8'))

const departments = read('departments') as Department[]
const categories = read('categories') as { slug: string; title: Text; summary: Text }[]
const services = read('services') as Service[]
const answers = read('answers') as { emergencies: Answer[]; notOurs: Answer[] }
const lifeEvents = read('life-events') as { slug: string; title: Text; services: string[]; certainty: string }[]
const synonyms = read('synonyms') as { words: string[]; services?: string[]; means?: string[]; certainty: string }[]
const streets = read('streets') as { name: string; verified: boolean }[]
const taxOffices = read('tax-offices') as { id: string; code: string | null; name: string }[]

const forCitizens: Record<string, unknown> = { departments, categories, services, answers, lifeEvents }
const forStaff = new Set(['notes', 'sources', 'certainty'])
const greek = /[\u0370-\u03ff\u1f00-\u1fff]/
const slugs = new Set(services.map(service => service.slug))

const isText = (value: object): value is Text => 'el' in value || 'en' in value

/** Every {el, en} that a citizen may read, with the path to it. */
function* texts(value: unknown, path: string): Generator<[string, Text]> {
  if (value === null || typeof value !== 'object') return
  if (isText(value)) return yield [path, value]
  for (const [key, inner] of Object.entries(value)) {
    if (!forStaff.has(key)) yield* texts(inner, `${path}.${(inner as { slug?: string } | null)?.slug ?? key}`)
  }
}

const allTexts = Object.entries(forCitizens).flatMap(([name, value]) => [...texts(value, name)])

const repeated = (values: string[]): string[] => values.filter((value, index) => values.indexOf(value) !== index)

const fold = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

test('the catalogue has 60 services, 12 categories and 16 departments', () => {
  assert.deepEqual([services.length, categories.length, departments.length], [60, 12, 16])
})

test('every text is there in Greek and in English, and only the Greek one has Greek letters', () => {
  assert.ok(allTexts.length > 1000)
  for (const [path, text] of allTexts) {
    assert.deepEqual(
      Object.keys(text).filter(key => key !== 'field'),
      ['el', 'en'],
      path,
    )
    assert.ok(typeof text.el === 'string' && text.el.trim(), `${path}: no Greek`)
    assert.ok(typeof text.en === 'string' && text.en.trim(), `${path}: no English`)
    assert.doesNotMatch(text.en, greek, path)
  }
})

test('a citizen never reads where the editors found something', () => {
  for (const [path, text] of allTexts) {
    assert.doesNotMatch(
      `${text.el} ${text.en}`,
      /από μνήμης|mitos|πηγή|πιθανό|Sense\.City|ddm\.gov|ενδεικτικός χρόνος|source|undefined|null|TODO/i,
      path,
    )
  }
})

test('sentences of a page end like sentences', () => {
  for (const service of services) {
    const sentences = [
      service.summary,
      service.who,
      service.cost.note,
      service.time.note,
      service.alternative,
      ...service.fields.map(field => field.help),
    ]
    for (const text of sentences) {
      if (text)
        assert.ok(
          [text.el, text.en].every(words => /[.;?]$/.test(words)),
          `${service.slug}: ${text.el}`,
        )
    }
  }
})

test('no two services, fields, answers or life events share a name', () => {
  assert.deepEqual(repeated(services.map(service => service.slug)), [])
  assert.deepEqual(repeated(services.map(service => service.title.el)), [])
  assert.deepEqual(repeated(services.map(service => service.title.en)), [])
  assert.deepEqual(repeated(departments.map(department => department.slug)), [])
  assert.deepEqual(repeated(lifeEvents.map(event => event.slug)), [])
  assert.deepEqual(repeated([...answers.emergencies, ...answers.notOurs].map(answer => answer.key)), [])
  for (const service of services) {
    assert.deepEqual(repeated(service.fields.map(field => field.key)), [], service.slug)
    assert.deepEqual(repeated((service.subcategories ?? []).map(sub => sub.value)), [], service.slug)
    assert.deepEqual(repeated(service.documents.map(paper => paper.el)), [], service.slug)
  }
})

test('every service belongs to a category and a department that exist', () => {
  const known = new Set(categories.map(category => category.slug))
  const desks = new Set(departments.map(department => department.slug))
  for (const item of [...services, ...departments]) assert.ok(known.has(item.category), item.slug)
  for (const service of services) assert.ok(desks.has(service.department), service.slug)
  for (const category of known)
    assert.ok(
      services.some(service => service.category === category),
      category,
    )
})

test('every service says who may ask, what it costs and how sure the time is', () => {
  for (const { slug, channel, minLevel, cost, time, certainty, law } of services) {
    assert.match(channel, /^(information|complaint|application|certificate_by_post)$/, slug)
    assert.match(minLevel, /^(none|A|B)$/, slug)
    assert.match(certainty, /^(found|partly|plausible)$/, slug)
    assert.match(cost.kind, /^(free|fixed|depends)$/, slug)
    assert.equal(cost.amountCents === null, cost.kind === 'depends', slug)
    assert.match(time.basis, /^(legal|indicative|source|none)$/, slug)
    assert.equal(time.days === null, time.basis === 'none', slug)
    assert.equal(time.days === null, time.unit === null, slug)
    for (const entry of law) if (certainty === 'plausible') assert.fail(`${slug} shows ${entry.el}, which nobody has found`)
  }
})

test('seven services take complaints and requests, at Level A', () => {
  const seven = services.filter(service => service.channel === 'complaint')
  assert.equal(seven.length, 7)
  assert.equal(seven.filter(service => service.kind === 'complaint').length, 4)
  assert.equal(seven.filter(service => service.kind === 'request').length, 3)
  for (const service of seven) {
    const keys = service.fields.map(field => field.key)
    for (const key of [
      'subcategory',
      'street',
      'street_number',
      'postal_code',
      'location_note',
      'lat',
      'lng',
      'description',
      'photos',
      'contact_phone',
    ]) {
      assert.ok(keys.includes(key), `${service.slug} has no ${key}`)
    }
    assert.equal(service.minLevel, 'A')
    assert.ok(service.subcategories?.length, service.slug)
  }
  assert.equal(services.filter(service => service.kind).length, 7)
  assert.ok(services.find(service => service.slug === 'kathariotita-provlima')?.fields.some(field => field.key === 'bin_number'))
  assert.ok(services.find(service => service.slug === 'ilektrofotismos-provlima')?.fields.some(field => field.key === 'pole_number'))
})

test('every list to choose from has something to choose', () => {
  for (const service of services) {
    for (const field of service.fields) {
      assert.match(field.type, /^(text|textarea|select|number|date|file|checkbox|phone|postal_code|amka)$/, `${service.slug}.${field.key}`)
      if (field.type !== 'select') continue
      assert.ok(field.optionsFrom ? service.subcategories?.length : (field.options?.length ?? 0) > 1, `${service.slug}.${field.key}`)
      assert.deepEqual(repeated((field.options ?? []).map(option => option.value)), [], `${service.slug}.${field.key}`)
    }
  }
})

test('the limits of photos are told beforehand, in the same words on every complaint', () => {
  const helps = services.flatMap(service =>
    service.fields.filter(field => field.key === 'photos').map(field => [service.slug, field.help] as const),
  )
  for (const [slug, help] of helps) assert.match(help?.el ?? '', /8 MB.*JPEG, PNG ή WebP/, slug)
  const words = helps.filter(([slug]) => slug !== 'eggrafi-kapi').map(([, help]) => help?.el)
  assert.equal(new Set(words).size, 1)
})

test('an urgent kind of problem says whom to call, and one that is not ours says whose it is', () => {
  const emergencies = new Set(answers.emergencies.map(answer => answer.key))
  const notOurs = new Set(answers.notOurs.map(answer => answer.key))
  for (const service of services) {
    for (const sub of service.subcategories ?? []) {
      const where = `${service.slug}.${sub.value}`
      if (sub.urgent) assert.ok(emergencies.has(sub.emergency ?? ''), where)
      if (sub.forwardTo) assert.ok(notOurs.has(sub.notOurs ?? ''), where)
      if (sub.emergency) assert.ok(emergencies.has(sub.emergency), where)
      if (sub.notOurs) assert.ok(notOurs.has(sub.notOurs), where)
    }
  }
})

test('the answers before the form can be dialled and belong to a service', () => {
  for (const answer of answers.emergencies) {
    assert.match(answer.call ?? '', /^(\d{3,5}|\d{3} \d{7})$/, answer.key)
    assert.equal(answer.certainty, 'plausible', answer.key)
  }
  for (const answer of answers.notOurs) {
    const service = services.find(({ slug }) => slug === answer.service)
    assert.ok(service, answer.key)
    assert.ok(answer.subcategory || answer.words?.length, answer.key)
    if (answer.subcategory)
      assert.ok(
        service.subcategories?.some(sub => sub.value === answer.subcategory && sub.notOurs === answer.key),
        answer.key,
      )
  }
})

test('life events and synonyms lead to services that exist', () => {
  assert.ok(lifeEvents.length >= 10 && lifeEvents.length <= 14)
  for (const event of lifeEvents) {
    assert.ok(event.services.length >= 3, event.slug)
    assert.deepEqual(repeated(event.services), [], event.slug)
    for (const slug of event.services) assert.ok(slugs.has(slug), `${event.slug}: ${slug}`)
  }
  for (const entry of synonyms) {
    assert.ok(entry.services?.length || entry.means?.length, entry.words.join())
    for (const slug of entry.services ?? []) assert.ok(slugs.has(slug), `${entry.words[0]}: ${slug}`)
  }
})

test('a word people type stands once among the synonyms, in one alphabet', () => {
  const words = synonyms.flatMap(entry => entry.words)
  assert.ok(words.length >= 120)
  assert.deepEqual(repeated(words.map(fold)), [])
  assert.deepEqual(
    words.filter(word => greek.test(word) && /[a-z]/i.test(word)),
    [],
  )
})

test('every service is reached by an everyday word', () => {
  const reached = new Set(synonyms.flatMap(entry => entry.services ?? []))
  assert.deepEqual(
    [...slugs].filter(slug => !reached.has(slug)),
    [],
  )
})

test('departments have phones written alike, and hours', () => {
  for (const department of departments) {
    assert.ok(department.hours?.el, department.slug)
    for (const phone of department.phones) assert.match(phone, /^\d{3} \d{7}$/, department.slug)
  }
})

test('66 streets and 315 tax offices are listed once each', () => {
  assert.equal(streets.filter(street => street.verified).length, 52)
  assert.equal(streets.filter(street => !street.verified).length, 14)
  assert.deepEqual(repeated(streets.map(street => street.name)), [])
  assert.equal(taxOffices.length, 315)
  assert.deepEqual(repeated(taxOffices.map(office => office.id)), [])
  for (const office of taxOffices) assert.ok(office.name && (office.code === null || /^\d{4}$/.test(office.code)), office.id)
})
