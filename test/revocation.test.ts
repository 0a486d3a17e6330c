/** Level B as a table of states, and taking it away: of one, of all of a clerk, of all before a day. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { carryOutRevocation, findLevel, giveUp, restore, suspend } from '../src/accounts/level.js'
import { type LevelEvent, type LevelState, levelEvents, levelStates, levelTable, nextLevel } from '../src/accounts/level-states.js'
import { transaction } from '../src/db/db.js'
import { revocationTasks } from '../src/verification/revocation.js'
import { type Certified, certifyNow, codeOn, makeCertified, openWithoutSlip, sendPapers, takeSlip } from './support/counter.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'
import { makeWisher } from './support/wishers.js'

const base = '/desk/verifications/revocations'

let portal: TestPortal
let registrar: TestStaff
let desk: Visit
let supervisor: Visit

before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_VISIT_CODES_HOUR: '100' })
  registrar = await makeStaff(portal, ['registrar'])
  desk = await signInStaff(portal, registrar, 'window-1')
  supervisor = await signInStaff(portal, await makeStaff(portal, ['supervisor']))
})
after(() => portal.stop())

async function stateOf({ id }: { id: string }) {
  const { rows } = await portal.pool.query(
    `select c.level, c.revoked_at is not null as revoked,
       (select count(*)::int from claim k where k.citizen_id = c.id and k.returned_for = 'revoked') as claims,
       (select count(*)::int from letter l where l.citizen_id = c.id and l.kind = 'levelb.revoked') as letters,
       (select count(*)::int from audit_event a where a.target_id = c.id::text and a.event = 'levelb.revoked' and a.actor_kind = 'staff') as trail
     from citizen c where c.id = $1`,
    [id],
  )
  return rows[0]
}

const whole = { level: 'A', revoked: true, claims: 4, letters: 1, trail: 1 }
const untouched = { level: 'B', revoked: false, claims: 0, letters: 0, trail: 0 }

const staffId = async (staff: TestStaff) =>
  (await portal.pool.query(`select id from staff where username = $1`, [staff.username])).rows[0].id as string

async function find(person: string): Promise<Page> {
  await supervisor.get(base)
  return supervisor.post(`${base}/search`, { person })
}

const hidden = ['submission_key', 'people', 'citizen', 'clerk', 'from', 'before']

const decide = (page: Page, changes: Record<string, string> = {}, by = supervisor) =>
  by.post(base, {
    ...Object.fromEntries(hidden.map(name => [name, valueOf(page, name)])),
    reason: 'Το έγγραφο δεν ήταν γνήσιο <b>',
    confirmed: 'yes',
    ...changes,
  })

describe('the states of the level', () => {
  it('have a row each, and every event leads to a state', () => {
    assert.deepEqual(Object.keys(levelTable), [...levelStates])
    for (const state of levelStates)
      for (const event of levelEvents) {
        const to = nextLevel(state, event)
        assert.ok(to === undefined || levelStates.includes(to), `${state} ${event}`)
      }
  })

  it('let no code end an objection, nothing but a visit bring back what was revoked, and nothing happen to who has no Level B', () => {
    const may = (state: LevelState) => levelEvents.filter(event => nextLevel(state, event))
    assert.deepEqual(may('none'), ['certify'])
    assert.deepEqual(may('revoked'), ['certify'])
    assert.deepEqual(may('contested'), ['certify', 'revoke', 'give_up'])
    assert.deepEqual(may('suspended'), ['certify', 'object', 'restore', 'revoke', 'give_up'])
    assert.deepEqual(may('active'), ['certify', 'reset', 'object', 'revoke', 'give_up'])
  })

  /** Puts an account where the state says. */
  async function inState(state: LevelState) {
    const person = await makeCitizen(portal)
    const actor = { kind: 'citizen', language: 'el', wantsLevelB: true, firstName: '', surname: '', level: 'B', ...person } as const
    const { pool } = portal
    const code = await certifyNow(portal, person.id)
    if (state === 'none') await pool.query(`update citizen set level = 'A' where id = $1`, [person.id])
    if (state === 'suspended') await suspend(pool, person.id, 'password_reset')
    if (state === 'contested') await suspend(pool, person.id, 'objection')
    if (state === 'revoked') await revokeOne(person.id)
    return { person, actor, code }
  }

  async function revokeOne(id: string) {
    const page = await supervisor.get(`${base}/new?citizen=${id}`)
    return page.status === 200 ? decide(page) : page
  }

  const does: Record<LevelEvent, (on: Awaited<ReturnType<typeof inState>>) => Promise<unknown>> = {
    certify: ({ person }) => certifyNow(portal, person.id),
    reset: ({ person }) => suspend(portal.pool, person.id, 'password_reset'),
    object: ({ person }) => suspend(portal.pool, person.id, 'objection'),
    restore: ({ actor, code }) => restore(portal.portal, actor, code),
    revoke: ({ person }) => revokeOne(person.id),
    give_up: ({ person }) => transaction(portal.pool, tx => giveUp(tx, person.id)),
  }

  for (const state of levelStates)
    it(`${state}: each event leads where the table says, and what is not in it changes nothing`, async () => {
      for (const event of levelEvents) {
        const on = await inState(state)
        assert.equal((await findLevel(portal.pool, on.person.id))?.state, state)
        await does[event](on)
        assert.equal((await findLevel(portal.pool, on.person.id))?.state, nextLevel(state, event) ?? state, event)
      }
    })

  it('keep an objection in mind through the end of the level: the next visit wants a second clerk', async () => {
    const { person } = await inState('contested')
    await transaction(portal.pool, tx => giveUp(tx, person.id))
    const kept = async () => (await portal.pool.query(`select suspended_for from citizen where id = $1`, [person.id])).rows[0].suspended_for
    assert.equal(await kept(), 'objection')
    assert.equal((await findLevel(portal.pool, person.id))?.suspendedFor, null)
    await transaction(portal.pool, tx => carryOutRevocation(tx, person.id))
    assert.equal(await kept(), 'objection')
    await certifyNow(portal, person.id)
    assert.equal(await kept(), null)
  })
})

describe('revoking one person', () => {
  it('finds them by the whole ΑΦΜ, the e-mail or the code of a slip, and by nothing less; each search is in the trail', async () => {
    const { person } = await makeCertified(portal, desk)
    const searches = async () =>
      (await portal.pool.query(`select from audit_event where event = 'person.searched' and outcome = 'failed'`)).rowCount as number
    const failed = await searches()
    for (const wrong of [person.afm.slice(0, 8), person.email.slice(1), 'Δοκιμάκη', person.username, 'AAAA-AAAA-AA', '%'])
      assert.equal((await find(wrong)).status, 422, wrong)
    assert.equal(await searches(), failed + 6)
    assert.equal((await find('')).status, 422)
    for (const right of [person.afm, ` EL ${person.afm} `, person.email.toLocaleUpperCase('en')]) {
      const page = await find(right)
      assert.equal(page.path, `${base}/new?citizen=${person.id}`, right)
      assert.match(page.text, /Μαρία Δοκιμάκη.*Πόσους αφορά 1/)
    }
    const viewed = await portal.pool.query(
      `select reason from audit_event where event = 'person.viewed' and target_id = $1 and reason = 'revocation'`,
      [person.id],
    )
    assert.equal(viewed.rowCount, 3)
  })

  it('ends the rights at the next click, returns every claim, writes the reason in a letter; a new visit brings Level B back', async () => {
    const { person, visit } = await makeCertified(portal, desk)
    assert.match((await visit.get('/account')).text, /Επίπεδο Β, πιστοποιημένος χρήστης/)
    const done = await decide(await find(person.afm))
    assert.equal(done.path, base)
    assert.match(done.text, /Το Επίπεδο Β ανακλήθηκε για 1 πολίτη\..*ένας πολίτης/)
    assert.deepEqual(await stateOf(person), whole)
    assert.doesNotMatch((await visit.get('/account')).text, /Επίπεδο Β, πιστοποιημένος χρήστης/)
    const page = await visit.get('/verification')
    assert.match(page.text, /Το Επίπεδο Β ανακλήθηκε στις .*Το έγγραφο δεν ήταν γνήσιο <b>/)
    const { rows } = await portal.pool.query(`select body_text, body_html from letter where citizen_id = $1 and kind = 'levelb.revoked'`, [
      person.id,
    ])
    assert.match(rows[0].body_text, /Το έγγραφο δεν ήταν γνήσιο <b>/)
    assert.doesNotMatch(rows[0].body_html, /γνήσιο <b>/)
    const code = codeOn(await visit.post('/verification'))
    assert.match(code, /^\w{4}-/)
    await certifyNow(portal, person.id)
    assert.deepEqual((await findLevel(portal.pool, person.id))?.state, 'active')
    assert.doesNotMatch((await visit.get('/verification')).text, /ανακλήθηκε/)
  })

  it('wants a reason and a tick, and keeps what was written', async () => {
    const { person } = await makeCertified(portal, desk)
    const page = await find(person.email)
    const without = await decide(page, { reason: '' })
    assert.equal(without.status, 422)
    const unticked = await decide(page, { confirmed: '', reason: 'Τέλος σύμβασης' })
    assert.equal(unticked.status, 422)
    assert.match(unticked.text, /Σημειώστε ότι το αποφασίζετε.*Τέλος σύμβασης/)
    assert.equal(valueOf(unticked, 'submission_key'), valueOf(page, 'submission_key'))
    assert.deepEqual(await stateOf(person), untouched)
    assert.equal((await decide(unticked)).path, base)
  })

  it('pressed twice, at once or later, is one decision', async () => {
    const { person } = await makeCertified(portal, desk)
    const page = await find(person.afm)
    const answers = await Promise.all([1, 2, 3].map(() => decide(page)))
    assert.deepEqual(
      answers.map(({ path }) => path),
      [base, base, base],
    )
    assert.equal((await decide(page)).path, base)
    assert.deepEqual(await stateOf(person), whole)
  })

  it('of somebody who has lost it meanwhile is refused, and so is one who never had it', async () => {
    const { person } = await makeCertified(portal, desk)
    const page = await find(person.afm)
    await decide(await find(person.afm))
    const late = await decide(page)
    assert.equal(late.status, 409)
    assert.match(late.text, /Η σελίδα έδειχνε 1, τώρα είναι 0/)
    const nobody = await makeCitizen(portal)
    assert.equal((await supervisor.get(`${base}/new?citizen=${nobody.id}`)).status, 404)
    assert.equal((await find(nobody.email)).status, 422)
  })

  it('cancels an open slip that was to renew a part', async () => {
    const { person, visit } = await makeCertified(portal, desk)
    await visit.get('/verification')
    await visit.post('/verification/renewal', { new_card: 'yes' })
    await decide(await find(person.afm))
    const { rows } = await portal.pool.query(`select status from verification where citizen_id = $1 order by created_at desc limit 1`, [
      person.id,
    ])
    assert.equal(rows[0].status, 'cancelled')
  })
})

describe('revoking many', () => {
  const look = (query: Record<string, string>) => supervisor.get(`${base}/new?${new URLSearchParams(query)}`)
  const peopleOn = (page: Page) => Number(valueOf(page, 'people') || 0)
  const dayOf = (person: { id: string }, day: string) =>
    portal.pool.query(`update claim set verified_at = $2::date + interval '12 hours' where citizen_id = $1`, [person.id, day])

  async function another(): Promise<{ id: string; people: Certified['person'][] }> {
    const staff = await makeStaff(portal, ['registrar'])
    const counter = await signInStaff(portal, staff, 'window-1')
    const people = []
    for (const day of ['2024-01-10', '2024-02-10', '2024-03-10']) {
      const { person } = await makeCertified(portal, counter)
      await dayOf(person, day)
      people.push(person)
    }
    return { id: await staffId(staff), people }
  }

  it('of one clerk, or of a clerk within days, concerns those and nobody else', async () => {
    const { id, people } = await another()
    const { person: other } = await makeCertified(portal, desk)
    await dayOf(other, '2024-02-10')
    assert.equal(peopleOn(await look({ clerk: id, from: '', before: '' })), 3)
    const page = await look({ clerk: id, from: '10/2/2024', before: '10/3/2024' })
    assert.equal(peopleOn(page), 1)
    await decide(page)
    assert.deepEqual(await Promise.all(people.map(stateOf)), [untouched, whole, untouched])
    assert.match((await decide(await look({ clerk: id }))).text, /ανακλήθηκε για 2 πολίτες/)
    assert.deepEqual(await Promise.all(people.map(stateOf)), [whole, whole, whole])
    assert.deepEqual(await stateOf(other), untouched)
    assert.match((await look({ clerk: id })).text, /Κανένας πιστοποιημένος χρήστης δεν ταιριάζει/)
  })

  it('of one clerk ends too what that clerk decided and nobody has bound yet', async () => {
    const staff = await makeStaff(portal, ['registrar'])
    const counter = await signInStaff(portal, staff, 'window-1')
    await makeCertified(portal, counter)
    const [waiting, elsewhere] = [await makeWisher(portal), await makeWisher(portal)]
    const { visit } = await takeSlip(portal, waiting)
    await takeSlip(portal, elsewhere)
    const receipt = await sendPapers(counter, await openWithoutSlip(counter, waiting), waiting)
    await sendPapers(desk, await openWithoutSlip(desk, elsewhere), elsewhere)
    await decide(await look({ clerk: await staffId(staff) }))
    await visit.get('/verification')
    assert.equal((await visit.post('/verification/binding', { code: codeOn(receipt, 'binding-code') })).status, 422)
    const { rows } = await portal.pool.query(
      'select status, pending is null as empty from verification where citizen_id = any($1) order by 1',
      [[waiting.id, elsewhere.id]],
    )
    assert.deepEqual(rows, [
      { status: 'binding_awaited', empty: false },
      { status: 'cancelled', empty: true },
    ])
  })

  it('of all before a day takes those of every clerk, that day not counted', async () => {
    const { people } = await another()
    const { person: other } = await makeCertified(portal, desk)
    await dayOf(other, '2024-01-31')
    await decide(await look({ before: '2024-02-10' }))
    assert.deepEqual(await Promise.all([...people, other].map(stateOf)), [whole, untouched, untouched, whole])
  })

  it('is refused where the count has changed since the page, and nothing is done', async () => {
    const { id, people } = await another()
    const page = await look({ clerk: id })
    await decide(await find(people[0]?.afm as string))
    const late = await decide(page)
    assert.equal(late.status, 409)
    assert.match(late.text, /Η σελίδα έδειχνε 3, τώρα είναι 2\. Δεν έγινε καμία ανάκληση/)
    assert.deepEqual(await Promise.all(people.map(stateOf)), [whole, untouched, untouched])
  })

  it('takes the rights of all at once, and what was cut short goes on where it stopped', async () => {
    const { id, people } = await another()
    const visits = await Promise.all(people.map(person => signIn(portal, person)))
    const by = (await portal.pool.query(`select id from staff where 'supervisor' = any(roles) limit 1`)).rows[0].id
    const decision = randomUUID()
    await portal.pool.query(
      `insert into revocation (id, scope, clerk_id, reason, staff_id, people) values ($1, 'clerk', $2, 'Λόγος', $3, 3)`,
      [decision, id, by],
    )
    await portal.pool.query(
      `update citizen set revocation_id = $1, revoked_at = now() where id in (select citizen_id from claim where staff_id = $2)`,
      [decision, id],
    )
    for (const visit of visits) {
      assert.match((await visit.get('/verification')).text, /Το Επίπεδο Β ανακλήθηκε στις/)
      assert.equal((await visit.post('/verification/renewal', { new_card: 'yes' })).status, 409)
      assert.doesNotMatch((await visit.get('/account')).text, /Επίπεδο Β, πιστοποιημένος χρήστης/)
    }
    assert.match((await supervisor.get(base)).text, /γράφτηκαν 0 επιστολές, οι άλλες ακολουθούν/)
    for (const task of revocationTasks) await Promise.all([task.run(portal.portal), task.run(portal.portal)])
    assert.deepEqual(await Promise.all(people.map(stateOf)), [whole, whole, whole])
    const { rows } = await portal.pool.query(`select people, done from revocation where id = $1`, [decision])
    assert.deepEqual(rows, [{ people: 3, done: 3 }])
  })

  it('wants a clerk or a day, and days in their order', async () => {
    assert.match((await look({})).text, /Επιλέξτε υπάλληλο ή γράψτε την ημερομηνία/)
    assert.equal((await look({ from: '1/1/2024' })).status, 422)
    assert.match((await look({ from: '2/1/2024', before: '1/1/2024' })).text, /πρέπει να είναι μετά/)
    assert.equal((await look({ before: '31/2/2024' })).status, 422)
    assert.equal((await look({ clerk: randomUUID() })).status, 404)
    assert.equal((await look({ clerk: 'x' })).status, 422)
    assert.equal((await look({ before: '1/1/2020', lang: 'en' })).status, 200)
  })
})

describe('the page of revocations', () => {
  it('goes on after the last one shown, and is for supervisors alone', async () => {
    const by = await staffId(registrar)
    await portal.pool.query(
      `insert into revocation (id, scope, before_on, reason, staff_id, people, done, at)
       select gen_random_uuid(), 'period', '2019-01-01', 'Παλιά ' || n, $1, 5, 5, now() - interval '1 year' - make_interval(hours => n) from generate_series(1, 60) n`,
      [by],
    )
    let page = await supervisor.get(base)
    const seen: string[] = []
    for (;;) {
      seen.push(...[...page.text.matchAll(/Παλιά \d+/g)].map(([name]) => name))
      const next = /href="([^"]*after=[^"]*)" rel="next"/.exec(page.html)?.[1]
      if (!next) break
      page = await supervisor.get(next)
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 60 }, (_, index) => `Παλιά ${index + 1}`),
    )
    assert.equal((await desk.get(base)).status, 403)
    assert.equal((await desk.post(base, {})).status, 403)
  })
})
