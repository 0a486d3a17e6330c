/** How an administrator keeps the municipality's people: who they are, what they may do, and when that ends. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { generate } from 'otplib'
import type { Role, Staff } from '../src/access/actor.js'
import { actorOf, suspendStaff } from '../src/accounts/staff.js'
import { findStaff, type StaffAccount } from '../src/accounts/staff-store.js'
import type { Conflict } from '../src/errors.js'
import { makeStaff, signInStaff, type TestStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'

let portal: TestPortal
let boss: TestStaff
let desk: Visit

before(async () => {
  portal = await startPortal({ JOBS: 'off' })
})
after(() => portal.stop())
beforeEach(async () => {
  await portal.pool.query('delete from rate_limit')
  // Only those made for a test count: of administrators too, of whom there must always be one left.
  await portal.pool.query(`update staff set status = 'suspended'`)
  boss = await makeStaff(portal, ['administrator'])
  desk = await signInStaff(portal, boss)
})

async function idOf({ username }: { username: string }): Promise<string> {
  const { rows } = await portal.pool.query('select id from staff where username = $1', [username])
  return rows[0].id
}

async function colleague(roles: Role[] = ['editor'], departments: string[] = []): Promise<TestStaff & { id: string; address: string }> {
  const person = await makeStaff(portal, roles, departments)
  const id = await idOf(person)
  return { ...person, id, address: `/desk/staff/${id}` }
}

/** As if the proof had been given an hour ago. */
async function timePasses(person: TestStaff): Promise<void> {
  await portal.pool.query(
    `update session set sess = jsonb_set(sess::jsonb, '{freshAt}', to_jsonb((sess ->> 'freshAt')::bigint - 3600000))::json
     where staff_id = (select id from staff where username = $1)`,
    [person.username],
  )
}

async function proof(person: TestStaff): Promise<{ password_current: string; code: string }> {
  await portal.pool.query('update staff set totp_last_step = 0 where username = $1', [person.username])
  return { password_current: person.password, code: await generate({ secret: person.totpSecret }) }
}

async function press(visit: Visit, address: string, act: string, more: Record<string, string> = {}): Promise<Page> {
  const page = await visit.get(address)
  return visit.post(`${address}/${act}`, { version: valueOf(page, 'version'), ...more })
}

/** `event actor reason` of the account's trail. */
async function trailOf(id: string): Promise<string[]> {
  const { rows } = await portal.pool.query(
    `select concat_ws(' ', event, f.username, reason) as line from audit_event e left join staff f on f.id = e.actor_id
     where target_id = $1 order by e.id`,
    [id],
  )
  return rows.map(({ line }) => line)
}

async function lettersTo(email: string): Promise<string[]> {
  const { rows } = await portal.pool.query('select kind from letter where to_address = $1 order by created_at', [email])
  return rows.map(({ kind }) => kind)
}

const isIn = async (visit: Visit) => (await visit.get('/desk/account', { follow: false })).status === 200
const status = async (id: string) => (await portal.pool.query('select status from staff where id = $1', [id])).rows[0].status

const details = (person: TestStaff, changes: Record<string, string | string[]> = {}) => ({
  name: person.name,
  email: person.email,
  roles: ['editor'],
  last_day: '',
  ...changes,
})

describe('Somebody new', () => {
  const anna = { username: 'anna.nea', name: 'Άννα Νέα', email: 'anna.nea@example.org', roles: ['clerk'], departments: ['kathariotita'] }

  it('is invited by letter, with roles, departments and last day, and the trail says by whom', async () => {
    await desk.get('/desk/staff/new')
    const page = await desk.post('/desk/staff', { ...anna, last_day: '31/1/2099' })
    assert.match(page.path, /^\/desk\/staff\/[0-9a-f-]{36}$/)
    for (const words of ['Περιμένει την πρόσκληση', 'Υπάλληλος τμήματος', 'Καθαριότητα', '31/01/2099'])
      assert.ok(page.text.includes(words), words)
    assert.deepEqual(await lettersTo(anna.email), ['staff.invited'])
    const id = page.path.split('/').at(-1) as string
    assert.deepEqual(await trailOf(id), [`staff.created ${boss.username} clerk`, `staff.invited ${boss.username}`])
    assert.match((await press(desk, page.path, 'invitation')).text, /νέα πρόσκληση/)
    assert.deepEqual(await lettersTo(anna.email), ['staff.invited', 'staff.invited'])
    const { rows } = await portal.pool.query('select from staff_token where staff_id = $1 and used_at is null', [id])
    assert.equal(rows.length, 1, 'the first link is dead')
  })

  it('is refused with a sentence beside the field, and what was typed stays', async () => {
    await desk.get('/desk/staff/new')
    const wrong: [Record<string, string | string[]>, RegExp][] = [
      [{ username: 'άννα' }, /λατινικ/i],
      [{ username: boss.username.toUpperCase() }, /υπάρχει ήδη/],
      [{ email: 'anna' }, /ηλεκτρονικ/i],
      [{ name: '' }, /./],
      [{ roles: [] }, /τουλάχιστον έναν ρόλο/],
      [{ roles: ['clerk', 'king'] }, /αυτά που δείχνει/],
      [{ departments: [] }, /χρειάζεται και τμήμα/],
      [{ departments: ['moon'] }, /αυτά που δείχνει/],
      [{ last_day: '31/2/2099' }, /./],
      [{ last_day: '1/1/2020' }, /./],
      [{ status: 'active' }, /./],
    ]
    for (const [changes, sentence] of wrong) {
      const page = await desk.post('/desk/staff', { ...anna, username: 'anna.alli', last_day: '', ...changes })
      assert.equal(page.status, 422, JSON.stringify(changes))
      assert.match(page.html, /govuk-error-summary/)
      assert.match(page.text, sentence)
      if (!('email' in changes)) assert.equal(valueOf(page, 'email'), anna.email)
      if (!('roles' in changes)) assert.match(page.html, /value="clerk" checked/)
    }
    assert.equal((await portal.pool.query(`select from staff where username = 'anna.alli'`)).rowCount, 0)
  })
})

describe('The rights of a colleague', () => {
  it('change at the next click; a letter tells what they are now, the trail what they were', async () => {
    const person = await colleague(['clerk'], ['kathariotita'])
    const theirs = await signInStaff(portal, person)
    assert.equal((await theirs.get('/desk/requests')).status, 200)
    const form = await desk.get(`${person.address}/details`)
    assert.match(form.html, /value="clerk" checked/)
    assert.match(form.html, /value="kathariotita" checked/)
    const changes = details(person, { roles: ['registrar', 'finance'], last_day: '31/12/2098' })
    const page = await desk.post(`${person.address}/details`, { ...changes, version: valueOf(form, 'version') })
    assert.equal(page.path, person.address)
    assert.equal((await theirs.get('/desk/requests')).status, 403)
    assert.equal((await theirs.get('/desk/verifications')).status, 200)
    assert.deepEqual(
      (await trailOf(person.id)).at(-1),
      `staff.role_changed ${boss.username} roles clerk > finance,registrar; departments kathariotita > -; last_day - > 2098-12-31`,
    )
    const { rows } = await portal.pool.query(`select body_text from letter where to_address = $1 and kind = 'staff.rights_changed'`, [
      person.email,
    ])
    for (const words of ['Πιστοποίηση πολιτών, Οικονομική υπηρεσία', 'Κανένα', '31/12/2098'])
      assert.ok(rows[0].body_text.includes(words), words)
  })

  it('stay as they are when nothing was changed: no letter, no row', async () => {
    const person = await colleague()
    const before = await trailOf(person.id)
    const form = await desk.get(`${person.address}/details`)
    await desk.post(`${person.address}/details`, { ...details(person), version: valueOf(form, 'version') })
    assert.deepEqual(await trailOf(person.id), before)
    assert.deepEqual(await lettersTo(person.email), [])
  })

  it('are not changed with the address of mail: the old one is told too, and neither is in the trail', async () => {
    const person = await colleague()
    const form = await desk.get(`${person.address}/details`)
    const email = `new.${person.username}@example.org`
    await desk.post(`${person.address}/details`, { ...details(person, { email }), version: valueOf(form, 'version') })
    assert.deepEqual([await lettersTo(person.email), await lettersTo(email)], [['staff.email_changed'], ['staff.email_changed']])
    assert.equal((await trailOf(person.id)).at(-1), `staff.changed ${boss.username} email`)
    const { rows } = await portal.pool.query(`select body_text from letter where to_address = $1`, [person.email])
    assert.equal(rows[0].body_text.includes(email), false)
  })

  it('may end on a day that is over, as long as nobody sets such a day', async () => {
    const person = await colleague()
    await portal.pool.query(`update staff set last_day = '2020-01-31' where id = $1`, [person.id])
    const form = await desk.get(`${person.address}/details`)
    assert.equal(valueOf(form, 'last_day'), '31/01/2020')
    const send = (last_day: string) =>
      desk.post(`${person.address}/details`, { ...details(person, { last_day, name: 'Άλλο Όνομα' }), version: valueOf(form, 'version') })
    assert.equal((await send('30/1/2020')).status, 422)
    const page = await send('31/1/2020')
    assert.equal(page.path, person.address)
    assert.match(page.text, /Έληξε/)
  })

  it('are not changed by a page older than the last change: it says who and what, and keeps what was typed', async () => {
    const person = await colleague()
    const other = await makeStaff(portal, ['administrator'])
    const theirs = await signInStaff(portal, other)
    const [mine, form] = [await desk.get(`${person.address}/details`), await theirs.get(`${person.address}/details`)]
    await theirs.post(`${person.address}/details`, { ...details(person, { roles: ['finance'] }), version: valueOf(form, 'version') })
    const typed = details(person, { roles: ['auditor'], name: 'Γραμμένο Όνομα' })
    const page = await desk.post(`${person.address}/details`, { ...typed, version: valueOf(mine, 'version') })
    const wrong = await desk.post(`${person.address}/details`, { ...typed, name: '', version: valueOf(mine, 'version') })
    assert.equal(valueOf(wrong, 'version'), valueOf(mine, 'version'), 'a page with a mistake is as old as it was')
    assert.equal(page.status, 409)
    assert.match(page.text, new RegExp(`${other.name} άλλαξε τα δικαιώματα \\(\\d`))
    assert.match(page.text, /Τώρα ισχύουν.*Οικονομική υπηρεσία/)
    assert.equal(valueOf(page, 'name'), 'Γραμμένο Όνομα')
    assert.match(page.html, /value="auditor" checked/)
    assert.equal((await desk.post(`${person.address}/details`, { ...typed, version: valueOf(page, 'version') })).path, person.address)
    assert.equal((await desk.post(`${person.address}/details`, typed)).status, 409, 'a page that does not say which')
  })
})

describe('A colleague', () => {
  it('is out at the next click when suspended, and back when that ends; both by letter', async () => {
    const person = await colleague()
    const theirs = await signInStaff(portal, person)
    assert.match((await press(desk, person.address, 'suspension')).text, /Όλες οι συνδέσεις έκλεισαν/)
    assert.equal(await isIn(theirs), false)
    assert.match((await press(desk, person.address, 'resumption')).text, /αναστολή ήρθη/)
    assert.deepEqual(await lettersTo(person.email), ['staff.suspended', 'staff.resumed'])
    assert.deepEqual((await trailOf(person.id)).slice(-2), [`staff.suspended ${boss.username}`, `staff.resumed ${boss.username}`])
  })

  it('who lost the phone begins anew: sessions end, and the letter says that somebody reset it', async () => {
    const person = await colleague()
    const theirs = await signInStaff(portal, person)
    assert.match((await press(desk, person.address, 'reset')).text, /μηδενίστηκαν/)
    assert.equal(await isIn(theirs), false)
    assert.deepEqual(await lettersTo(person.email), ['staff.reset'])
    assert.equal(await status(person.id), 'invited')
    assert.ok((await trailOf(person.id)).includes(`totp.disabled ${boss.username}`))
  })

  it('is signed out everywhere at one press, whenever the last proof was', async () => {
    const person = await colleague()
    const [one, two] = [await signInStaff(portal, person), await half(person)]
    await timePasses(boss)
    const page = await desk.get(person.address)
    assert.match(page.text, /Ανοιχτές συνδέσεις/)
    assert.match((await desk.post(`${person.address}/sessions/closure`)).text, /Έκλεισε 1 σύνδεση/)
    assert.equal(await isIn(one), false)
    await two.post('/desk/login/code', await proof(person))
    assert.equal(await isIn(two), false, 'nor may who waits at the phone go on')
    assert.ok((await trailOf(person.id)).includes(`session.ended_by_admin ${boss.username}`))
  })

  it('is acted on once: the second of two presses is told who was first', async () => {
    const person = await colleague()
    const version = valueOf(await desk.get(person.address), 'version')
    const pages = await Promise.all([1, 2].map(() => desk.post(`${person.address}/suspension`, { version })))
    assert.deepEqual(pages.map(page => page.status).sort(), [200, 409])
    assert.match(pages.find(page => page.status === 409)?.text ?? '', new RegExp(`${boss.name} τον έθεσε σε αναστολή`))
    await suspendStaff(portal.portal, { username: (await colleague()).username })
    assert.deepEqual(await lettersTo(person.email), ['staff.suspended'])
  })

  it('who was changed by the operator’s command is told so', async () => {
    const person = await colleague()
    const version = valueOf(await desk.get(person.address), 'version')
    await suspendStaff(portal.portal, { username: person.username })
    const page = await desk.post(`${person.address}/reset`, { version })
    assert.equal(page.status, 409)
    assert.match(page.text, /με εντολή του διαχειριστή του συστήματος/)
  })

  it('who does not exist is not found', async () => {
    for (const id of ['00000000-0000-4000-8000-000000000000', 'x', "'"]) {
      assert.equal((await desk.get(`/desk/staff/${id}`)).status, 404, id)
      assert.equal((await desk.post(`/desk/staff/${id}/sessions/closure`)).status, 404, id)
    }
  })

  async function half(person: TestStaff): Promise<Visit> {
    const visit = portal.visit()
    await visit.get('/desk/login')
    await visit.post('/desk/login', { username: person.username, password: person.password })
    return visit
  }
})

describe('An administrator', () => {
  const own = async () => `/desk/staff/${await idOf(boss)}`

  it('does not shut themselves out', async () => {
    await colleague(['administrator'])
    const page = await desk.get(await own())
    assert.doesNotMatch(page.html, /\/(suspension|reset)"/)
    const form = await desk.get(`${await own()}/details`)
    const version = valueOf(form, 'version')
    for (const act of ['suspension', 'reset'])
      assert.match((await desk.post(`${await own()}/${act}`, { version })).text, /μόνο άλλος διαχειριστής/)
    const send = (changes: Record<string, string | string[]>) => desk.post(`${form.path}`, { ...details(boss, changes), version })
    assert.match((await send({ roles: ['editor'] })).text, /Δεν αλλάζετε τους δικούς σας ρόλους/)
    assert.match((await send({ roles: ['administrator'], last_day: '1/1/2099' })).text, /τελευταία ημέρα την ορίζει άλλος/)
    assert.equal(await status(await idOf(boss)), 'active')
    assert.match((await send({ roles: ['administrator', 'editor'] })).text, /Δεν αλλάζετε τους δικούς σας ρόλους/)
  })

  it('may be ended by another one, but never the last one, even when two end each other', async () => {
    const other = await colleague(['administrator'])
    const actors = await Promise.all(
      [boss, other].map(async person => actorOf((await findStaff(portal.pool, { id: await idOf(person) })) as StaffAccount)),
    )
    const [first, second] = actors as [Staff, Staff]
    const ends = await Promise.allSettled([
      suspendStaff(portal.portal, { username: second.username }, first),
      suspendStaff(portal.portal, { username: first.username }, second),
    ])
    assert.deepEqual(ends.map(end => end.status).sort(), ['fulfilled', 'rejected'])
    const refused = ends.find(end => end.status === 'rejected') as PromiseRejectedResult
    assert.equal((refused.reason as Conflict).text, 'staff.conflict.last')
    const { rows } = await portal.pool.query(`select from staff where status = 'active' and 'administrator' = any(roles)`)
    assert.equal(rows.length, 1)
  })

  it('may lose the role only while another one is left', async () => {
    const other = await colleague(['administrator'])
    const form = await desk.get(`${other.address}/details`)
    const send = (changes: Record<string, string | string[]>) =>
      desk.post(form.path, { ...details(other, changes), version: valueOf(form, 'version') })
    await portal.pool.query(`update staff set last_day = (now() at time zone 'Europe/Athens')::date where id <> $1`, [other.id])
    assert.equal((await send({ roles: ['administrator'], last_day: '1/1/2099' })).path, other.address, 'the last day itself still counts')
    assert.equal((await press(desk, other.address, 'suspension')).path, other.address)
  })

  it('is asked for password and phone again after a quarter of an hour, beside what was typed', async () => {
    const person = await colleague()
    const form = await desk.get(`${person.address}/details`)
    assert.doesNotMatch(form.html, /name="password_current"/)
    const typed = { ...details(person, { roles: ['finance'], name: 'Γραμμένο Όνομα' }), version: valueOf(form, 'version') }
    await timePasses(boss)
    const sid = desk.cookies.get('sid')
    const wrong: [Record<string, string>, string][] = [
      [{}, 'password_current'],
      [{ password_current: 'κάτι άλλο εντελώς', code: '123456' }, 'password_current'],
      [{ password_current: boss.password, code: ' ' }, 'code'],
      [{ password_current: boss.password, code: '000000' }, 'code'],
    ]
    for (const [given, field] of wrong) {
      const page = await desk.post(form.path, { ...typed, ...given })
      assert.equal(page.status, 422)
      assert.match(page.html, new RegExp(`href="#${field}"`))
      assert.equal(valueOf(page, 'name'), 'Γραμμένο Όνομα')
      assert.match(page.html, /value="finance" checked/)
      assert.equal(valueOf(page, 'code') + valueOf(page, 'password_current'), '')
    }
    assert.equal((await desk.post(form.path, { ...typed, ...(await proof(boss)) })).path, person.address)
    assert.notEqual(desk.cookies.get('sid'), sid, 'a proof renews the session')
    assert.equal((await press(desk, person.address, 'suspension')).path, person.address, 'and counts for the next act')
    assert.ok((await trailOf(await idOf(boss))).includes(`login.repeated ${boss.username} totp`))
  })

  it('is asked so before each button too, and for a new account; a page in another tab still sends after that', async () => {
    const person = await colleague()
    await desk.get(person.address)
    const token = desk.token as string
    await timePasses(boss)
    const asked = await press(desk, person.address, 'reset')
    assert.equal(asked.status, 422)
    assert.doesNotMatch(asked.html, /govuk-error-summary/, 'nobody did anything wrong yet')
    assert.equal(await status(person.id), 'active')
    const wrong = await desk.post(`${person.address}/reset`, {
      version: valueOf(asked, 'version'),
      password_current: boss.password,
      code: '000000',
    })
    assert.match(wrong.html, /govuk-error-summary/)
    assert.match((await desk.get('/desk/staff/new')).html, /name="password_current"/)
    const done = await desk.post(`${person.address}/reset`, { version: valueOf(wrong, 'version'), ...(await proof(boss)) })
    assert.match(done.text, /μηδενίστηκαν/)
    assert.equal((await desk.post('/desk/staff/search', { q: '', role: '', _csrf: token })).status, 200)
  })

  it('guesses a password here no more often than at the door', async () => {
    const person = await colleague()
    await timePasses(boss)
    const form = await press(desk, person.address, 'suspension')
    const guess = () =>
      desk.post(`${person.address}/suspension`, {
        version: valueOf(form, 'version'),
        password_current: 'κάτι άλλο εντελώς',
        code: '123456',
      })
    for (const _ of [1, 2, 3, 4, 5]) assert.equal((await guess()).status, 422)
    assert.equal((await guess()).status, 429)
    assert.equal(await status(person.id), 'active')
  })
})

describe('The list of the staff', () => {
  before(async () => {
    await portal.pool.query(
      `insert into staff (username, username_key, email, name, roles, status)
       select 'many' || n, 'many' || n, 'many' || n || '@example.org', 'Πολλοί ' || lpad((n / 2)::text, 3, '0'), '{editor}', 'invited' from generate_series(1, 120) as n`,
    )
  })

  const namesOn = (page: Page) =>
    [...page.html.matchAll(/<a href="\/desk\/staff\/[0-9a-f-]{36}">([^<]*)<\/a>/g)].map(([, name]) => name as string)

  it('is read to its end, everybody once, in order', async () => {
    const seen: string[] = []
    let next: string | undefined = '/desk/staff'
    while (next) {
      const page: Page = await desk.get(next)
      assert.ok(namesOn(page).length <= 50)
      seen.push(...namesOn(page))
      next = /href="([^"]*)" rel="next"/.exec(page.html)?.[1]
    }
    const { rows } = await portal.pool.query('select name from staff order by name, id')
    assert.deepEqual(
      seen,
      rows.map(({ name }) => name),
    )
    assert.ok(seen.length > 120)
  })

  it('finds by a part of the name, whatever its accents and capitals, by username, and by role', async () => {
    const anna = await colleague(['auditor'])
    await portal.pool.query(`update staff set name = 'Ιωάννα Παπαγιάννης' where id = $1`, [anna.id])
    for (const q of ['παπαγιαννη', 'ΙΩΑΝΝΑ', ' Παπαγιάννης ', anna.username]) {
      const page = await desk.post('/desk/staff/search', { q, role: '' })
      assert.equal(page.path, '/desk/staff', 'a name that was typed is in no address')
      assert.deepEqual(namesOn(page), ['Ιωάννα Παπαγιάννης'], q)
    }
    assert.deepEqual(namesOn(await desk.post('/desk/staff/search', { q: 'παπα', role: 'editor' })), [])
    assert.deepEqual(namesOn(await desk.post('/desk/staff/search', { q: '%', role: '' })), [])
    assert.ok(namesOn(await desk.post('/desk/staff/search', { q: '', role: 'auditor' })).includes('Ιωάννα Παπαγιάννης'))
    assert.equal((await desk.post('/desk/staff/search', { q: 'x'.repeat(200), role: 'king' })).status, 422)
    assert.ok(namesOn(await desk.post('/desk/staff/search')).length > 10, 'and shows everybody again')
  })

  it('says when somebody signed in last', async () => {
    const person = await colleague()
    const row = async () =>
      new RegExp(`${person.username}</span>[\\s\\S]*?</tr>`).exec(
        (await desk.post('/desk/staff/search', { q: person.username, role: '' })).html,
      )?.[0] ?? ''
    assert.match(await row(), /Καμία ακόμη/)
    await signInStaff(portal, person)
    assert.match(await row(), /\d\d\/\d\d\/\d{4}, \d\d:\d\d/)
  })

  it('stays an administrator’s', async () => {
    for (const role of ['clerk', 'registrar', 'supervisor', 'finance', 'editor', 'auditor'] as const) {
      const visit = await signInStaff(portal, await colleague([role], ['kathariotita']))
      assert.equal((await visit.get('/desk/staff')).status, 403, role)
    }
  })
})
