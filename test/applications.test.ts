import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileFor } from './support/applications.js'
import { makeCitizen } from './support/people.js'
import { startPortal, type TestPortal } from './support/portal.js'

describe('the protocol of applications', () => {
  let portal: TestPortal
  before(async () => {
    portal = await startPortal()
  })
  after(() => portal.stop())

  it('gives each application the next number of the year, also when fifty are filed at once', async () => {
    const people = await Promise.all(Array.from({ length: 50 }, () => makeCitizen(portal, { level: 'B' })))
    const filed = await Promise.all(people.map(person => fileFor(portal, person, 'geniki-aitisi')))
    const numbers = filed.map(one => one.protocol?.number).sort((a, b) => Number(a) - Number(b))
    assert.deepEqual(
      numbers,
      Array.from({ length: 50 }, (_, index) => index + 1),
    )
  })
})
