/** Signing in and out; how guessing is slowed without locking anybody out. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { hash as argon2, argon2id } from 'argon2'
import { makeCitizen, type TestCitizen } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit } from './support/portal.js'
import { alike, fresh, from, isSignedIn, open, press, tryPassword } from './support/registering.js'

const firefox = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0' }
const phone = { 'user-agent': 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36' }

let portal: TestPortal
before(async () => {
  portal = await startPortal({ TRUST_PROXY: 'loopback', LIMIT_WRONG_PASSWORDS_ADDRESS: '1000' })
})
after(() => portal.stop())

let network = 0
/** Each person of these tests comes from a network of their own. */
const somewhere = (headers: Record<string, string> = {}) => from(portal, `10.1.${++network >> 8}.${network & 255}`, headers)
const wrong = (visit: Visit, name: string) => tryPassword(visit, name, 'not the password at all')

async function count(sql: string, ...values: unknown[]): Promise<number> {
  const { rows } = await portal.pool.query(`select count(*)::int as n from ${sql}`, values)
  return rows[0].n
}

describe('signing in', () => {
  it('takes the username in any case, or the address of mail', async () => {
    const person = await makeCitizen(portal)
    for (const name of [person.username, ` ${person.username.toUpperCase()} `, person.email.toUpperCase()]) {
      assert.ok(isSignedIn(await tryPassword(somewhere(), name, person.password)), name)
    }
  })

  it('answers a wrong name and a wrong password alike', async () => {
    const person = await makeCitizen(portal)
    const nobody = fresh()
    const answers = []
    for (const name of [person.username, nobody, `${nobody}@example.org`, person.email])
      answers.push(alike(await wrong(somewhere(), name), name))
    assert.equal(new Set(answers).size, 1)
    assert.match(answers[0] as string, /^422/)
  })

  it('gives a new session id and forgets the token of before', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    await visit.get('/login')
    const before = visit.cookies.get('sid')
    const token = visit.token as string
    await visit.post('/login', { username: person.username, password: person.password })
    assert.notEqual(visit.cookies.get('sid'), before)
    assert.equal((await visit.post('/logout', { _csrf: token })).status, 403)
    assert.equal(
      await count(
        `session where sid = $1`,
        decodeURIComponent(before as string)
          .slice(2)
          .split('.')[0],
      ),
      0,
    )
  })

  it('leads where the person was going, and never to another site', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    const asked = await visit.get('/account')
    assert.equal(asked.path, '/login?next=%2Faccount')
    assert.equal((await visit.post('/login', { username: person.username, password: person.password, next: '/account' })).path, '/account')
    for (const next of [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/login',
      '/%0d%0aSet-Cookie:a=b',
      '/\tevil',
    ]) {
      const page = await tryPassword(somewhere(), person.username, person.password, { next })
      assert.ok(page.url.startsWith(`${portal.url}/`), next)
      assert.notEqual(page.path.split('?')[0], '/login', next)
    }
  })

  it('says what is missing and survives any input', async () => {
    const visit = somewhere()
    await visit.get('/login')
    const empty = await visit.post('/login', {})
    assert.equal(empty.status, 422)
    assert.match(empty.text, /Γράψτε το όνομα χρήστη/)
    const odd: (string | string[])[] = ['a'.repeat(30_000), '\u{1F600}', '1e309', ['a', 'b'], "'; drop table citizen; --", '\u202e', ' ']
    for (const value of odd)
      for (const field of ['username', 'password', 'next']) {
        const page = await visit.post('/login', { username: 'nobody.here', password: 'x', [field]: value })
        assert.ok(page.status < 500, `${field} ${String(value).slice(0, 20)}: ${page.status}`)
      }
  })

  it('does not take a disabled account, and ends its open sessions', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    await tryPassword(visit, person.username, person.password)
    await portal.pool.query(`update citizen set status = 'disabled' where id = $1`, [person.id])
    assert.match((await visit.get('/account')).path, /^\/login/)
    assert.equal((await tryPassword(somewhere(), person.username, person.password)).status, 422)
  })

  it('makes the hash anew where it was made cheaper', async () => {
    const person = await makeCitizen(portal)
    const cheap = await argon2(person.password, { type: argon2id, memoryCost: 8192, timeCost: 2, parallelism: 1 })
    await portal.pool.query(`update citizen set password_hash = $2 where id = $1`, [person.id, cheap])
    assert.equal(isSignedIn(await tryPassword(somewhere(), person.username, person.password)), true)
    const { rows } = await portal.pool.query(`select password_hash as hash from citizen where id = $1`, [person.id])
    assert.match(rows[0].hash, /m=19456/)
    assert.equal(isSignedIn(await tryPassword(somewhere(), person.username, person.password)), true)
  })

  it('keeps pages of accounts out of every cache', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    const pages = [
      await visit.get('/login'),
      await tryPassword(visit, person.username, person.password),
      await visit.get('/account'),
      await visit.get('/account/security'),
    ]
    for (const page of pages) assert.equal(page.headers.get('cache-control'), 'no-store', page.path)
  })
})

describe('signing out', () => {
  it('deletes the session and empties the browser', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    await tryPassword(visit, person.username, person.password)
    const cookie = visit.cookies.get('sid') as string
    const page = await visit.post('/logout', {}, { follow: false })
    assert.equal(page.status, 303)
    assert.equal(page.headers.get('clear-site-data'), '"cache", "storage"')
    assert.equal(await count('session where citizen_id = $1', person.id), 0)
    visit.cookies.set('sid', cookie)
    assert.match((await visit.get('/account')).path, /^\/login/)
  })

  it('is not done by opening an address', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    await tryPassword(visit, person.username, person.password)
    assert.equal((await visit.get('/logout')).status, 404)
    assert.equal(isSignedIn(await visit.get('/account')), true)
  })
})

describe('sessions', () => {
  it('are five at the most: the oldest ends', async () => {
    const person = await makeCitizen(portal)
    const visits: Visit[] = []
    for (const _ of [1, 2, 3, 4, 5, 6]) {
      const visit = somewhere()
      await tryPassword(visit, person.username, person.password)
      visits.push(visit)
    }
    assert.equal(await count('session where citizen_id = $1', person.id), 5)
    assert.match((await (visits[0] as Visit).get('/account')).path, /^\/login/)
    assert.equal((await (visits[1] as Visit).get('/account')).path, '/account')
  })

  it('end after half an hour of rest, and after twelve hours at all events', async () => {
    const person = await makeCitizen(portal)
    for (const change of [`expire = now() - interval '1 second'`, `created_at = now() - interval '12 hours 1 minute'`]) {
      const visit = somewhere()
      await tryPassword(visit, person.username, person.password)
      assert.equal((await visit.get('/account')).path, '/account')
      await portal.pool.query(`update session set ${change} where citizen_id = $1`, [person.id])
      assert.match((await visit.get('/account')).path, /^\/login/)
    }
  })
})

describe('guessing', () => {
  const refusedTo = (page: Page) => {
    assert.equal(page.status, 429)
    assert.equal(Number(page.headers.get('retry-after')) > 0, true)
    assert.match(page.text, /Δοκιμάστε ξανά σε \d+ λεπτ/)
  }

  it('is stopped after five wrong passwords from one address, even when the sixth is right', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    for (const _ of [1, 2, 3, 4, 5]) assert.equal((await wrong(visit, person.username)).status, 422)
    refusedTo(await tryPassword(visit, person.username, person.password))
    assert.ok(isSignedIn(await tryPassword(somewhere(), person.username, person.password)), 'a new browser elsewhere gets in')
  })

  it('is stopped in the same way for a name that nobody has', async () => {
    const visit = somewhere()
    const name = fresh()
    for (const _ of [1, 2, 3, 4, 5]) assert.equal((await wrong(visit, name)).status, 422)
    refusedTo(await wrong(visit, name))
  })

  it('gets no second five by the address of mail, and the answers do not tell that it is the same account', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    for (const _ of [1, 2, 3, 4, 5]) await wrong(visit, person.username)
    assert.equal((await tryPassword(visit, person.email, person.password)).status, 422)
    assert.equal((await wrong(visit, person.email)).status, 422)
  })

  it('gets no more tries by sending them all at once', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    await visit.get('/login')
    const send = () => visit.post('/login', { username: person.username, password: 'not the password at all' })
    const pages = await Promise.all(Array.from({ length: 20 }, send))
    const looked = pages.filter(page => page.status === 422).length
    assert.ok(looked >= 1 && looked <= 5, `${looked} were looked at`)
    assert.equal((await count(`sign_in where citizen_id = $1 and outcome = 'wrong_password'`, person.id)) <= 5, true)
  })

  it('starts anew after a right password', async () => {
    const person = await makeCitizen(portal)
    for (const _ of ['first', 'second']) {
      for (let i = 0; i < 4; i++) assert.equal((await wrong(from(portal, '10.9.0.1'), person.username)).status, 422)
      assert.equal(isSignedIn(await tryPassword(from(portal, '10.9.0.1'), person.username, person.password)), true)
    }
  })

  it('opens again after a quarter of an hour', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    for (const _ of [1, 2, 3, 4, 5, 6]) await wrong(visit, person.username)
    await portal.pool.query(`update rate_limit set expire = expire - 15 * 60 * 1000 where expire is not null`)
    assert.equal(isSignedIn(await tryPassword(visit, person.username, person.password)), true)
  })

  it('never holds up a browser that the owner has used before', async () => {
    const person = await makeCitizen(portal)
    const owner = from(portal, '10.7.0.1')
    await tryPassword(owner, person.username, person.password)
    await owner.post('/logout')
    const stranger = from(portal, '10.7.0.1')
    for (const _ of [1, 2, 3, 4, 5, 6, 7]) await wrong(stranger, person.username)
    refusedTo(await tryPassword(from(portal, '10.7.0.1'), person.username, person.password))
    assert.equal(isSignedIn(await tryPassword(owner, person.username, person.password)), true)
  })

  it('is stopped in the known browser too, in a count of its own', async () => {
    const person = await makeCitizen(portal)
    const owner = somewhere()
    await tryPassword(owner, person.username, person.password)
    await owner.post('/logout')
    for (const _ of [1, 2, 3, 4, 5]) assert.equal((await wrong(owner, person.username)).status, 422)
    refusedTo(await tryPassword(owner, person.username, person.password))
    assert.equal(isSignedIn(await tryPassword(somewhere(), person.username, person.password)), true)
  })

  it('does not believe a device cookie that we did not sign, nor another person’s', async () => {
    const person = await makeCitizen(portal)
    const other = await makeCitizen(portal)
    const theirs = from(portal, '10.8.0.1')
    await tryPassword(theirs, other.username, other.password)
    const stranger = from(portal, '10.8.0.1')
    for (const _ of [1, 2, 3, 4, 5]) await wrong(stranger, person.username)
    for (const device of [theirs.cookies.get('device') as string, 'made-up.signature', `${'a'.repeat(43)}.${'b'.repeat(43)}`, '..', '']) {
      const visit = from(portal, '10.8.0.1')
      visit.cookies.set('device', device)
      refusedTo(await tryPassword(visit, person.username, person.password))
    }
  })

  it('marks the device cookie for the server alone', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    await visit.get('/login')
    const page = await visit.post('/login', { username: person.username, password: person.password }, { follow: false })
    const cookie = page.headers.getSetCookie().find(line => line.startsWith('device=')) as string
    assert.match(cookie, /HttpOnly/)
    assert.match(cookie, /SameSite=Lax/)
    assert.match(cookie, /Max-Age=34560000/)
  })
})

describe('guessing from many places', () => {
  let small: TestPortal
  before(async () => {
    small = await startPortal({
      TRUST_PROXY: 'loopback',
      LIMIT_WRONG_PASSWORDS_ACCOUNT_HOUR: '6',
      LIMIT_WRONG_PASSWORDS_ADDRESS: '8',
      LIMIT_WRONG_PASSWORDS_EVER: '10',
    })
  })
  after(() => small.stop())

  it('at one account is stopped for new browsers, not for the owner’s', async () => {
    const person = await makeCitizen(small)
    const owner = from(small, '10.2.0.1')
    await tryPassword(owner, person.username, person.password)
    await owner.post('/logout')
    for (let i = 1; i <= 6; i++) assert.equal((await wrong(from(small, `10.2.1.${i}`), person.username)).status, 422)
    assert.equal((await tryPassword(from(small, '10.2.1.9'), person.username, person.password)).status, 429)
    assert.equal(isSignedIn(await tryPassword(owner, person.username, person.password)), true)
  })

  it('at many accounts from one address is stopped, and the next address goes on', async () => {
    const people: TestCitizen[] = []
    for (let i = 0; i < 9; i++) people.push(await makeCitizen(small))
    const last = people[8] as TestCitizen
    for (const person of people.slice(0, 8)) assert.equal((await wrong(from(small, '10.3.0.1'), person.username)).status, 422)
    assert.equal((await tryPassword(from(small, '10.3.0.1'), last.username, last.password)).status, 429)
    assert.equal(isSignedIn(await tryPassword(from(small, '10.3.0.2'), last.username, last.password)), true)
  })

  it('does not forget an address because its own account signs in between', async () => {
    const attacker = await makeCitizen(small)
    for (let i = 0; i < 8; i++) {
      assert.equal((await wrong(from(small, '10.4.0.1'), fresh())).status, 422)
      if (i < 7) assert.equal(isSignedIn(await tryPassword(from(small, '10.4.0.1'), attacker.username, attacker.password)), true)
    }
    assert.equal((await wrong(from(small, '10.4.0.1'), fresh())).status, 429)
  })

  it('ends in a link by mail after too many in a row ever; a known browser still gets in', async () => {
    const person = await makeCitizen(small)
    const owner = from(small, '10.5.0.1')
    await tryPassword(owner, person.username, person.password)
    await owner.post('/logout')
    for (let i = 0; i < 10; i++) {
      await small.pool.query('delete from rate_limit')
      assert.equal((await wrong(from(small, `10.5.1.${i}`), person.username)).status, 422)
    }
    await small.pool.query('delete from rate_limit')
    const locked = await tryPassword(from(small, '10.5.2.1'), person.username, person.password)
    assert.equal(locked.status, 422)
    const stillWrong = await wrong(from(small, '10.5.2.1'), person.username)
    assert.equal(alike(stillWrong, person.username), alike(locked, person.username))
    const { link, letter } = await open(small, person.email, 'Ξεκλειδώστε')
    assert.match(letter.text, /Ξεκλείδωμα/)
    for (const _ of [1, 2]) assert.equal((await from(small, '10.5.3.1').get(link)).status, 200)
    assert.equal((await tryPassword(from(small, '10.5.2.2'), person.username, person.password)).status, 422)
    assert.equal((await press(from(small, '10.5.3.2'), link)).path, '/login')
    assert.equal(isSignedIn(await tryPassword(from(small, '10.5.2.3'), person.username, person.password)), true)
    assert.equal((await from(small, '10.5.3.3').get(link)).status, 404)
    assert.equal(isSignedIn(await tryPassword(owner, person.username, person.password)), true)
  })

  it('is not helped by forged addresses where no proxy is named', async () => {
    const bare = await startPortal()
    try {
      const person = await makeCitizen(bare)
      for (let i = 1; i <= 5; i++) assert.equal((await wrong(from(bare, `10.6.0.${i}`), person.username)).status, 422)
      assert.equal((await wrong(from(bare, '10.6.0.9'), person.username)).status, 429)
    } finally {
      await bare.stop()
    }
  })
})

describe('a sign-in from a new device', () => {
  async function settled() {
    const person = await makeCitizen(portal)
    const home = somewhere(firefox)
    await tryPassword(home, person.username, person.password)
    return { person, home }
  }
  const letters = (person: TestCitizen) => count(`letter where citizen_id = $1 and kind = 'login.new_device'`, person.id)
  const deliver = async (person: TestCitizen) => {
    await portal.pool.query(`update letter set next_attempt_at = now() where citizen_id = $1`, [person.id])
    await portal.deliverMail()
  }

  it('is told neither at the first sign-in nor from a known browser', async () => {
    const { person, home } = await settled()
    await home.post('/logout')
    await tryPassword(home, person.username, person.password)
    assert.equal(await letters(person), 0)
  })

  it('is told five minutes later, in one letter for several', async () => {
    const { person } = await settled()
    await tryPassword(somewhere(phone), person.username, person.password)
    assert.equal(await count(`letter where citizen_id = $1 and next_attempt_at - created_at = interval '5 minutes'`, person.id), 1)
    await portal.deliverMail()
    assert.equal(portal.mailbox.letters(person.email).length, 0)
    await tryPassword(somewhere(), person.username, person.password)
    assert.equal(await letters(person), 1)
    await deliver(person)
    const { letter } = await open(portal, person.email, 'νέα συσκευή')
    assert.match(letter.text, /Chrome, Android/)
    assert.match(letter.text, /Άγνωστο πρόγραμμα/)
    assert.doesNotMatch(letter.text, /Firefox/)
  })

  it('ends all sessions and the password by «this was not me», and by nothing less', async () => {
    const { person, home } = await settled()
    const thief = somewhere(phone)
    await tryPassword(thief, person.username, person.password)
    await deliver(person)
    const { link } = await open(portal, person.email, 'νέα συσκευή')
    assert.match(link, /^\/account\/not-me\?token=/)
    for (const _ of [1, 2]) assert.equal((await portal.visit().get(link)).headers.get('referrer-policy'), 'no-referrer')
    assert.equal((await thief.get('/account')).path, '/account')
    const done = await press(portal.visit(), link)
    assert.match(done.text, /Αποσυνδέσαμε όλες τις συσκευές/)
    for (const visit of [thief, home]) assert.match((await visit.get('/account')).path, /^\/login/)
    assert.equal((await tryPassword(thief, person.username, person.password)).status, 422)
    const reset = await open(portal, person.email, 'Ασφαλίσαμε')
    assert.match(reset.link, /^\/password\/reset\?token=/)
    const words = 'entelos allo sinthimatiko 77'
    assert.equal((await press(portal.visit(), reset.link, { password: words, password_confirm: words })).path, '/login')
    assert.equal(isSignedIn(await tryPassword(home, person.username, words)), true)
    assert.equal((await portal.visit().get(link)).status, 404)
  })
})

describe('the record', () => {
  it('is not flooded by tries that were refused', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere()
    for (let i = 0; i < 9; i++) await wrong(visit, person.username)
    assert.equal(await count(`sign_in where citizen_id = $1 and outcome = 'limited'`, person.id), 1)
  })

  it('keeps each try with its browser, and the trail names no names', async () => {
    const person = await makeCitizen(portal)
    const visit = somewhere(firefox)
    await wrong(visit, person.username)
    await tryPassword(visit, person.username, person.password)
    const { rows } = await portal.pool.query(`select outcome, browser from sign_in where citizen_id = $1 order by id`, [person.id])
    assert.deepEqual(rows, [
      { outcome: 'wrong_password', browser: 'Firefox, Windows' },
      { outcome: 'ok', browser: 'Firefox, Windows' },
    ])
    const trail = await portal.pool.query(
      `select event, target_id, to_jsonb(audit_event)::text as line from audit_event where target_id = $1 order by id`,
      [person.id],
    )
    assert.deepEqual(
      trail.rows.map(row => row.event),
      ['login.failed', 'login.ok'],
    )
    assert.doesNotMatch(trail.rows.map(row => row.line).join(), new RegExp(`${person.username}|${person.email}`))
  })
})
