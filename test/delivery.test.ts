/** Where a paper goes: what a form says of it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { municipalitySchema } from '../src/municipality.js'
import { readDelivery, showAddress } from '../src/parcels/delivery.js'
import { readJson } from './house/files.js'

const home = { street: 'Ξάνθου', streetNumber: '12', postalCode: '13231', area: 'Πετρούπολη' }
const other = { delivery_street: ' Αθηνάς ', delivery_number: '5α', delivery_postal_code: '105 51', delivery_area: 'Αθήνα' }
const post = { delivery: 'post' }

describe('the delivery of a form', () => {
  it('is nothing where the form does not ask for it, and the counter where that was chosen', () => {
    assert.deepEqual(readDelivery({}, other, home), { delivery: undefined, problems: {} })
    assert.deepEqual(readDelivery({ delivery: 'counter' }, { delivery_to: 'other' }, home), { delivery: { how: 'collect' }, problems: {} })
  })

  it('goes to the address of the account unless another one is chosen', () => {
    for (const typed of [{}, { delivery_to: 'profile' }, { ...other, delivery_to: 'profile' }])
      assert.deepEqual(readDelivery(post, typed, home).delivery, { how: 'post', to: home })
  })

  it('goes to the other address, clean', () => {
    const to = { street: 'Αθηνάς', streetNumber: '5Α', postalCode: '10551', area: 'Αθήνα' }
    assert.deepEqual(readDelivery(post, { ...other, delivery_to: 'other' }, home), { delivery: { how: 'post', to }, problems: {} })
    assert.deepEqual(readDelivery(post, other, undefined).delivery, { how: 'post', to })
    assert.equal(showAddress(to), 'Αθηνάς 5Α, 105 51 Αθήνα')
  })

  it('has a sentence for each field that is wrong, and without an address of the account the other one is needed', () => {
    assert.deepEqual(readDelivery(post, {}, undefined), {
      delivery: undefined,
      problems: {
        delivery_street: 'parcels.missing.street',
        delivery_number: 'fields.streetNumber.required',
        delivery_postal_code: 'fields.postalCode.required',
        delivery_area: 'parcels.missing.area',
      },
    })
    const wrong = { ...other, delivery_to: 'other', delivery_postal_code: '9', delivery_street: ['α', 'β'] }
    assert.deepEqual(readDelivery(post, wrong, home).problems, {
      delivery_postal_code: 'fields.postalCode.length',
      delivery_street: 'fields.repeated',
    })
    assert.deepEqual(readDelivery(post, { delivery_to: 'moon' }, home).problems, { delivery_to: 'parcels.missing.to' })
  })
})

describe('what the municipality says of its post', () => {
  const town = readJson('src/municipality.json') as Record<string, object>
  const withPost = (value: object) => municipalitySchema.safeParse({ ...town, post: value })

  it('may be left out in whole', () => {
    const { post } = municipalitySchema.parse({ ...town, post: undefined })
    assert.deepEqual([post.notArrivedDays, post.postageCents, post.labels.length], [10, null, 5])
  })

  it('is refused where labels leave the page or cover one another, or a link has no place for the number', () => {
    const [first] = municipalitySchema.parse(town).post.labels
    assert.ok(withPost({ labels: [first] }).success)
    for (const labels of [
      { ...first, columns: 4 },
      { ...first, top: 2 },
      { ...first, across: 60 },
    ])
      assert.ok(!withPost({ labels: [labels] }).success, JSON.stringify(labels))
    const url = 'https://post.example/'
    assert.ok(!withPost({ trackingUrl: { el: url, en: url } }).success, 'a link without {number}')
  })
})
