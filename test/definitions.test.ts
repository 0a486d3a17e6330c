/** The forms of the 41 applications and certificates, and what an editor may get wrong in one. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { papersAsked } from '../src/applications/papers.js'
import { type FormField, type Part, type Parts, parts, type ServiceDefinition } from '../src/catalogue/definition.js'
import { findBadForm } from '../src/catalogue/definition-checks.js'
import { checkShape, readPart } from '../src/catalogue/files.js'
import { findBadReferences } from '../src/catalogue/references.js'
import { readAnswers } from '../src/requests/form.js'
import { typedForm } from './support/applications.js'

const seed = new URL('../src/catalogue/seed/', import.meta.url)
const read = async (part: Part) => [part, await readPart(part, readFileSync(new URL(`${part}.yaml`, seed), 'utf8'))] as const
const all = Object.fromEntries(await Promise.all(parts.map(read))) as Parts
const forms = all.services.filter(({ channel }) => channel === 'application' || channel === 'certificate_by_post')

describe('the forms of the seed', () => {
  it('are sound, as is all else', () => {
    assert.equal(readdirSync(seed).length, parts.length)
    assert.deepEqual(findBadReferences(all), [])
    assert.equal(forms.length, 41)
  })

  for (const service of forms) {
    it(`take what somebody might type for ${service.slug}`, () => {
      const whole = readAnswers(service, typedForm(service))
      assert.deepEqual(whole.problems, {})
      const owed = papersAsked(service, whole.asked)
      assert.ok(
        owed.every(({ ways }) => ways.includes('bring')),
        'every paper may be brought',
      )
    })

    it(`miss nothing but what must be answered of ${service.slug}`, () => {
      const empty = readAnswers(service, {})
      const must = empty.asked.filter(({ required, type }) => required && type !== 'file').map(({ key }) => key)
      assert.deepEqual(Object.keys(empty.problems), must)
      assert.ok(must.length > 0, 'asks something')
    })

    it(`take every way through the choices of ${service.slug}`, () => {
      for (const field of service.fields.filter(({ type }) => type === 'select'))
        for (const { value } of field.options ?? [])
          assert.deepEqual(readAnswers(service, { ...typedForm(service), [field.key]: value }).problems, {}, `${field.key}: ${value}`)
    })
  }

  it('ask two to five things a page at most', () => {
    for (const { slug, sections, fields } of forms)
      for (const { key } of sections ?? []) {
        const asked = fields.filter(field => field.section === key && field.type !== 'file').length
        assert.ok(asked >= 1 && asked <= 5, `${slug}, ${key}: ${asked}`)
      }
  })

  it('keep numbers, years and days in bounds', () => {
    const problem = (slug: string, typed: Record<string, string>) => {
      const service = forms.find(one => one.slug === slug) as ServiceDefinition
      return readAnswers(service, { ...typedForm(service), ...typed }).problems
    }
    assert.ok(problem('pistopoiitiko-gennisis', { copies: '6' }).copies, 'six copies')
    assert.ok(problem('pistopoiitiko-gennisis', { copies: '0' }).copies, 'no copies')
    assert.ok(problem('vevaiosi-monimis-katoikias', { residence_from_year: '15' }).residence_from_year, 'the year 15')
    assert.deepEqual(problem('vevaiosi-mi-ofeilis-tap', { area_m2: '84,50' }), {})
    assert.ok(problem('antigrafo-lixiarchikis-praxis-thanatou', { act_date: '31/12/2099' }).act_date, 'a death to come')
    assert.ok(problem('adeia-tomis-odostromatos', { start_date: '1/1/2001' }).start_date, 'works that are over')
    assert.ok(problem('kopi-dentrou', { delivery: 'post', postage_accepted: '' }).postage_accepted, 'postage not accepted')
    assert.deepEqual(problem('kopi-dentrou', { delivery: 'counter', postage_accepted: '' }), {})
  })

  it('fill in only what the account knows of whoever applies', () => {
    const filled = forms.flatMap(({ slug, fields }) =>
      fields.filter(({ prefill }) => prefill).map(({ key, prefill }) => `${slug} ${key} ${prefill}`),
    )
    assert.deepEqual(filled, [
      'vevaiosi-monimis-katoikias residence_address address_line',
      'vevaiosi-monimis-katoikias residence_postal_code postal_code',
      'voitheia-sto-spiti contact_phone phone',
      'eggrafi-kapi birth_date birth_date',
    ])
  })
})

const text = { el: 'Κείμενο', en: 'Text' }
const field = (key: string, more: Partial<FormField> = {}): FormField => ({
  key,
  label: text,
  type: 'text',
  required: false,
  section: 's',
  ...more,
})
const choice = (key: string, ...values: string[]) => field(key, { type: 'select', options: values.map(value => ({ value, label: text })) })
const delivery = choice('delivery', 'post', 'counter')
const form = (fields: FormField[], more: Partial<ServiceDefinition> = {}) =>
  ({
    slug: 'aitisi',
    channel: 'application',
    documents: [],
    sections: [{ key: 's', title: text }],
    fields,
    ...more,
  }) as unknown as ServiceDefinition
const sections = (...keys: string[]) => ({ sections: keys.map(key => ({ key, title: text })) })

const broken: [string, ServiceDefinition, RegExp][] = [
  ['a section that is not there', form([field('a'), field('b', { section: 'x' })]), /fields\.b, section: το «x» δεν υπάρχει/],
  [
    'a question outside all sections',
    form([field('a'), field('b', { section: undefined })]),
    /fields\.b: .*κάθε ερώτηση χρειάζεται section/,
  ],
  ['a section that asks nothing', form([field('a')], sections('s', 'x')), /sections\.x: καμία ερώτηση/],
  ['a section twice', form([field('a')], sections('s', 's')), /sections: το «s» υπάρχει δύο φορές/],
  [
    'a section torn apart',
    form([field('a'), field('b', { section: 'x' }), field('c')], sections('s', 'x')),
    /aitisi: τα πεδία της ενότητας «s» πρέπει να στέκονται μαζί/,
  ],
  [
    'sections in another order than their questions',
    form([field('a', { section: 'x' }), field('b')], sections('s', 'x')),
    /ενότητας «s» .*με τη σειρά/,
  ],
  [
    'a condition on nothing',
    form([field('a', { when: { field: 'x', is: ['y'] } })]),
    /fields\.a: το «x» του when πρέπει να είναι πεδίο που ρωτιέται πριν/,
  ],
  [
    'a condition on what is asked later',
    form([field('a', { when: { field: 'b', is: ['y'] } }), choice('b', 'y')]),
    /fields\.a: το «b» του when πρέπει να είναι πεδίο που ρωτιέται πριν/,
  ],
  [
    'a condition on words',
    form([field('b'), field('a', { when: { field: 'b', is: ['y'] } })]),
    /fields\.a: το «b» του when πρέπει να είναι select ή checkbox/,
  ],
  [
    'a condition that nobody meets',
    form([choice('b', 'y'), field('a', { when: { field: 'b', is: ['z'] } })]),
    /fields\.a: το «z» του when δεν είναι απάντηση του «b»/,
  ],
  [
    'a condition on an unticked box',
    form([field('b', { type: 'checkbox' }), field('a', { when: { field: 'b', is: ['no'] } })]),
    /fields\.a: το «no» του when δεν είναι απάντηση/,
  ],
  ['a range upside down', form([field('a', { type: 'number', min: 5, max: 1 })]), /fields\.a: το min είναι μεγαλύτερο/],
  ['a greatest number below nought', form([field('a', { type: 'number', max: -1 })]), /fields\.a: το min είναι μεγαλύτερο/],
  ['a range of words', form([field('a', { max: 5 })]), /fields\.a: min, max, decimals έχει μόνο ένα πεδίο number/],
  ['decimals of words', form([field('a', { decimals: 2 })]), /fields\.a: min, max, decimals έχει μόνο/],
  ['a period of words', form([field('a', { period: 'past' })]), /fields\.a: period έχει μόνο ένα πεδίο date/],
  ['ways of words', form([field('a', { ways: ['bring'] })]), /fields\.a: ways έχει μόνο ένα πεδίο file/],
  [
    'a birthday in a telephone',
    form([field('a', { type: 'phone', prefill: 'birth_date' })]),
    /fields\.a: prefill: birth_date έχει μόνο ένα πεδίο date/,
  ],
  ['a paper of an unknown field', form([field('a')], { documents: [{ ...text, field: 'x' }] }), /documents: το «x» δεν είναι πεδίο file/],
  ['a paper of a question', form([field('a')], { documents: [{ ...text, field: 'a' }] }), /documents: το «a» δεν είναι πεδίο file/],
  [
    'two papers of one field',
    form([field('a'), field('f', { type: 'file' })], { documents: [1, 2].map(() => ({ ...text, field: 'f' })) }),
    /documents, field: το «f» υπάρχει δύο φορές/,
  ],
  ...[
    'submission_key',
    'confirmed',
    'version',
    'step',
    'photos',
    'lat',
    'lng',
    'way_a',
    'delivery_to',
    'password',
    'password_confirm',
    'declaration',
    'remove_file',
  ].map((key): [string, ServiceDefinition, RegExp] => [
    `the name ${key}`,
    form([field(key)]),
    new RegExp(`fields\\.${key}: αυτό το όνομα`),
  ]),
  [
    'a certificate that reaches nobody',
    form([field('a')], { channel: 'certificate_by_post' }),
    /aitisi: δίνει χαρτί, άρα χρειάζεται πεδίο delivery/,
  ],
  ['a licence that reaches nobody', form([field('a')], { givesPaper: true }), /aitisi: δίνει χαρτί, άρα χρειάζεται πεδίο delivery/],
  ['delivery of nothing', form([delivery]), /fields\.delivery: η υπηρεσία δεν δίνει χαρτί/],
  [
    'another way of delivery',
    form([choice('delivery', 'post', 'counter', 'pigeon')], { givesPaper: true }),
    /fields\.delivery: οι επιλογές πρέπει να είναι post και counter/,
  ],
  [
    'a paper from a report',
    form([field('a', { section: undefined })], { channel: 'complaint', sections: undefined, givesPaper: true }),
    /aitisi: givesPaper έχουν μόνο οι αιτήσεις/,
  ],
  ['sections of a report', form([field('a')], { channel: 'complaint' }), /aitisi: sections έχουν μόνο οι αιτήσεις/],
]

describe('a form that an editor got wrong', () => {
  it('is not one that is right', () => {
    const right = form([field('a'), field('f', { type: 'file', section: undefined, ways: ['held'] }), delivery], {
      channel: 'certificate_by_post',
      documents: [{ ...text, field: 'f' }],
    })
    assert.deepEqual(findBadForm(right), [])
  })

  for (const [name, service, sentence] of broken)
    it(`is refused for ${name}, in one sentence`, () => {
      const said = findBadForm(service)
      assert.equal(said.length, 1, said.join('\n'))
      assert.match(said[0] ?? '', sentence)
      assert.match(said[0] ?? '', /^services\.yaml, aitisi/)
    })

  it('is refused by the import with all else', () => {
    const services = all.services.map(service => ({
      ...service,
      givesPaper: service.slug === 'kathariotita-provlima' ? true : service.givesPaper,
    }))
    const said = findBadReferences({ ...all, services: checkShape('services', JSON.parse(JSON.stringify(services))) })
    assert.deepEqual(said, ['services.yaml, kathariotita-provlima: givesPaper έχουν μόνο οι αιτήσεις και τα πιστοποιητικά. Σβήστε το.'])
  })
})
