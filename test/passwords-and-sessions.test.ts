/** A citizen's own account: passwords, open sessions, address of mail, details, and the wish for Level B. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { makeCitizen, signIn, type TestCitizen } from './support/people.js'
import { startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'
import { alike, fresh, isSignedIn, levelA, open, personal, press, register, tryPassword } from './support/registering.js'

const words = 'entelos allo sinthimatiko 77'
const twice = (typed: string) => ({ password: typed, password_confirm: typed })

let portal: TestPortal
before(async () => {
  portal = await startPortal({ LIMIT_SIGN_UP_ADDRESS_HOUR: '1000', LIMIT_WRONG_PASSWORDS_ADDRESS: '1000' })
})
after(() => portal.stop())

async function forget(name: string, visit = portal.visit(), follow = true) {
  await visit.get('/password/forgot')
  return visit.post('/password/forgot', { email: name }, { follow })
}

async function rowOf(person: TestCitizen) {
  const { rows } = await portal.pool.query('select * from citizen where id = $1', [person.id])
  return rows[0]
}

/** The password was typed a while ago. */
async function makeStale(person: TestCitizen) {
  await portal.pool.query(
    `update session set sess = jsonb_set(sess::jsonb, '{freshAt}', to_jsonb((sess ->> 'freshAt')::bigint - 11 * 60 * 1000))::json where citizen_id = $1`,
    [person.id],
  )
}

async function waitsFor(db: Pick<TestPortal['pool'], 'query'>, table: string): Promise<boolean> {
  const { rowCount } = await db.query('select from pg_locks where not granted and relation = $1::regclass', [table])
  return rowCount !== 0
}

const isIn = async (visit: Visit) => (await visit.get('/account')).path === '/account'

describe('a forgotten password', () => {
  it('is asked for on a page that is the same for everybody, and only the owner gets a letter', async () => {
    const person = await makeCitizen(portal)
    const nobody = fresh()
    const answers: string[] = []
    for (const name of [person.email, `${nobody}@example.org`, person.username, nobody]) {
      const visit = portal.visit()
      answers.push(alike(await forget(name, visit, false), name) + alike(await visit.get('/password/forgot/sent'), name))
    }
    assert.equal(new Set(answers).size, 1)
    await portal.deliverMail()
    assert.equal(portal.mailbox.letters(person.email).length, 2)
    assert.equal(portal.mailbox.letters(`${nobody}@example.org`).length, 0)
    const { rows } = await portal.pool.query(`select count(*)::int as n from letter where to_address like '%invalid'`)
    assert.equal(rows[0].n, 0)
  })

  it('is set by the link’s button, once, whatever programs open the link; then everybody is out', async () => {
    const person = await makeCitizen(portal)
    const other = await signIn(portal, person)
    await forget(person.email)
    const { link } = await open(portal, person.email, 'Νέο συνθηματικό')
    for (const _ of [1, 2]) {
      const page = await portal.visit().get(link)
      assert.equal(page.status, 200)
      assert.equal(page.headers.get('referrer-policy'), 'no-referrer')
    }
    const visit = portal.visit()
    const done = await press(visit, link, twice(words))
    assert.equal(done.path, '/login')
    assert.equal(isSignedIn(done), false)
    assert.equal(await isIn(other), false)
    assert.equal((await portal.visit().get(link)).status, 404)
    assert.equal((await visit.post('/password/reset', { token: link.split('token=')[1] as string, ...twice(`${words} ξανά`) })).status, 404)
    assert.equal((await tryPassword(portal.visit(), person.username, person.password)).status, 422)
    assert.equal(isSignedIn(await tryPassword(portal.visit(), person.username, words)), true)
    assert.match((await open(portal, person.email, 'άλλαξε')).link, /^\/account\/not-me/)
  })

  it('is set by the newest link only, within half an hour', async () => {
    const person = await makeCitizen(portal)
    await forget(person.email)
    const first = await open(portal, person.email)
    await forget(person.username)
    const second = await open(portal, person.email)
    assert.equal((await portal.visit().get(first.link)).status, 404)
    const { rows } = await portal.pool.query(
      `update citizen_token set expires_at = expires_at - interval '30 minutes' where citizen_id = $1 and purpose = 'password_reset' returning expires_at <= now() as over`,
      [person.id],
    )
    assert.equal(rows[0].over, true)
    assert.equal((await portal.visit().get(second.link)).status, 404)
  })

  it('sends three letters an hour, by whichever name, and the page does not tell', async () => {
    const person = await makeCitizen(portal)
    const answers: string[] = []
    for (const name of [person.email, person.username, person.email, person.username, person.email])
      answers.push(alike(await forget(name), name))
    assert.equal(new Set(answers).size, 1)
    await portal.deliverMail()
    assert.equal(portal.mailbox.letters(person.email).length, 3)
  })

  it('refuses a new password that is weak or about its owner, and the link stays good', async () => {
    const person = await makeCitizen(portal)
    await forget(person.email)
    const { link } = await open(portal, person.email)
    for (const typed of ['short', '123456789012', `${person.username}2026`, 'petroupoli13231']) {
      const page = await press(portal.visit(), link, twice(typed))
      assert.equal(page.status, 422, typed)
      assert.match(page.html, /id="password-error"/)
      assert.doesNotMatch(page.html, new RegExp(typed))
    }
    for (const typed of ['x'.repeat(5000), '😀'.repeat(3000), '\u{1F600}'.repeat(129)])
      assert.equal((await press(portal.visit(), link, { password: typed, password_confirm: 'another' })).status, 422, typed.slice(0, 8))
    assert.equal((await press(portal.visit(), link, { password: words, password_confirm: 'another' })).status, 422)
    assert.equal((await press(portal.visit(), link, twice(words))).path, '/login')
  })

  it('takes a password with spaces, Greek letters and signs exactly as typed', async () => {
    const person = await makeCitizen(portal)
    await forget(person.email)
    const { link } = await open(portal, person.email)
    const typed = '  καρέκλα ☂ ουρανός βιολί  '
    await press(portal.visit(), link, twice(typed))
    assert.equal((await tryPassword(portal.visit(), person.username, typed.trim())).status, 422)
    assert.equal(isSignedIn(await tryPassword(portal.visit(), person.username, typed.normalize('NFD'))), true)
  })

  it('unlocks an account that too many wrong passwords had locked', async () => {
    const person = await makeCitizen(portal)
    await portal.pool.query('update citizen set wrong_passwords = 100 where id = $1', [person.id])
    assert.equal((await tryPassword(portal.visit(), person.username, person.password)).status, 422)
    await forget(person.email)
    await press(portal.visit(), (await open(portal, person.email)).link, twice(words))
    assert.equal(isSignedIn(await tryPassword(portal.visit(), person.username, words)), true)
  })

  it('answers odd input with a page', async () => {
    const visit = portal.visit()
    await visit.get('/password/forgot')
    for (const email of ['', 'a'.repeat(3000), ['a', 'b'], '\u202e', "' or 1=1 --"])
      assert.equal((await visit.post('/password/forgot', { email })).status < 500, true)
    for (const path of [
      '/password/reset',
      '/password/reset?token=a&token=b',
      '/account/not-me',
      '/login/unlock?token=%20',
      '/account/email/confirm?token[]=1',
    ]) {
      assert.equal((await visit.get(path)).status, 404, path)
    }
  })
})

describe('changing the password', () => {
  const change = (visit: Visit, current: string, typed = words) =>
    visit.post('/account/security/password', { password_current: current, ...twice(typed) })

  it('asks for the present one, ends all other sessions and tells by letter', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    const other = await signIn(portal, person)
    await visit.get('/account/security')
    const before = visit.cookies.get('sid')
    const wrong = await change(visit, 'not the password')
    assert.equal(wrong.status, 422)
    assert.match(wrong.html, /id="password_current-error"/)
    assert.equal(await isIn(other), true)
    const done = await change(visit, person.password)
    assert.match(done.text, /Το συνθηματικό άλλαξε/)
    assert.notEqual(visit.cookies.get('sid'), before)
    assert.equal(await isIn(visit), true)
    assert.equal(await isIn(other), false)
    assert.equal(isSignedIn(await tryPassword(portal.visit(), person.username, words)), true)
    await open(portal, person.email, 'άλλαξε')
  })

  it('does not let the present one be guessed', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    await visit.get('/account/security')
    for (const _ of [1, 2, 3, 4, 5]) assert.equal((await change(visit, 'not the password')).status, 422)
    assert.equal((await change(visit, person.password)).status, 429)
  })
})

describe('open sessions', () => {
  it('are listed, and one or all others can be ended', async () => {
    const person = await makeCitizen(portal)
    const [mine, second, third] = [await signIn(portal, person), await signIn(portal, person), await signIn(portal, person)] as [
      Visit,
      Visit,
      Visit,
    ]
    const page = await mine.get('/account/security')
    const closings = page.html.match(/\/account\/security\/sessions\/\w+\/closure/g) as string[]
    assert.equal(closings.length, 3)
    assert.match(page.text, /αυτή η συσκευή/)
    for (const visit of [mine, second, third]) {
      const sid = decodeURIComponent(visit.cookies.get('sid') as string)
        .slice(2)
        .split('.')[0] as string
      assert.ok(!page.html.includes(sid), 'the key to a session is never shown')
    }
    await mine.post(closings[0] as string)
    assert.deepEqual([await isIn(third), await isIn(second)], [false, true])
    await mine.post('/account/security/sessions/others/closure')
    assert.deepEqual([await isIn(second), await isIn(mine)], [false, true])
  })

  it('of others cannot be ended', async () => {
    const person = await makeCitizen(portal)
    const victim = await signIn(portal, person)
    await signIn(portal, person)
    const ref = /sessions\/(\w{64})\/closure/.exec((await victim.get('/account/security')).html)?.[1]
    const stranger = await signIn(portal, await makeCitizen(portal))
    await stranger.get('/account/security')
    assert.equal((await stranger.post(`/account/security/sessions/${ref}/closure`)).status, 404)
    assert.equal((await victim.get('/account/security')).html.match(/\w{64}\/closure/g)?.length, 1)
  })

  it('do not come back by a page that was under way when they ended', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    await portal.pool.query(`update session set sess = jsonb_set(sess::jsonb, '{seenAt}', '1')::json where citizen_id = $1`, [person.id])
    const clerk = await portal.pool.connect()
    await clerk.query('begin')
    await clerk.query('lock table citizen in access exclusive mode')
    const underWay = visit.get('/requests', { follow: false })
    while (!(await waitsFor(clerk, 'citizen'))) await new Promise(setImmediate)
    await portal.pool.query('delete from session where citizen_id = $1', [person.id])
    await clerk.query('commit')
    clerk.release()
    await underWay
    assert.equal(await isIn(visit), false)
  })

  it('stand beside the history of sign-ins', async () => {
    const person = await makeCitizen(portal)
    await tryPassword(portal.visit(), person.username, 'not the password')
    const page = await (await signIn(portal, person)).get('/account/security')
    assert.match(page.text, /Λάθος συνθηματικό/)
    assert.match(page.text, /\d\d\/\d\d\/\d{4}, \d\d:\d\d/)
  })
})

describe('a session left open', () => {
  it('is asked for the password again after ten minutes, and goes on where it was', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    assert.equal((await visit.get('/account/security')).path, '/account/security')
    await makeStale(person)
    for (const path of ['/account/security', '/account/email'])
      assert.equal((await visit.get(path)).path, `/account/confirm?next=${encodeURIComponent(path)}`)
    assert.equal((await visit.post('/account/security/sessions/others/closure')).path, '/account/confirm?next=%2Faccount%2Fsecurity')
    const before = visit.cookies.get('sid')
    const page = await visit.get('/account/security')
    assert.equal((await visit.post('/account/confirm', { password: 'wrong', next: valueOf(page, 'next') })).status, 422)
    assert.equal(
      (await visit.post('/account/confirm', { password: person.password, next: valueOf(page, 'next') })).path,
      '/account/security',
    )
    assert.notEqual(visit.cookies.get('sid'), before)
  })

  it('does not let the password be guessed, nor be sent to another site', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    await visit.get('/account/confirm?next=//evil.example')
    assert.equal((await visit.post('/account/confirm', { password: person.password, next: '//evil.example' })).path, '/account')
    for (const _ of [1, 2, 3, 4, 5]) await visit.post('/account/confirm', { password: 'wrong' })
    assert.equal((await visit.post('/account/confirm', { password: person.password })).status, 429)
  })
})

describe('another address of mail', () => {
  const ask = async (visit: Visit, email: string, password_current: string) => {
    await visit.get('/account/email')
    return visit.post('/account/email', { email, password_current })
  }

  it('is asked for with the password, proved by a link, and both addresses are told', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    const next = `${fresh()}@example.org`
    assert.equal((await ask(visit, next, 'wrong')).status, 422)
    assert.match((await ask(visit, next, person.password)).text, new RegExp(next))
    await open(portal, person.email, 'Ζητήθηκε αλλαγή')
    const { link } = await open(portal, next, 'Επιβεβαιώστε')
    for (const _ of [1, 2]) assert.match((await portal.visit().get(link)).text, new RegExp(next))
    assert.equal((await rowOf(person)).email, person.email)
    await press(visit, link)
    assert.equal((await rowOf(person)).email, next)
    assert.match((await visit.get('/account')).text, new RegExp(next))
    await open(portal, person.email, 'Το e-mail σας άλλαξε')
    assert.equal((await portal.visit().get(link)).status, 404)
  })

  it('answers alike where the address has an account, whose owner alone is told', async () => {
    const other = await makeCitizen(portal)
    const answers: string[] = []
    for (const email of [other.email, `${fresh()}@example.org`]) {
      const person = await makeCitizen(portal)
      const visit = await signIn(portal, person)
      answers.push(alike(await ask(visit, email, person.password), email, person.email, person.username))
    }
    assert.equal(answers[0], answers[1])
    assert.equal((await open(portal, other.email)).letter.subject, 'Έχετε ήδη λογαριασμό')
  })

  it('goes to one of two who prove the same one', async () => {
    const people = [await makeCitizen(portal), await makeCitizen(portal)]
    const next = `${fresh()}@example.org`
    const links: string[] = []
    for (const person of people) {
      await ask(await signIn(portal, person), next, person.password)
      links.push((await open(portal, next)).link)
    }
    const pages = await Promise.all(links.map(link => press(portal.visit(), link)))
    assert.equal(pages.filter(page => page.status === 404).length, 1)
  })

  it('is put back by «this was not me» from the old one', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    const next = `${fresh()}@example.org`
    await ask(visit, next, person.password)
    await press(visit, (await open(portal, next)).link)
    const { link } = await open(portal, person.email, 'Το e-mail σας άλλαξε')
    assert.match((await press(portal.visit(), link)).text, /ασφαλής/)
    assert.equal((await rowOf(person)).email, person.email)
    assert.equal(await isIn(visit), false)
    assert.match((await open(portal, person.email, 'Ασφαλίσαμε')).link, /^\/password\/reset/)
  })

  it('is not changed by a link from before a new password', async () => {
    const person = await makeCitizen(portal)
    const next = `${fresh()}@example.org`
    await ask(await signIn(portal, person), next, person.password)
    const { link } = await open(portal, next)
    await forget(person.email)
    await press(portal.visit(), (await open(portal, person.email, 'Νέο συνθηματικό')).link, twice(words))
    assert.equal((await portal.visit().get(link)).status, 404)
  })

  it('kills a link for a new password that went to the old one', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    await forget(person.email)
    const reset = await open(portal, person.email, 'Νέο συνθηματικό')
    const next = `${fresh()}@example.org`
    await ask(visit, next, person.password)
    await press(visit, (await open(portal, next)).link)
    assert.equal((await portal.visit().get(reset.link)).status, 404)
  })
})

describe('one’s own details', () => {
  it('are changed at Level A, wrong values get a sentence', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    await visit.get('/account/details')
    const wrong = await visit.post('/account/details', {
      surname: '',
      first_name: 'Άννα',
      phone: '123',
      language: 'el',
      delivery_street: 'Ξάνθου',
    })
    assert.equal(wrong.status, 422)
    for (const field of ['surname', 'phone', 'delivery_number', 'delivery_postal_code', 'delivery_area'])
      assert.match(wrong.html, new RegExp(`id="${field}-error"`))
    const page = await visit.post('/account/details', { surname: 'Νέα', first_name: 'Άννα', mobile: '+30 694 484 8966', language: 'en' })
    assert.equal(page.path, '/account')
    assert.match(page.text, /Άννα Νέα/)
    assert.match(page.text, /694 484 8966/)
    assert.match(page.html, /<html lang="en"/)
    assert.equal((await rowOf(person)).language, 'en')
  })

  it('do not change the name at Level B, and ask for the password', async () => {
    const person = await makeCitizen(portal, { level: 'B' })
    const visit = await signIn(portal, person)
    assert.doesNotMatch((await visit.get('/account/details')).html, /name="surname"/)
    const base = { mobile: '6944848966', language: 'el' }
    assert.equal((await visit.post('/account/details', base)).status, 422)
    assert.equal((await visit.post('/account/details', { ...base, password_current: 'wrong' })).status, 422)
    assert.equal((await visit.post('/account/details', { ...base, surname: 'Άλλη', password_current: person.password })).status, 422)
    assert.equal((await visit.post('/account/details', { ...base, password_current: person.password })).path, '/account')
    const row = await rowOf(person)
    assert.deepEqual([row.surname, row.mobile], ['Δοκιμάκη', '+306944848966'])
    await open(portal, person.email, 'Άλλαξαν στοιχεία')
  })

  it('take no level, status or name of another from a form', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    await visit.get('/account/details')
    const extras: Record<string, string>[] = [
      { level: 'B' },
      { status: 'active' },
      { username: 'admin' },
      { wants_level_b: 'yes' },
      { citizen_id: person.id },
    ]
    for (const extra of extras) {
      assert.equal((await visit.post('/account/details', { surname: 'Α', first_name: 'Β', language: 'el', ...extra })).status, 422)
    }
    assert.equal((await visit.post('/account/details', { surname: 'Α', 'user[level]': 'B' })).status < 500, true)
    assert.deepEqual([(await rowOf(person)).level, (await rowOf(person)).username], ['A', person.username])
  })
})

describe('the wish for Level B from the account', () => {
  it('asks for everything, keeps it, says what to bring, and shows numbers masked', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    const form = await visit.get('/account/level-b')
    assert.match(form.text, /Κωστή Βάρναλη/)
    assert.equal((await visit.post('/account/level-b', {})).status, 422)
    const next = await visit.post('/account/level-b', personal)
    assert.equal(next.path, '/verification')
    assert.match(next.text, /Για την ταυτότητά σας, ένα από αυτά/)
    const page = await visit.get('/account')
    assert.match(page.text, /\*{5}9216/)
    assert.doesNotMatch(page.html, /094259216|ΑΒ123456|0?3\/0?9\/1980/)
    const row = await rowOf(person)
    assert.deepEqual([row.wants_level_b, row.level], [true, 'A'])
  })

  it('keeps what is sealed where its field is left empty, and never shows it in the form', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    await visit.get('/account/level-b')
    await visit.post('/account/level-b', personal)
    const before = await rowOf(person)
    const form = await visit.get('/account/level-b')
    assert.doesNotMatch(form.html, /094259216|ΑΒ123456|0?3\/0?9\/1980/)
    assert.equal(valueOf(form, 'street'), 'Ξάνθου')
    const { afm, identity_number, birth_date, tax_office, ...rest } = personal
    assert.equal((await visit.post('/account/level-b', { ...rest, street: 'Άλλη' })).path, '/verification')
    const after = await rowOf(person)
    assert.deepEqual(
      [after.afm_sealed, after.identity_number_sealed, after.street],
      [before.afm_sealed, before.identity_number_sealed, 'Άλλη'],
    )
  })

  it('is closed to those who have it: what the counter saw is changed at the counter', async () => {
    const person = await makeCitizen(portal, { level: 'B' })
    const visit = await signIn(portal, person)
    assert.equal((await visit.get('/account/level-b')).path, '/account')
    assert.equal((await visit.post('/account/level-b', personal)).status, 403)
    assert.equal((await rowOf(person)).afm_sealed, null)
  })

  it('shows at the account what was declared when registering', async () => {
    const form = levelA({ wants_level_b: 'yes', ...personal })
    await register(portal.visit(), form)
    const visit = portal.visit()
    await press(visit, (await open(portal, form.email)).link)
    await tryPassword(visit, form.username, form.password as string)
    const page = await visit.get('/account')
    assert.match(page.text, /Ξάνθου 12Α, 132 31 Πετρούπολη/)
    assert.match(page.text, /Δεν υπάρχει στα έγγραφα/)
  })
})

describe('pages of an account', () => {
  it('are nobody else’s', async () => {
    for (const path of ['/account', '/account/details', '/account/level-b', '/account/security', '/account/email', '/account/confirm']) {
      assert.match((await portal.visit().get(path)).path, /^\/login\?next=/, path)
    }
  })
})
