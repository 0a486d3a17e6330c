import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { requestTasks } from '../src/requests/upkeep.js'
import { kept } from '../src/retention.js'
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

describe('an application whose years are over', () => {
  let portal: TestPortal
  before(async () => {
    portal = await startPortal()
  })
  after(() => portal.stop())

  it('leaves what was asked of whom and how it ended, and nobody’s data', async () => {
    const person = await makeCitizen(portal, { level: 'B' })
    const to = { street: 'Ξάνθου', streetNumber: '12', postalCode: '13231', area: 'Πετρούπολη' }
    const { number } = await fileFor(portal, person, 'pistopoiitiko-gennisis', { delivery: { how: 'post', to } })
    await portal.pool.query(
      `update service_request set status = 'completed', challenge = 'λόγια', closed_at = now() - make_interval(days => $1)`,
      [kept.requestYears * 366 + 2],
    )
    for (const task of requestTasks) await task.run(portal.portal)
    const { rows } = await portal.pool.query(
      `select r.number, r.status, r.protocol_number as protocol, r.citizen_id as "citizenId", r.answers_sealed as sealed, r.challenge,
         (select count(*)::int from applicant) + (select count(*)::int from request_paper) + (select count(*)::int from parcel)
           + (select count(*)::int from letter) as rest
       from service_request r`,
      [],
    )
    assert.deepEqual(rows, [{ number, status: 'completed', protocol: 1, citizenId: null, sealed: null, challenge: null, rest: 0 }])
  })
})
