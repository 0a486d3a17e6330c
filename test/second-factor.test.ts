/** The second factor that a citizen may have: on, asked for, off; what it gives back, and to whom it gives nothing. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { generate } from 'otplib'
import { makeToken } from '../src/accounts/tokens.js'
import { greekOn, htmlProblems } from './support/checks.js'
import { certifyNow } from './support/counter.js'
import { makeCitizen, signIn, type TestCitizen } from './support/people.js'
import { type Page, startPortal, type TestPortal, Visit, valueOf } from './support/portal.js'

let portal: TestPortal
before(async () => {
  portal = await startPortal({ JOBS: 'off', TRUST_PROXY: '127.0.0.1' })
})
after(() => portal.stop())
beforeEach(() => portal.pool.query('delete from rate_limit'))

/** Whoever has a phone with the secret in it, and the codes on paper. */
type Careful = TestCitizen & { secret: string; codes: string[]; visit: Visit }

const home = '/account/security'
const newPassword = 'ilios-potami-karavi-88'
const keyOn = (page: Page) => (/class="key"[^>]*>([A-Z2-7 ]+)</.exec(page.html)?.[1] ?? assert.fail(page.text)).replaceAll(' ', '')
const codesOn = (page: Page) => [...page.html.matchAll(/<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2})<\/li>/g)].map(match => match[1] as string)
const isIn = async (visit: Visit) => (await visit.get('/account', { follow: false })).status === 200
const elsewhere = () => new Visit(portal.url, { 'x-forwarded-for': `10.0.${Math.floor(Math.random() * 250)}.7` })

/** What the phone shows, as if half an hour had passed since its last code was used. */
async function codeOf({ id, secret }: Pick<Careful, 'id' | 'secret'>): Promise<string> {
  await portal.pool.query('update citizen set totp_last_step = 0 where id = $1', [id])
  return generate({ secret })
}

async function makeCareful(person?: TestCitizen): Promise<Careful> {
  const one = person ?? (await makeCitizen(portal))
  const visit = await signIn(portal, one)
  await visit.get(home)
  const secret = keyOn(await visit.post(`${home}/second-factor`))
  const page = await visit.post(`${home}/second-factor/confirmation`, { code: await generate({ secret }) })
  assert.equal(page.path, `${home}/recovery-codes`, page.text)
  const codes = codesOn(page)
  await visit.post(`${home}/recovery-codes`)
  return { ...one, secret, codes, visit }
}

async function givePassword({ username, password }: TestCitizen, visit = elsewhere(), next = ''): Promise<[Visit, Page]> {
  await visit.get('/login')
  return [visit, await visit.post('/login', { username, password, next })]
}

async function enter(person: Careful, code?: string): Promise<[Visit, Page]> {
  const [visit] = await givePassword(person)
  return [visit, await visit.post('/login/code', { code: code ?? (await codeOf(person)) })]
}

async function rowOf({ id }: TestCitizen) {
  const { rows } = await portal.pool.query(
    `select level, suspended_for as suspended, totp_since as since, recovery_tries as tries from citizen where id = $1`,
    [id],
  )
  return rows[0]
}

async function trailOf({ id }: TestCitizen): Promise<string[]> {
  const { rows } = await portal.pool.query(`select event from audit_event where target_id = $1 order by id`, [id])
  return rows.map(row => row.event)
}

async function lettersTo({ id }: TestCitizen): Promise<string[]> {
  const { rows } = await portal.pool.query('select kind from letter where citizen_id = $1 order by created_at, id', [id])
  return rows.map(row => row.kind)
}

/** By the counter, as far as the account goes. Returns the code of the receipt. */
async function certified(person: TestCitizen): Promise<string> {
  await portal.pool.query(`update citizen set wants_level_b = true where id = $1`, [person.id])
  return certifyNow(portal, person.id)
}

async function reset(person: TestCitizen): Promise<void> {
  const visit = elsewhere()
  const token = await makeToken(portal.pool, person.id, 'password_reset', 30)
  await visit.get(`/password/reset?token=${token}`)
  const page = await visit.post('/password/reset', { token, password: newPassword, password_confirm: newPassword })
  assert.equal(page.path, '/login', page.text)
  person.password = newPassword
}

describe('Turning it on', () => {
  it('is offered and never asked: who does not want it signs in as before', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    assert.match((await visit.get(home)).text, /Δεν είναι υποχρεωτική/)
    assert.equal((await visit.get(`${home}/second-factor`)).path, home, 'nothing is begun by looking')
    assert.equal((await rowOf(person)).since, null)
  })

  it('wants a fresh password, one code of the phone, and shows ten codes once', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    const other = await signIn(portal, person)
    await visit.get(home)
    await portal.pool.query(
      `update session set sess = (sess::jsonb || jsonb_build_object('freshAt', (sess ->> 'freshAt')::bigint - 11 * 60000))::json where citizen_id = $1`,
      [person.id],
    )
    assert.match((await visit.post(`${home}/second-factor`)).path, /^\/account\/confirm/)
    const begun = await portal.pool.query('select from citizen where id = $1 and totp_secret_sealed is not null', [person.id])
    assert.equal(begun.rowCount, 0, 'nothing is begun without it')
    await visit.post('/account/confirm', { password: person.password, next: home })
    const connect = await visit.post(`${home}/second-factor`)
    const secret = keyOn(connect)
    assert.match(connect.html, /class="qr" src="data:image/)
    assert.equal((await visit.post(`${home}/second-factor/confirmation`, { code: '000000' })).status, 422)
    assert.match((await visit.post(`${home}/second-factor/confirmation`, { code: '' })).text, /Γράψτε τον κωδικό/)
    assert.equal((await rowOf(person)).since, null, 'and nobody is asked for it yet')
    const codes = codesOn(await visit.post(`${home}/second-factor/confirmation`, { code: await generate({ secret }) }))
    assert.equal(new Set(codes).size, 10)
    assert.match((await visit.post(`${home}/recovery-codes`)).text, /είναι ενεργή/)
    assert.equal((await visit.get(`${home}/recovery-codes`)).path, home, 'the codes are gone')
    const page = await visit.get(home)
    assert.match(page.text, /Ενεργή από.*έμειναν 10/)
    assert.equal(page.html.includes(secret), false)
    assert.equal(await isIn(other), false, 'whoever else was signed in is out')
    assert.ok((await trailOf(person)).includes('totp.enabled'))
    assert.deepEqual((await lettersTo(person)).slice(-1), ['totp.enabled'])
  })

  it('begins anew with another key each time, and not at all once it is on', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    await visit.get(home)
    const first = keyOn(await visit.post(`${home}/second-factor`))
    const second = keyOn(await visit.post(`${home}/second-factor`))
    assert.notEqual(first, second)
    assert.equal((await visit.post(`${home}/second-factor/confirmation`, { code: await generate({ secret: first }) })).status, 422)
    const careful = await makeCareful()
    await careful.visit.get(home)
    assert.equal((await careful.visit.post(`${home}/second-factor`)).path, home)
    const [, page] = await enter(careful)
    assert.equal(page.path, '/requests', 'the phone of before still opens')
  })
})

describe('Signing in', () => {
  it('asks for the code after the password, and neither is enough alone', async () => {
    const person = await makeCareful()
    const [visit, asked] = await givePassword(person, elsewhere(), '/account')
    assert.equal(asked.path, '/login/code')
    assert.equal(await isIn(visit), false)
    const half = visit.cookies.get('sid') as string
    assert.equal((await visit.post('/login/code', { code: await codeOf(person) })).path, '/account', 'and leads where they were going')
    const thief = elsewhere()
    thief.cookies.set('sid', half)
    assert.equal(await isIn(thief), false)
    const alone = elsewhere()
    await alone.get('/login')
    assert.equal((await alone.post('/login/code', { code: await codeOf(person) })).path, '/login')
  })

  it('takes what was written before, and a known browser needs the code too', async () => {
    const person = await makeCareful()
    await person.visit.post('/logout')
    const [visit, page] = await givePassword(person, person.visit)
    assert.equal(page.path, '/login/code')
    await visit.post('/login/code', { code: await codeOf(person) })
    assert.equal(await isIn(visit), true)
  })

  it('takes a code once, whoever else has seen it', async () => {
    const person = await makeCareful()
    const code = await codeOf(person)
    const [[one], [two]] = [await givePassword(person), await givePassword(person)]
    const pages = await Promise.all([one, two].map(visit => visit.post('/login/code', { code })))
    assert.deepEqual(pages.map(page => page.status).sort(), [200, 422])
    assert.ok((await trailOf(person)).includes('login.totp_failed'))
  })

  it('answers every wrong code alike, and keeps the try for the owner to see', async () => {
    const person = await makeCareful()
    const code = await codeOf(person)
    await enter(person, code)
    const plain = (page: Page) => page.html.replace(/value="[^"]*"/g, '')
    const [visit] = await givePassword(person)
    const pages = []
    for (const typed of ['000000', code, 'AAAA-AAAA-AA', 'abc']) pages.push(await visit.post('/login/code', { code: typed }))
    assert.deepEqual([...new Set(pages.map(page => page.status))], [422])
    assert.equal(new Set(pages.map(plain)).size, 1)
    const [own] = await enter(person)
    assert.match((await own.get(home)).text, /Σωστό συνθηματικό, λάθος κωδικός/)
  })

  it('stops listening after five wrong codes, to the right one too', async () => {
    const person = await makeCareful()
    const [visit] = await givePassword(person)
    for (const _ of [1, 2, 3, 4, 5]) assert.equal((await visit.post('/login/code', { code: '000000' })).status, 422)
    const page = await visit.post('/login/code', { code: await codeOf(person) })
    assert.equal(page.status, 429)
    assert.match(page.headers.get('retry-after') ?? '', /^\d+$/)
    assert.match(page.text, /Δοκιμάστε ξανά σε 15 λεπτά/)
    assert.equal(await isIn(visit), false)
  })

  it('takes each code on paper once, tells by letter, and after twenty wrong ones none at all', async () => {
    const person = await makeCareful()
    const [paper = ''] = person.codes
    const [visit, page] = await enter(person, paper.toLowerCase().replaceAll('-', ' '))
    assert.match(page.text, /Σας έμειναν 9 κωδικοί ανάγκης/)
    assert.equal(await isIn(visit), true)
    assert.deepEqual((await lettersTo(person)).filter(kind => kind === 'recovery.used').length, 1)
    assert.equal((await enter(person, paper))[1].status, 422)
    const guesser = (await givePassword(person))[0]
    for (let tries = 1; tries < 20; tries += 1) {
      await portal.pool.query(`delete from rate_limit where key not like 'citizen-recovery-ever%'`)
      assert.equal((await guesser.post('/login/code', { code: 'CCCC-DDDD-FF' })).status, 422, `try ${tries}`)
    }
    await portal.pool.query(`delete from rate_limit where key not like 'citizen-recovery-ever%'`)
    const closed = await guesser.post('/login/code', { code: person.codes[1] as string })
    assert.equal(closed.status, 429)
    assert.match(closed.text, /δεν δεχόμαστε άλλους/)
    assert.equal((await enter(person))[1].path, '/requests', 'the phone still opens')
  })

  it('ends half-way when the password changes, and for an account that is closed', async () => {
    const person = await makeCareful()
    const [half] = await givePassword(person)
    await person.visit.get(home)
    const changed = { password_current: person.password, password: newPassword, password_confirm: newPassword }
    assert.match((await person.visit.post(`${home}/password`, changed)).text, /Το συνθηματικό άλλαξε/)
    await half.post('/login/code', { code: await codeOf(person) })
    assert.equal(await isIn(half), false)
    person.password = newPassword
    const [waiting] = await givePassword(person)
    await portal.pool.query(`update citizen set status = 'disabled' where id = $1`, [person.id])
    assert.equal((await waiting.post('/login/code', { code: await codeOf(person) })).status, 422)
  })

  it('is not shown among the sessions while it is half done', async () => {
    const person = await makeCareful()
    await givePassword(person)
    const { rows } = await portal.pool.query('select count(*)::int as open from session where citizen_id = $1', [person.id])
    assert.equal(rows[0].open, 1)
  })

  it('takes the counter’s code, once, from whoever lost both the phone and the paper', async () => {
    const person = await makeCareful()
    const counter = await certified(person)
    const [visit, page] = await enter(person, counter)
    assert.equal(page.status, 200)
    assert.equal(await isIn(visit), true)
    const removal = await visit.get(`${home}/second-factor/removal`)
    assert.equal(removal.html.includes('name="code"'), false, 'a code was typed just now')
    assert.match((await visit.post(`${home}/second-factor/removal`)).text, /απενεργοποιήθηκε/)
    const other = await makeCareful()
    const receipt = await certified(other)
    await enter(other, receipt)
    assert.equal((await enter(other, receipt))[1].status, 422, 'it was good once')
  })
})

describe('Changing it', () => {
  it('is turned off with the password and a code, and a letter says so', async () => {
    const person = await makeCareful()
    const [visit] = await enter(person)
    await forgetCode(person)
    assert.equal((await visit.get(`${home}/second-factor/removal`)).status, 200)
    assert.equal((await visit.post(`${home}/second-factor/removal`, { code: '000000' })).status, 422)
    assert.equal((await visit.post(`${home}/second-factor/removal`)).status, 422, 'nor without a code')
    assert.ok((await rowOf(person)).since)
    assert.match((await visit.post(`${home}/second-factor/removal`, { code: await codeOf(person) })).text, /απενεργοποιήθηκε/)
    assert.equal((await rowOf(person)).since, null)
    assert.equal(await isIn(person.visit), false, 'other devices are out')
    assert.deepEqual((await lettersTo(person)).slice(-1), ['totp.disabled'])
    assert.equal(await isIn((await givePassword(person))[0]), true, 'the password alone is enough again')
    const { rowCount } = await portal.pool.query('select from recovery_code where citizen_id = $1', [person.id])
    assert.equal(rowCount, 0)
    assert.equal((await visit.get(`${home}/second-factor/removal`)).path, home)
    assert.equal((await visit.post(`${home}/second-factor/removal`, { code: '000000' })).status, 409, 'a page of before')
  })

  it('gives new codes for a code, and the old ones die', async () => {
    const person = await makeCareful()
    const [visit] = await enter(person)
    await forgetCode(person)
    await visit.get(`${home}/recovery-codes/new`)
    assert.equal((await visit.post(`${home}/recovery-codes/new`, { code: '000000' })).status, 422)
    const fresh = codesOn(await visit.post(`${home}/recovery-codes/new`, { code: person.codes[0] as string }))
    assert.equal(fresh.length, 10)
    assert.equal((await enter(person, person.codes[1]))[1].status, 422)
    assert.equal((await enter(person, fresh[0]))[1].path, '/requests')
    assert.ok((await lettersTo(person)).includes('recovery.renewed'))
  })

  it('is nobody else’s: the codes of one open nothing of another', async () => {
    const [one, two] = [await makeCareful(), await makeCareful()]
    assert.equal((await enter(one, two.codes[0]))[1].status, 422)
    assert.equal((await enter(one, await codeOf(two)))[1].status, 422)
  })

  it('that somebody else turned on a week ago at most ends by «this was not me»', async () => {
    for (const [days, left] of [
      [6, false],
      [8, true],
    ] as const) {
      const person = await makeCareful()
      await portal.pool.query(`update citizen set totp_since = now() - make_interval(days => $2) where id = $1`, [person.id, days])
      const token = await makeToken(portal.pool, person.id, 'not_me', 60)
      const visit = elsewhere()
      const page = await visit.get(`/account/not-me?token=${token}`)
      await visit.post('/account/not-me', { token: valueOf(page, 'token') })
      assert.equal((await rowOf(person)).since !== null, left, `${days} days`)
    }
  })
})

/** As if the code of the sign-in had been typed long ago. */
function forgetCode({ id }: TestCitizen) {
  return portal.pool.query(`update session set sess = (sess::jsonb - 'codeAt')::json where citizen_id = $1`, [id])
}

describe('Level B after a password reset by mail', () => {
  it('comes back with the phone at the next sign-in, and by nothing less', async () => {
    const person = await makeCareful()
    await certified(person)
    await reset(person)
    assert.equal((await rowOf(person)).suspended, 'password_reset')
    const [visit, half] = await givePassword(person)
    assert.equal(half.path, '/login/code', 'the code is asked for after a reset too')
    const page = await visit.post('/login/code', { code: await codeOf(person) })
    assert.match(page.text, /τα δικαιώματα του Επιπέδου Β ισχύουν ξανά/)
    assert.equal((await rowOf(person)).suspended, null)
    assert.ok((await trailOf(person)).includes('levelb.restored'))
  })

  it('does not come back by a code on paper of the account, but then by the phone', async () => {
    const person = await makeCareful()
    await certified(person)
    await reset(person)
    const [visit] = await enter(person, person.codes[0])
    assert.equal((await rowOf(person)).suspended, 'password_reset')
    assert.match((await visit.get('/verification')).text, /6 ψηφία που δείχνει η εφαρμογή στο κινητό σας ή τον κωδικό ανάκτησης/)
    assert.equal((await visit.post('/verification/recovery', { code: person.codes[1] as string })).status, 422)
    assert.equal((await visit.post('/verification/recovery', { code: '000000' })).status, 422)
    assert.match((await visit.post('/verification/recovery', { code: await codeOf(person) })).text, /ισχύουν ξανά/)
    assert.equal((await rowOf(person)).suspended, null)
  })

  it('does not come back by a phone that was connected after the reset', async () => {
    const person = await makeCitizen(portal)
    await certified(person)
    await reset(person)
    const careful = await makeCareful(person)
    const page = await careful.visit.get('/verification')
    assert.match(page.text, /Γράψτε τον κωδικό ανάκτησης από την απόδειξη/)
    assert.equal((await careful.visit.post('/verification/recovery', { code: await codeOf(careful) })).status, 422)
    await enter(careful)
    assert.equal((await rowOf(person)).suspended, 'password_reset')
  })

  it('does not come back by a phone after «this was not me», nor by the counter’s code at sign-in', async () => {
    const person = await makeCareful()
    const counter = await certified(person)
    await portal.pool.query(`update citizen set suspended_at = now(), suspended_for = 'objection' where id = $1`, [person.id])
    const [visit] = await enter(person)
    assert.equal((await visit.post('/verification/recovery', { code: await codeOf(person) })).status, 422)
    await enter(person, counter)
    assert.equal((await rowOf(person)).suspended, 'objection')
  })

  it('takes twenty wrong codes of the counter ever, five an hour; then only a new visit, which begins the count anew', async () => {
    const person = await makeCitizen(portal)
    const counter = await certified(person)
    await reset(person)
    const visit = await signIn(portal, person)
    await visit.get('/verification')
    const type = (code: string) => visit.post('/verification/recovery', { code })
    for (let tries = 1; tries <= 19; tries += 1) {
      assert.equal((await type('CCCC-DDDD-FF')).status, 422, `try ${tries}`)
      if (tries === 5) assert.equal((await type(counter)).status, 429, 'five an hour')
      if (tries % 5 === 0) await portal.pool.query('delete from rate_limit')
    }
    assert.equal((await type('CCCC-DDDD-FF')).status, 422)
    await portal.pool.query('delete from rate_limit')
    assert.equal((await type(counter)).status, 422, 'the right one comes too late')
    assert.match((await visit.get('/verification')).text, /εδώ δεν ισχύει πια κωδικός/)
    assert.equal((await rowOf(person)).suspended, 'password_reset')
    const next = await certified(person)
    assert.equal((await rowOf(person)).tries, 0)
    await portal.pool.query(`update citizen set suspended_at = now(), suspended_for = 'password_reset' where id = $1`, [person.id])
    assert.match((await type(next)).text, /ισχύουν ξανά/)
  })
})

describe('The pages', () => {
  it('are whole, in both languages', async () => {
    const person = await makeCitizen(portal, { language: 'en' })
    for (const lang of ['el', 'en']) {
      const visit = portal.visit()
      await visit.get(`/?lang=${lang}`)
      await visit.get('/login')
      await visit.post('/login', { username: person.username, password: person.password })
      const off = await visit.get(home)
      const connect = await visit.post(`${home}/second-factor`)
      const secret = keyOn(connect)
      const wrong = await visit.post(`${home}/second-factor/confirmation`, { code: '000000' })
      const codes = await visit.post(`${home}/second-factor/confirmation`, { code: await generate({ secret }) })
      const on = await visit.post(`${home}/recovery-codes`)
      await visit.post('/logout')
      const asked = (await givePassword(person, visit))[1]
      const refused = await visit.post('/login/code', { code: '' })
      const inside = await visit.post('/login/code', { code: await codeOf({ ...person, secret }) })
      const removal = await visit.get(`${home}/second-factor/removal`)
      await forgetCode(person)
      const renewal = await visit.get(`${home}/recovery-codes/new`)
      const done = await visit.post(`${home}/second-factor/removal`, { code: await codeOf({ ...person, secret }) })
      for (const page of [off, connect, wrong, codes, on, asked, refused, inside, removal, renewal, done]) {
        if (page.status === 200) assert.deepEqual(await htmlProblems(page.html), [], page.path)
        assert.doesNotMatch(page.text, /second-factor\.\w|\{\{|undefined/, page.path)
        if (lang === 'en') assert.equal(greekOn(page.html), '', page.path)
        assert.equal(page.headers.get('cache-control'), 'no-store')
      }
    }
  })
})
