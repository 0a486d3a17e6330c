/** What a dishonest clerk, a thief of an account, or two in one moment might try at the counter. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generate } from 'otplib'
import { giveUp } from '../src/accounts/level.js'
import { makeToken } from '../src/accounts/tokens.js'
import { transaction } from '../src/db/db.js'
import { tasks } from '../src/tasks.js'
import { codeOn, compareBySlip, makeCertified, onReceipt, openVisit, openWithoutSlip, sendPapers, takeSlip } from './support/counter.js'
import { makeStaff, signIn, signInStaff, type TestStaff } from './support/people.js'
import { startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'
import { makeWisher, papersOf, type Wisher } from './support/wishers.js'

let portal: TestPortal
let desk: Visit
let second: Visit
let supervisor: Visit
before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_VISIT_CODES_HOUR: '100' })
  desk = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1')
  second = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-2')
  supervisor = await signInStaff(portal, await makeStaff(portal, ['supervisor']))
})
after(() => portal.stop())

const narrow = { papers: [], paper_end: '', afm: '', tax_office: '', street: '', street_number: '', postal_code: '' }

async function one<T>(sql: string, values: unknown[]): Promise<T> {
  return (await portal.pool.query(sql, values)).rows[0]
}

type Row = { status: string; level: string; suspended: string | null; cases: number; afm: boolean | null; identity: boolean | null }
const rowOf = ({ id }: { id: string }) =>
  one<Row>(
    `select v.status, c.level, c.suspended_for as suspended, (select count(*)::int from supervision s where s.citizen_id = c.id) as cases,
       (select counts from claim_standing k where k.citizen_id = c.id and k.claim = 'afm') as afm,
       (select counts from claim_standing k where k.citizen_id = c.id and k.claim = 'identity') as identity
     from citizen c left join verification v on v.citizen_id = c.id where c.id = $1 order by v.created_at desc limit 1`,
    [id],
  )

/** And gets back in by the mailbox, whose owner need not be the one who objected. */
async function object(person: Wisher): Promise<Visit> {
  const { hash } = await one<{ hash: string }>('select password_hash as hash from citizen where id = $1', [person.id])
  const token = await makeToken(portal.pool, person.id, 'not_me', 60)
  const stranger = portal.visit()
  const page = await stranger.get(`/account/not-me?token=${token}`)
  await stranger.post('/account/not-me', { token: valueOf(page, 'token') })
  await portal.pool.query('update citizen set password_hash = $2 where id = $1', [person.id, hash])
  return signIn(portal, person)
}

async function bindingOf(by: Visit, person: Wisher): Promise<string> {
  return codeOn(await sendPapers(by, await openWithoutSlip(by, person), person), 'binding-code')
}

async function bind(visit: Visit, code: string): Promise<void> {
  await visit.get('/verification')
  await visit.post('/verification/binding', { code })
}

async function caseOf({ id }: { id: string }): Promise<string> {
  return `/desk/verifications/cases/${(await one<{ id: string }>('select id from supervision where citizen_id = $1', [id])).id}`
}

const withEmailOf = (staff: TestStaff, { id }: { id: string }) =>
  portal.pool.query('update staff set email = (select email from citizen where id = $2) where username = $1', [staff.username, id])

describe('«this was not me»', () => {
  it('ends what waits to be bound, opens a case at Level A too, and the next visit wants two clerks', async () => {
    const person = await makeWisher(portal)
    await takeSlip(portal, person)
    const code = await bindingOf(desk, person)
    const visit = await object(person)
    await bind(visit, code)
    const { level, cases } = await rowOf(person)
    assert.deepEqual([level, cases], ['A', 1])
    const slip = await takeSlip(portal, person)
    await compareBySlip(desk, person, slip.code)
    assert.equal((await rowOf(person)).status, 'second_awaited')
  })

  it('is not lifted by a code that somebody may hold', async () => {
    const { person, visit } = await makeCertified(portal, desk)
    await visit.post('/verification/renewal', { new_card: 'yes' })
    const code = await bindingOf(desk, person)
    await bind(await object(person), code)
    assert.equal((await rowOf(person)).suspended, 'objection')
  })

  it('shuts a slip that somebody may have printed', async () => {
    const { person, visit } = await makeCertified(portal, desk)
    const code = codeOn(await visit.post('/verification/renewal', { new_card: 'yes' }))
    await object(person)
    assert.equal((await openVisit(desk, code)).status, 422)
  })
})

describe('a slip for a part', () => {
  it('puts nothing right but that part, whatever is typed beside it', async () => {
    const { person, visit } = await makeCertified(portal, desk)
    const code = codeOn(await visit.post('/verification/renewal', { new_card: 'yes' }))
    const other = await makeWisher(portal)
    const typed = {
      ...narrow,
      afm: other.afm,
      street: 'ΑΛΛΗΣ',
      street_number: '1',
      postal_code: '13231',
      correct: ['afm', 'street', 'street_number'],
    }
    await compareBySlip(desk, person, code, typed)
    const row = await one<{ print: Buffer; street: string }>('select afm_print as print, street from citizen where id = $1', [person.id])
    assert.ok(row.print.equals(portal.portal.sealer.fingerprint(person.afm, 'afm')), 'the ΑΦΜ is what it was')
    assert.equal(row.street, 'Ξάνθου')
  })

  it('brings back nothing that was taken away: outside Level B in force every visit proves everything', async () => {
    const { person, visit } = await makeCertified(portal, desk)
    const code = codeOn(await visit.post('/verification/renewal', { new_card: 'yes' }))
    const { id } = await one<{ id: string }>(
      `insert into revocation (id, scope, reason, staff_id, people) select gen_random_uuid(), 'period', 'x', id, 1 from staff limit 1 returning id`,
      [],
    )
    await portal.pool.query('update citizen set revocation_id = $2, revoked_at = now() where id = $1', [person.id, id])
    await compareBySlip(desk, person, code, narrow)
    assert.equal((await rowOf(person)).status, 'paper_missing')
    const another = await makeCertified(portal, desk)
    const slip = codeOn(await another.visit.post('/verification/renewal', { new_card: 'yes' }))
    await transaction(portal.pool, tx => giveUp(tx, another.person.id))
    await compareBySlip(desk, another.person, slip, narrow)
    assert.equal((await rowOf(another.person)).level, 'A')
  })
})

describe('clerks together', () => {
  it('a second one of the citizen’s name confirms nothing', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    await portal.pool.query('update citizen set activated_at = now() where id = $1', [person.id])
    await compareBySlip(desk, person, code)
    const cousin = await makeStaff(portal, ['registrar'])
    await portal.pool.query(`update staff set name = 'Μαρία Δοκιμάκη' where username = $1`, [cousin.username])
    assert.equal((await compareBySlip(await signInStaff(portal, cousin, 'window-2'), person, code)).status, 409)
    assert.equal((await rowOf(person)).level, 'A')
  })

  it('do not make another person step by step: what was put right before counts', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    await portal.pool.query('update citizen set activated_at = now() where id = $1', [person.id])
    const named = { surname: 'ΠΑΠΑΣ', first_name: 'ΝΙΚΟΣ' }
    await compareBySlip(desk, person, code, { ...named, correct: ['surname', 'first_name'] })
    const more = { ...named, birth_date: '1/1/1970', identity_number: 'ΑΚ 999999', correct: ['birth_date', 'identity_number'] }
    await compareBySlip(second, person, code, more)
    assert.deepEqual([(await rowOf(person)).level, (await rowOf(person)).status], ['A', 'held'])
  })
})

describe('a number spelt otherwise', () => {
  for (const [what, spell, field] of [
    ['ΑΦΜ', (afm: string) => `EL${afm}`, 'afm'],
    ['document', (afm: string) => `AB${afm.slice(2, 8)}`, 'identity_number'],
  ] as const)
    it(`is the same ${what} of somebody else still`, async () => {
      const { person: owner } = await makeCertified(portal, desk)
      const person = await makeWisher(portal)
      const { code } = await takeSlip(portal, person)
      await compareBySlip(desk, person, code, { [field]: spell(owner.afm), as_written: 'yes', note: 'x', correct: [field] })
      assert.equal((await rowOf(person)).status, 'held')
    })

  it('an old card that names a day gone by counts', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    assert.match((await compareBySlip(desk, person, code, { identity_expires: '1/1/2015' })).path, onReceipt)
    assert.equal((await rowOf(person)).identity, true)
  })
})

describe('one’s own account', () => {
  it('is decided by no clerk and no supervisor who has it', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    const staff = await makeStaff(portal, ['registrar', 'supervisor'])
    const own = await signInStaff(portal, staff, 'window-1')
    const page = await openVisit(desk, code)
    await desk.post(`${page.path}/hold`, { version: valueOf(page, 'version') })
    await withEmailOf(staff, person)
    const path = await caseOf(person)
    assert.equal((await own.post(`${path}/release`, { version: '1', release_note: '' })).status, 403)
    const other = await makeWisher(portal)
    const slip = await takeSlip(portal, other)
    await withEmailOf(staff, other)
    const opened = await openVisit(own, slip.code)
    for (const [act, fields] of [
      ['hold', {}],
      ['refusal', { reason: 'x' }],
      ['comparison', papersOf(other)],
    ] as const)
      assert.equal((await own.post(`${opened.path}/${act}`, { version: valueOf(opened, 'version'), ...fields })).status, 403, act)
    assert.equal((await rowOf(other)).status, 'ready')
  })
})

describe('a revocation', () => {
  const base = '/desk/verifications/revocations'
  const decide = (by: Visit, page: { html: string }, fields: Record<string, string>) =>
    by.post(base, {
      citizen: '',
      clerk: '',
      from: '',
      before: '',
      reason: 'x',
      people: valueOf(page as never, 'people'),
      submission_key: valueOf(page as never, 'submission_key'),
      confirmed: 'yes',
      ...fields,
    })

  it('of a clerk reaches who has nothing but decisions that wait to be bound, and they learn of it', async () => {
    const staff = await makeStaff(portal, ['registrar'])
    const bad = await signInStaff(portal, staff, 'window-2')
    const person = await makeWisher(portal)
    const { visit } = await takeSlip(portal, person)
    const code = await bindingOf(bad, person)
    const { id } = await one<{ id: string }>('select id from staff where username = $1', [staff.username])
    const page = await supervisor.get(`${base}/new?clerk=${id}`)
    assert.equal(valueOf(page, 'people'), '1')
    await decide(supervisor, page, { clerk: id })
    await bind(visit, code)
    assert.equal((await rowOf(person)).level, 'A')
    const letters = await portal.pool.query(`select from letter where citizen_id = $1 and kind = 'levelb.refused'`, [person.id])
    assert.equal(letters.rowCount, 1)
  })

  it('wants a fresh proof', async () => {
    const { person } = await makeCertified(portal, desk)
    const staff = await makeStaff(portal, ['supervisor'])
    const visit = await signInStaff(portal, staff)
    await portal.pool.query(
      `update session set sess = (sess::jsonb || jsonb_build_object('freshAt', (extract(epoch from now()) * 1000 - 16 * 60000)::bigint))::json
       where staff_id = (select id from staff where username = $1)`,
      [staff.username],
    )
    const page = await visit.get(`${base}/new?before=1%2F1%2F2030`)
    const asked = await decide(visit, page, { before: '1/1/2030' })
    assert.equal(asked.status, 422)
    assert.match(asked.html, /name="password_current"/)
    assert.equal((await rowOf(person)).level, 'B')
  })
})

describe('what is looked at', () => {
  it('in a duplicate’s case is written down for the other person too', async () => {
    const { person: owner } = await makeCertified(portal, desk)
    const person = await makeWisher(portal, owner.afm)
    const { code } = await takeSlip(portal, person)
    await portal.pool.query('update citizen set identity_number_print = null where id = $1', [person.id])
    await compareBySlip(desk, person, code)
    assert.ok((await supervisor.get(await caseOf(person))).html.includes(owner.email), 'both are shown')
    const seen = await portal.pool.query(
      `select from audit_event where target_id = $1 and event = 'person.viewed' and reason like 'case%'`,
      [owner.id],
    )
    assert.equal(seen.rowCount, 1)
  })

  it('by trying numbers ends: so many searches that find nobody an hour', async () => {
    const visit = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1')
    await visit.get('/desk/verifications')
    const statuses = []
    for (let tried = 0; tried < 31; tried += 1)
      statuses.push((await visit.post('/desk/verifications/search', { afm: '094259216', surname: '' })).status)
    assert.deepEqual([statuses[29], statuses[30]], [200, 429])
  })

  it('after a session ended is no other clerk’s: what one typed the next does not read', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    const [own, other] = [await makeStaff(portal, ['registrar']), await makeStaff(portal, ['registrar'])]
    const visit = await signInStaff(portal, own, 'window-1')
    const page = await openVisit(visit, code)
    await portal.pool.query('delete from session where staff_id = (select id from staff where username = $1)', [own.username])
    const sent = { ...papersOf(person), version: valueOf(page, 'version'), form_of: valueOf(page, 'form_of') }
    await visit.post(`${page.path}/comparison`, sent, { headers: { origin: portal.url } })
    await visit.post('/desk/login', { username: other.username, password: other.password, next: page.path })
    await visit.post('/desk/login/code', { code: await generate({ secret: other.totpSecret }) })
    const back = await visit.post('/desk/duty', { desk: 'window-1', next: page.path })
    assert.equal(back.path, page.path)
    assert.ok(!back.html.includes(person.afm), 'it was another clerk who typed it')
  })
})

describe('the rest of the house', () => {
  it('a slip of a closed account stops no clean-up', async () => {
    const [closed, open] = [await makeWisher(portal), await makeWisher(portal)]
    for (const person of [closed, open]) {
      await takeSlip(portal, person)
      await portal.pool.query(`update verification set expires_at = now() - interval '1 minute' where citizen_id = $1`, [person.id])
    }
    await portal.pool.query(`update citizen set status = 'disabled' where id = $1`, [closed.id])
    await tasks.find(({ name }) => name === 'verification-clean-up')?.run(portal.portal)
    assert.deepEqual([(await rowOf(closed)).status, (await rowOf(open)).status], ['expired', 'expired'])
  })

  it('no case is closed over a visit that is still held', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    const page = await openVisit(desk, code)
    await desk.post(`${page.path}/hold`, { version: valueOf(page, 'version') })
    const closed = await supervisor.post(`${await caseOf(person)}/closure`, { version: '1', note: 'x' })
    assert.equal(closed.status, 409)
  })

  it('numbers of the line are not taken without end, and pressing again writes nothing', async () => {
    const person = await makeWisher(portal)
    const { visit } = await takeSlip(portal, person)
    const statuses = []
    for (let pressed = 0; pressed < 6; pressed += 1) {
      await visit.post('/verification/arrival')
      statuses.push((await visit.post('/verification/arrival')).status)
      await portal.pool.query('update arrival set ended_at = now() where ended_at is null')
    }
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429])
    const written = await portal.pool.query(
      `select from audit_event where event = 'levelb.arrived' and target_id in (select id::text from verification where citizen_id = $1)`,
      [person.id],
    )
    assert.equal(written.rowCount, 5)
  })

  it('an administrator gives themselves no other role', async () => {
    const own = await makeStaff(portal, ['administrator'])
    const visit = await signInStaff(portal, own)
    const { id, name, email } = await one<{ id: string; name: string; email: string }>(
      'select id, name, email from staff where username = $1',
      [own.username],
    )
    const form = await visit.get(`/desk/staff/${id}/details`)
    const fields = { version: valueOf(form, 'version'), name, email, roles: ['administrator', 'registrar', 'supervisor'], last_day: '' }
    assert.equal((await visit.post(`/desk/staff/${id}/details`, fields)).status, 422)
    assert.deepEqual(await one('select roles from staff where id = $1', [id]), { roles: ['administrator'] })
  })
})
