/** The number on a registered letter: rules.md of the domain, section 7, and what a slip of the hand makes of it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseS10, s10CheckDigit, showS10 } from '../src/fields/s10.js'

const errorOf = (input: string) => {
  const parsed = parseS10(input)
  return parsed.ok ? 'ok' : parsed.error
}
const eight = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 }).map(digits => digits.join(''))
const remainder = (digits: string) => [8, 6, 4, 2, 3, 5, 9, 7].reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0) % 11
/** The standard gives the remainders 0 and 6 the same check digit. */
const missed = (one: string, other: string) => remainder(one) % 6 === 0 && remainder(other) % 6 === 0

describe('the number on a registered letter', () => {
  it('has the check digit of the standard', () => {
    for (const [digits, check] of Object.entries({ '47312482': 9, '20260006': 0, '00000000': 5, '20260004': 2 }))
      assert.equal(s10CheckDigit(digits), check, digits)
  })

  it('is taken as it is typed, scanned, or typed on a Greek keyboard', () => {
    for (const typed of [
      'RR473124829GR',
      ' rr 473 124 829 gr ',
      'RR-47312482-9-GR',
      '*RR473124829GR*',
      'RR473124829GR\t',
      'ΡΡ473124829ΓΡ',
      'ρρ473124829γρ',
      'ＲＲ４７３１２４８２９ＧＲ',
    ])
      assert.deepEqual(parseS10(typed), { ok: true, s10: 'RR473124829GR' }, typed)
    assert.equal(showS10('RR473124829GR'), 'RR 473 124 829 GR')
  })

  it('is refused with what is wrong with it', () => {
    for (const [typed, error] of Object.entries({
      '473124829GR': 's10.start',
      R473124829GR: 's10.start',
      RR473124829: 's10.country',
      RR473124829G: 's10.country',
      RR473124829DE: 's10.country',
      RR47312482GR: 's10.length',
      RR4731248299GR: 's10.length',
      RR47312482OGR: 's10.digits',
      RR473124828GR: 's10.check',
      '': 's10.start',
    }))
      assert.equal(errorOf(typed), error, typed)
  })

  it('gives away any single wrong digit', () => {
    fc.assert(
      fc.property(eight, fc.nat(7), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
        const wrong = digits.slice(0, at) + ((Number(digits[at]) + by) % 10) + digits.slice(at + 1)
        fc.pre(!missed(digits, wrong))
        assert.equal(errorOf(`RR${wrong}${s10CheckDigit(digits)}GR`), 's10.check')
      }),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(eight, fc.integer({ min: 1, max: 9 }), (digits, by) => {
        assert.equal(errorOf(`RR${digits}${(s10CheckDigit(digits) + by) % 10}GR`), 's10.check')
      }),
    )
  })

  it('gives away two neighbours that changed places', () => {
    fc.assert(
      fc.property(eight, fc.nat(6), (digits, at) => {
        const swapped = `${digits.slice(0, at)}${digits[at + 1]}${digits[at]}${digits.slice(at + 2)}`
        fc.pre(swapped !== digits && !missed(digits, swapped))
        assert.equal(errorOf(`RR${swapped}${s10CheckDigit(digits)}GR`), 's10.check')
      }),
      { numRuns: 2000 },
    )
  })

  it('is whatever else no number, and never a fault', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), typed => void parseS10(typed)))
    fc.assert(fc.property(eight, digits => errorOf(`RR${digits}${s10CheckDigit(digits)}GR`) === 'ok'))
  })
})
