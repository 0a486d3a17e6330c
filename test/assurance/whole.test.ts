/** All or nothing: whichever of its statements fails, an act leaves no half. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import { makeToken } from '../../src/accounts/tokens.js'
import { addPhoto, answers, file, service } from '../support/doors.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestCitizen } from '../support/people.js'
import { startPortal, type TestPortal, type Visit, valueOf } from '../support/portal.js'
import { levelA, press, register } from '../support/registering.js'
import { rowsOf } from '../support/rows.js'

let portal: TestPortal
let person: TestCitizen
let citizen: Visit
before(async () => {
  portal = await startPortal({
    JOBS: 'off',
    LIMIT_REQUESTS_ACCOUNT_HOUR: '1000',
    LIMIT_REQUESTS_ACCOUNT_DAY: '1000',
    LIMIT_SIGN_UP_ADDRESS_HOUR: '1000',
  })
  await portal.pool.query(
    `create function fail() returns trigger language plpgsql as $$ begin raise exception 'the disk is full' using errcode = '53100'; end $$`,
  )
})
after(() => portal.stop())
beforeEach(async () => {
  person = await makeCitizen(portal)
  citizen = await signIn(portal, person)
})

/** Tables whose rows say that somebody tried, not that something was done. */
const tries = ['session', 'rate_limit', 'service_form']

/** With this table out of order for one kind of change, the act is refused as «in a moment» and leaves nothing; in order, it is done. */
async function failsWhole(change: string, table: string, act: () => Promise<{ status: number }>): Promise<void> {
  const earlier = await rowsOf(portal, tries)
  await portal.pool.query(`create trigger fail before ${change} on ${table} for each row execute function fail()`)
  try {
    const { status } = await act()
    assert.equal(status, 503, `${change} ${table}: ${status}`)
  } finally {
    await portal.pool.query(`drop trigger fail on ${table}`)
  }
  assert.deepEqual(await rowsOf(portal, tries), earlier, `${change} ${table} left something`)
}

describe('a report', () => {
  for (const [change, table] of [
    ['insert', 'service_request'],
    ['update', 'photo'],
    ['delete', 'draft'],
    ['insert', 'request_event'],
    ['insert', 'audit_event'],
    ['insert', 'audit_address'],
    ['insert', 'letter'],
  ] as const) {
    it(`is not half sent when the ${change} of ${table} fails, and is sent whole afterwards`, async () => {
      await addPhoto(citizen)
      const check = await citizen.post(service, { ...answers, submission_key: randomUUID() })
      const send = () => citizen.post(service, { confirmed: 'yes', submission_key: valueOf(check, 'submission_key') }, { follow: false })
      await failsWhole(change, table, send)
      await citizen.get('/requests')
      assert.equal((await send()).status, 303)
    })
  }
})

describe('a step of a request', () => {
  for (const [change, table] of [
    ['update', 'service_request'],
    ['insert', 'request_event'],
    ['insert', 'audit_event'],
    ['insert', 'letter'],
  ] as const) {
    it(`is not half taken when the ${change} of ${table} fails`, async () => {
      const { number } = await file(citizen)
      const clerk = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['ilektrofotismos']))
      const version = valueOf(await clerk.get(`/desk/requests/${number}`), 'version')
      const take = () => clerk.post(`/desk/requests/${number}/moves/take`, { version }, { follow: false })
      await failsWhole(change, table, take)
      await clerk.get('/desk/account')
      assert.equal((await take()).status, 303)
    })
  }
})

describe('an account', () => {
  for (const [change, table] of [
    ['insert', 'citizen'],
    ['insert', 'citizen_token'],
    ['insert', 'audit_event'],
    ['insert', 'letter'],
  ] as const) {
    it(`is not half made when the ${change} of ${table} fails`, async () => {
      const form = levelA()
      await failsWhole(change, table, () => register(portal.visit(), form, { follow: false }))
      assert.equal((await register(portal.visit(), form, { follow: false })).status, 303)
    })
  }

  for (const [change, table] of [
    ['update', 'citizen'],
    ['update', 'citizen_token'],
    ['delete', 'session'],
    ['insert', 'audit_event'],
    ['insert', 'letter'],
  ] as const) {
    it(`has no half new password when the ${change} of ${table} fails`, async () => {
      const token = await makeToken(portal.portal.pool, person.id, 'password_reset', 60)
      const words = { password: 'entelos allo sinthimatiko 77', password_confirm: 'entelos allo sinthimatiko 77' }
      const set = () => press(portal.visit(), `/password/reset?token=${token}`, words)
      await failsWhole(change, table, set)
      assert.equal((await citizen.get('/account')).path, '/account', 'still signed in')
      assert.equal((await set()).path, '/login')
    })
  }
})
