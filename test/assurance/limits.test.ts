/** Each limit: the last that is allowed, the first that is refused. Those of signing in, registering and the desk's door have tests of their own. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { answers, service } from '../support/doors.js'
import { makeCitizen, makeStaff, signIn, signInStaff } from '../support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from '../support/portal.js'
import { from, isSignedIn, levelA, register } from '../support/registering.js'

let portal: TestPortal
before(async () => {
  portal = await startPortal({
    JOBS: 'off',
    TRUST_PROXY: 'loopback',
    LIMIT_REQUESTS_ACCOUNT_HOUR: '3',
    LIMIT_REQUESTS_ACCOUNT_DAY: '4',
    LIMIT_REQUESTS_ADDRESS_HOUR: '5',
    LIMIT_REQUESTS_SITE_HOUR: '7',
    LIMIT_MESSAGES_ACCOUNT_HOUR: '2',
    LIMIT_SIGN_UP_ADDRESS_HOUR: '3',
    LIMIT_WRONG_PASSWORDS_ADDRESS: '6',
    LIMIT_SEARCH_RECORD_DAY: '2',
  })
})
after(() => portal.stop())

/** Signed in from this network. */
async function come(address: string): Promise<Visit> {
  const person = await makeCitizen(portal)
  const visit = from(portal, address)
  await visit.get('/login')
  assert.ok(isSignedIn(await visit.post('/login', { username: person.username, password: person.password })))
  await visit.get(`${service}?subcategory=lamp_out`)
  return visit
}

const send = (visit: Visit, key: string = randomUUID()): Promise<Page> =>
  visit.post(service, { ...answers, submission_key: key, confirmed: 'yes' }, { follow: false })

async function statuses(count: number, act: () => Promise<Page>): Promise<number[]> {
  const seen: number[] = []
  for (let index = 0; index < count; index += 1) seen.push((await act()).status)
  return seen
}

describe('requests', () => {
  it('are so many an hour for an account', async () => {
    const citizen = await come('10.2.0.1')
    assert.deepEqual(await statuses(4, () => send(citizen)), [303, 303, 303, 429])
    await portal.pool.query(`update service_request set submitted_at = submitted_at - interval '61 minutes'`)
    assert.deepEqual(await statuses(2, () => send(citizen)), [303, 429], 'and so many a day')
    await portal.pool.query(`update service_request set submitted_at = submitted_at - interval '25 hours'`)
    await portal.pool.query(`delete from rate_limit`)
    assert.equal((await send(citizen)).status, 303)
    await portal.pool.query(`update service_request set submitted_at = submitted_at - interval '25 hours'`)
  })

  it('are so many an hour for a network, and the next network goes on', async () => {
    await portal.pool.query(`delete from rate_limit`)
    const one = await come('10.2.1.1')
    const two = await come('10.2.1.1')
    assert.deepEqual(await statuses(3, () => send(one)), [303, 303, 303])
    const [refused, ...earlier] = (await statuses(3, () => send(two))).reverse()
    assert.deepEqual([...earlier, refused], [303, 303, 429])
    const key = randomUUID()
    const three = await come('10.2.1.2')
    assert.deepEqual(await statuses(3, () => send(three, key)), [303, 303, 303], 'a repeat counts for nothing')
  })

  it('are so many an hour for the whole portal, and then it says how long to wait, and keeps the text', async () => {
    const { rows } = await portal.pool.query(
      `select count(*)::int as n from service_request where submitted_at > now() - interval '1 hour'`,
    )
    const citizen = await come('10.2.2.1')
    assert.deepEqual(await statuses(7 - rows[0].n + 1, () => send(citizen)), [...Array(7 - rows[0].n).fill(303), 503])
    assert.ok(Number(citizen.last?.headers.get('retry-after')) > 0)
    assert.doesNotMatch(citizen.last?.text ?? '', /Error|at \w+ \(/)
    await portal.pool.query(`update service_request set submitted_at = submitted_at - interval '25 hours'`)
  })

  it('take so many messages an hour', async () => {
    await portal.pool.query(`delete from rate_limit`)
    const citizen = await come('10.2.3.1')
    const path = (await send(citizen)).headers.get('location') as string
    const write = async () =>
      citizen.post(`${path}/messages`, { message: 'Ακόμα', version: valueOf(await citizen.get(path), 'version') }, { follow: false })
    assert.deepEqual(await statuses(3, write), [303, 303, 429])
  })
})

describe('registration forms', () => {
  it('are judged so often for one network, and what was typed stays', async () => {
    const alone = await startPortal({ JOBS: 'off', LIMIT_SIGN_UP_TRIES_ADDRESS: '2' })
    try {
      const visit = alone.visit()
      await visit.get('/register')
      const wrong = { ...levelA(), surname: 'Παπαδάκη', password: 'short', password_confirm: 'short' }
      assert.deepEqual(await statuses(3, () => visit.post('/register', wrong)), [422, 422, 429])
      assert.match(visit.last?.text ?? '', /Στάλθηκαν πολλές φόρμες από αυτή τη σύνδεση/)
      assert.equal(valueOf(visit.last as Page, 'surname'), 'Παπαδάκη')
    } finally {
      await alone.stop()
    }
  })
})

describe('letters', () => {
  it('for a forgotten password are so many an hour from one network, and the next goes on', async () => {
    const visit = from(portal, '10.3.0.1')
    await visit.get('/password/forgot')
    const ask = () => visit.post('/password/forgot', { email: `${randomUUID()}@example.org` }, { follow: false })
    assert.deepEqual(await statuses(4, ask), [303, 303, 303, 429])
    const next = from(portal, '10.3.0.2')
    await next.get('/password/forgot')
    assert.equal((await next.post('/password/forgot', { email: 'a@example.org' }, { follow: false })).status, 303)
  })

  it('are not more where a proxy is forged: the last hop that we know counts', async () => {
    const sent = []
    for (let index = 0; index < 4; index += 1)
      sent.push((await register(from(portal, `10.9.9.${index}, 10.3.1.1`), levelA(), { follow: false })).status)
    assert.deepEqual(sent, [303, 303, 303, 429])
  })

  it('are not more by naming other networks where no proxy is trusted', async () => {
    const alone = await startPortal({ JOBS: 'off', LIMIT_SIGN_UP_ADDRESS_HOUR: '2' })
    try {
      const sent = []
      for (let index = 0; index < 3; index += 1) {
        const forged = {
          'x-forwarded-for': `10.5.0.${index}`,
          'x-real-ip': `10.5.0.${index}`,
          forwarded: `for=10.5.0.${index}`,
          'x-client-ip': `10.5.0.${index}`,
        }
        sent.push((await register(from(alone, `10.5.0.${index}`, forged), levelA(), { follow: false })).status)
      }
      assert.deepEqual(sent, [303, 303, 429])
      const { rows } = await alone.pool.query('select distinct address from audit_address')
      assert.deepEqual(rows, [{ address: '127.0.0.1' }])
    } finally {
      await alone.stop()
    }
  })
})

describe('codes', () => {
  it('are tried so often from one network, whatever address is typed', async () => {
    const visit = from(portal, '10.4.0.1')
    await visit.get('/activate')
    const guess = () => visit.post('/activate', { email: `${randomUUID()}@example.org`, code: 'ABCD-2345' }, { follow: false })
    assert.deepEqual(await statuses(7, guess), [422, 422, 422, 422, 422, 422, 429])
  })
})

describe('recovery codes', () => {
  it('are tried five times an hour and twenty times ever, the right one too', async () => {
    const staff = await makeStaff(portal, ['clerk'], ['ilektrofotismos'])
    const visit = from(portal, '10.4.1.1')
    await visit.get('/desk/login')
    await visit.post('/desk/login', { username: staff.username, password: staff.password })
    const guess = () => visit.post('/desk/login/code', { code: 'ABCDE-23456' }, { follow: false })
    for (let round = 0; round < 4; round += 1) {
      const tried = await statuses(round === 0 ? 6 : 5, guess)
      assert.deepEqual(tried, round === 0 ? [422, 422, 422, 422, 422, 429] : [422, 422, 422, 422, 422], `round ${round}`)
      await portal.pool.query(`delete from rate_limit where key like 'staff-code:%' or key like 'staff-recovery:%'`)
    }
    assert.equal((await guess()).status, 429)
  })
})

describe('codes of the counter', () => {
  it('that open no visit are tried five times an hour by one clerk, by form and by address, and the next clerk goes on', async () => {
    const desk = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1')
    await desk.get('/desk/verifications')
    const wrong = { code: 'AAAA-AAAA-AA' }
    assert.deepEqual(await statuses(4, () => desk.post('/desk/verifications', wrong)), [422, 422, 422, 422])
    assert.deepEqual(await statuses(2, () => desk.get('/desk/verifications/AAAAAAAAAA')), [404, 429])
    assert.equal((await desk.post('/desk/verifications', wrong)).status, 429)
    const other = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-2')
    await other.get('/desk/verifications')
    assert.equal((await other.post('/desk/verifications', wrong)).status, 422)
  })

  it('that give Level B back are tried five times an hour', async () => {
    const visit = await signIn(portal, await makeCitizen(portal))
    await visit.get('/verification')
    const wrong = () => visit.post('/verification/recovery', { code: 'AAAA-AAAA-AA' })
    assert.deepEqual(await statuses(6, wrong), [422, 422, 422, 422, 422, 429])
  })
})

describe('searches without a result', () => {
  it('are written down so often a day, and the search itself goes on', async () => {
    for (const words of ['ξκψωτρ', 'βγδζθκ', 'μνξπρσ', 'τφχψθλ'])
      assert.equal((await portal.visit().get(`/services?q=${encodeURIComponent(words)}`)).status, 200)
    const { rows } = await portal.pool.query(`select points from rate_limit where key like 'search-miss:%'`)
    assert.ok(rows[0].points >= 2)
    assert.ok(((await portal.pool.query('select from search_miss')).rowCount as number) <= 2)
  })
})

describe('passwords', () => {
  it('are looked at a few at a time: of a flood some are told to come back, and pages go on', async () => {
    const open = await startPortal({ JOBS: 'off', LIMIT_WRONG_PASSWORDS_ADDRESS: '100000', DATABASE_POOL: '20' })
    try {
      const visit = open.visit()
      await visit.get('/login')
      const guess = (index: number) =>
        visit.post('/login', { username: `nobody.${index}`, password: 'not the password at all' }, { follow: false })
      const pages = await Promise.all([...Array.from({ length: 160 }, (_, index) => guess(index)), open.visit().get('/services?q=kados')])
      const found = pages.pop()
      assert.equal(found?.status, 200)
      const kinds = new Map<number, number>()
      for (const { status } of pages) kinds.set(status, (kinds.get(status) ?? 0) + 1)
      assert.deepEqual([...kinds.keys()].sort(), [422, 503], JSON.stringify([...kinds]))
      assert.ok((kinds.get(422) as number) >= 64, JSON.stringify([...kinds]))
      for (const page of pages.filter(({ status }) => status === 503)) assert.ok(Number(page.headers.get('retry-after')) > 0)
    } finally {
      await open.stop()
    }
  })
})
