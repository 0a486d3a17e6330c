/** Registering and activating, through the pages and the letters. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { tasks } from '../src/accounts/registration.js'
import { makeCitizen } from './support/people.js'
import { type Page, startPortal, type TestPortal, valueOf } from './support/portal.js'
import { alike, fresh, from, isSignedIn, levelA, levelB, open, password, press, register, tryPassword } from './support/registering.js'

let portal: TestPortal
before(async () => {
  portal = await startPortal({ TRUST_PROXY: 'loopback', LIMIT_SIGN_UP_ADDRESS_HOUR: '1000' })
})
after(() => portal.stop())

const sentence = (page: Page, field: string) =>
  new RegExp(`id="${field}-error"[^>]*><span[^>]*>[^<]*</span>([^<]*)`).exec(page.html)?.[1]?.trim() ?? ''

async function rowOf(email: string) {
  const { rows } = await portal.pool.query('select * from citizen where email_key = $1 order by created_at desc limit 1', [email])
  return rows[0]
}

async function activated(form = levelA()) {
  const visit = portal.visit()
  await register(visit, form)
  const { link } = await open(portal, form.email)
  await press(visit, link)
  return { form, visit, link }
}

describe('registering and activating', () => {
  it('goes from the form to the letter, its button, and signing in', async () => {
    const form = levelA()
    const visit = portal.visit()
    const sent = await register(visit, form)
    assert.equal(sent.path, '/register/sent')
    assert.match(sent.text, new RegExp(form.email))
    const { link, letter } = await open(portal, form.email)
    assert.match(letter.subject, /Ενεργοποιήστε/)
    const landed = await press(portal.visit(), link)
    assert.equal(landed.path, '/login')
    assert.match(landed.text, /ενεργοποιήθηκε/)
    assert.equal(isSignedIn(landed), false)
    const home = await tryPassword(visit, form.username.toUpperCase(), password)
    assert.equal(home.path, '/requests')
    assert.equal(isSignedIn(home), true)
  })

  it('does not let in before the letter is opened', async () => {
    const form = levelA()
    await register(portal.visit(), form)
    assert.equal((await tryPassword(portal.visit(), form.username, password)).status, 422)
  })

  it('activates only by the button, once, whatever programs open the link before', async () => {
    const form = levelA()
    await register(portal.visit(), form)
    const { link } = await open(portal, form.email)
    for (const _ of [1, 2]) {
      const page = await portal.visit().get(link)
      assert.equal(page.status, 200)
      assert.equal(page.headers.get('referrer-policy'), 'no-referrer')
      assert.match(page.text, new RegExp(form.username))
    }
    assert.equal((await rowOf(form.email)).status, 'pending')
    assert.equal((await press(portal.visit(), link)).path, '/login')
    assert.equal((await portal.visit().get(link)).status, 404)
    const visit = portal.visit()
    await visit.get('/activate')
    assert.equal((await visit.post('/activate', { token: link.split('token=')[1] as string })).status, 404)
  })

  it('keeps names as typed, in official capitals and as a key', async () => {
    const form = levelA({ surname: 'Παπαδοπούλου - Γεωργίου', first_name: 'Μαΐρα' })
    await register(portal.visit(), form)
    const row = await rowOf(form.email)
    assert.deepEqual([row.surname, row.surname_official], ['Παπαδοπούλου - Γεωργίου', 'ΠΑΠΑΔΟΠΟΥΛΟΥ - ΓΕΩΡΓΙΟΥ'])
    assert.deepEqual([row.first_name_official, row.first_name_key], ['ΜΑΪΡΑ', 'ΜΑΙΡΑ'])
  })

  it('keeps nothing of an address where only the town stood ready in the form', async () => {
    const form = levelA({ area: 'Πετρούπολη' })
    await register(portal.visit(), form)
    assert.equal((await rowOf(form.email)).area, null)
  })

  it('writes in the language of the page', async () => {
    const form = levelA()
    const visit = portal.visit()
    await visit.get('/?lang=en')
    await register(visit, form)
    assert.match((await open(portal, form.email)).letter.subject, /Activate/)
  })
})

describe('the registration form', () => {
  it('says beside each starred field what is missing, and keeps what was typed but not passwords', async () => {
    const visit = portal.visit()
    const page = await register(visit, { surname: 'Κρατήστε με', password: 'κάτι-κρυφό-που-δεν-φαίνεται', wants_level_b: '' })
    assert.equal(page.status, 422)
    for (const field of ['username', 'email', 'password_confirm', 'first_name', 'privacy_read'])
      assert.notEqual(sentence(page, field), '', field)
    assert.match(page.html, /Κρατήστε με/)
    assert.doesNotMatch(page.html, /κάτι-κρυφό/)
    assert.match(page.html, /<title>Σφάλμα:/)
    for (const field of ['afm', 'street', 'phone']) assert.equal(sentence(page, field), '', field)
  })

  it('asks for everything else once the wish is ticked', async () => {
    const page = await register(portal.visit(), levelA({ wants_level_b: 'yes' }))
    assert.equal(page.status, 422)
    const asked =
      'father_name mother_name birth_date identity_kind identity_number identity_issuer identity_issued afm tax_office street street_number postal_code area phone'
    for (const field of asked.split(' ')) assert.notEqual(sentence(page, field), '', field)
    for (const field of ['mobile', 'identity_expires', 'delivery_street']) assert.equal(sentence(page, field), '', field)
  })

  it('names the field on top of the page where the same sentence fits several', async () => {
    const page = await register(
      portal.visit(),
      levelA({ surname: '1', first_name: '2', delivery_street: 'Κρήτης', birth_date: '31/02/1980' }),
    )
    assert.equal(page.status, 422)
    const top = /error-summary__list">([\s\S]*?)<\/ul>/.exec(page.html)?.[1] ?? ''
    for (const name of ['Επώνυμο: ', 'Όνομα: ', 'Ημερομηνία γέννησης: ', 'Διεύθυνση για πιστοποιητικά: '])
      assert.ok(top.includes(`">${name}`), name)
  })

  it('tells of a wrong value even where the wish is not ticked', async () => {
    const page = await register(portal.visit(), levelA({ afm: '123456781', mobile: '2102323234', postal_code: '13' }))
    assert.equal(page.status, 422)
    for (const field of ['afm', 'mobile', 'postal_code']) assert.notEqual(sentence(page, field), '', field)
    assert.doesNotMatch(page.html, /data-shown-when="wants_level_b"/)
  })

  const wrong: [string, string, string][] = [
    ['username', 'ab', 'too short'],
    ['username', 'μαρία', 'Greek letters'],
    ['username', 'maria p', 'a space'],
    ['email', 'maria', 'no @'],
    ['email', 'a@b.gr,c@d.gr', 'two addresses'],
    ['password', 'petroupoli13231', 'the town'],
    ['password', 'short', 'too short'],
    ['password', '123456789012', 'common'],
    ['password', '😀'.repeat(3000), 'too long, however its length is counted'],
    ['password_confirm', 'something else entirely', 'different'],
    ['surname', 'Παπαδάκη2', 'a digit'],
    ['birth_date', '31/2/1980', 'no such day'],
    ['birth_date', '24/11/2090', 'not yet born'],
    ['identity_kind', 'driving_licence', 'another kind'],
    ['identity_number', '12', 'too short'],
    ['identity_issued', '1/1/2099', 'not yet issued'],
    ['identity_expires', '1/1/2010', 'before the issue'],
    ['afm', '000000000', 'zeros'],
    ['afm', '12345678Α', 'a letter'],
    ['tax_office', 'no-such-office', 'not on the list'],
    ['tax_office_other', '', 'other, but which'],
    ['street_number', 'δώδεκα', 'words'],
    ['postal_code', '1323', 'four digits'],
    ['phone', '694 484 8966', 'a mobile'],
    ['mobile', '210 502 1300', 'a landline'],
    ['delivery_postal_code', '', 'half an address'],
    ['privacy_read', '', 'not read'],
  ]
  for (const [field, value, why] of wrong) {
    it(`refuses ${field} «${value.slice(0, 40)}» (${why}) with a sentence beside it`, async () => {
      const more: Record<string, string> =
        field === 'tax_office_other' ? { tax_office: 'other' } : field === 'delivery_postal_code' ? { delivery_street: 'Ξάνθου' } : {}
      const page = await register(portal.visit(), levelB({ ...more, [field]: value }))
      assert.equal(page.status, 422)
      assert.notEqual(sentence(page, field), '')
      assert.doesNotMatch(sentence(page, field), /^[a-z]+\.[a-z]/i)
    })
  }

  it('refuses an expired passport and one without expiry, but takes an old identity card without one', async () => {
    const passport = { identity_kind: 'passport', identity_number: 'AN1234567' }
    for (const identity_expires of ['1/1/2020', '']) {
      const page = await register(portal.visit(), levelB({ ...passport, identity_issued: '1/1/2015', identity_expires }))
      assert.equal(page.status, 422)
      assert.notEqual(sentence(page, 'identity_expires'), '')
    }
    assert.equal((await register(portal.visit(), levelB({ ...passport, identity_expires: '1/1/2090' }))).path, '/register/sent')
    assert.equal((await register(portal.visit(), levelB({ identity_expires: '' }))).path, '/register/sent')
  })

  it('keeps the numbers sealed, each in its place, and finds them by fingerprint', async () => {
    const form = levelB({ tax_office: 'other', tax_office_other: 'Δ.Ο.Υ. Κάπου' })
    await register(portal.visit(), form)
    const row = await rowOf(form.email)
    const { sealer } = portal.portal
    const opened = (column: string) => sealer.open(row[column], { table: 'citizen', column, row: row.id })
    assert.equal(opened('afm_sealed'), '094259216')
    assert.equal(opened('identity_number_sealed'), 'ΑΒ123456')
    assert.equal(opened('birth_date_sealed'), '1980-09-03')
    assert.equal(opened('tax_office_sealed'), 'other:Δ.Ο.Υ. Κάπου')
    assert.deepEqual(row.afm_print, sealer.fingerprint('094259216', 'afm'))
    assert.doesNotMatch(JSON.stringify({ ...row, afm_sealed: row.afm_sealed.toString('latin1') }), /094259216|1980/)
    assert.deepEqual([row.mother_name, row.father_name, row.mobile], ['', 'Γεώργιος', '+306944848966'])
    assert.deepEqual([row.wants_level_b, row.level], [true, 'A'])
  })

  it('offers the tax offices and takes any of them', async () => {
    const page = await portal.visit().get('/register')
    assert.equal(page.html.match(/<option value="\d{4}"/g)?.length, 313)
    assert.match(page.html, /value="kefode-attikis"/)
  })

  it('does not take what the form does not ask: nobody gives themselves a level', async () => {
    const form = levelA({ level: 'B', status: 'active' })
    const page = await register(portal.visit(), form)
    assert.equal(page.status, 422)
    assert.equal(await rowOf(form.email), undefined)
  })

  it('answers broken and huge input with a page, never with a fault', async () => {
    const visit = portal.visit()
    const odd = [
      '\u{1F600}'.repeat(300),
      'a'.repeat(5000),
      '1e309',
      '-1',
      '<script>',
      '${7*7}',
      '\r\nBcc: x@y.gr',
      '\u202e',
      ' '.repeat(50),
      '٣٤',
    ]
    for (const value of odd) {
      const form = Object.fromEntries(Object.keys(levelB()).map(name => [name, value]))
      assert.ok([413, 422].includes((await register(visit, form)).status), value.slice(0, 20))
    }
    const { email, ...rest } = levelA()
    await visit.get('/register')
    assert.equal(
      (await visit.post('/register', { ...rest, email: [email, email], afm: ['1', '2'], wants_level_b: ['yes', 'yes'] })).status,
      422,
    )
    await visit.get('/register')
    assert.equal((await visit.post('/register', { ...levelA(), surname: 'a\0b' })).status < 500, true)
    for (const token of ['', 'a', 'a'.repeat(5000), '%00', '%ff%fe', '[]'])
      assert.ok((await visit.get(`/activate?token=${token}`)).status < 500, token)
    assert.equal((await visit.get('/activate?token=a&token=b')).status, 404)
  })

  it('gives the form back, empty of it, where the field that people do not see was filled', async () => {
    const form = levelA({ leave_empty: 'http://spam.example' })
    const page = await register(portal.visit(), form)
    assert.equal(page.status, 422)
    assert.match(page.text, /κρυφό πεδίο/)
    assert.equal(valueOf(page, 'leave_empty'), '')
    assert.equal(await rowOf(form.email), undefined)
  })
})

describe('what the answer tells', () => {
  it('is the same for a new address, an address with an account and a taken name', async () => {
    const person = await makeCitizen(portal)
    const other = await makeCitizen(portal)
    const cases = [levelA(), levelA({ email: person.email }), levelA({ username: other.username })]
    const answers: string[] = []
    for (const form of cases) {
      const visit = portal.visit()
      const first = await register(visit, form, { follow: false })
      const second = await visit.get('/register/sent')
      answers.push(alike(first, form.email) + alike(second, form.email))
    }
    assert.equal(answers[1], answers[0])
    assert.equal(answers[2], answers[0])
    assert.match(answers[0] as string, /^303/)
  })

  it('is told to the owner of an address by letter, and changes nothing of theirs', async () => {
    const person = await makeCitizen(portal)
    const before = await rowOf(person.email)
    await register(portal.visit(), levelA({ email: person.email, surname: 'Άλλη' }))
    const { letter, code, link } = await open(portal, person.email)
    assert.match(letter.subject, /Έχετε ήδη λογαριασμό/)
    assert.deepEqual([code, link], ['', ''])
    const { rows } = await portal.pool.query(`select surname from citizen where id = $1`, [before.id])
    assert.equal(rows[0].surname, before.surname)
  })

  it('puts nothing that was typed into a letter to an address nobody has proved', async () => {
    const form = levelA({ first_name: 'Κερδίσατε', surname: 'Τηλεφωνήστε' })
    await register(portal.visit(), form)
    const { letter } = await open(portal, form.email)
    assert.doesNotMatch(letter.text + letter.html, /Κερδίσατε|Τηλεφωνήστε/)
  })

  it('is the same for right and wrong addresses when a code is typed', async () => {
    const form = levelA()
    await register(portal.visit(), form)
    const visit = portal.visit()
    const answers: string[] = []
    for (const email of [form.email, `${fresh()}@example.org`]) {
      await visit.get('/activate')
      answers.push(alike(await visit.post('/activate', { email, code: 'QQQQ-QQQQ' }), email))
    }
    assert.equal(answers[0], answers[1])
  })

  it('builds links from the configured address, whatever host is asked for', async () => {
    const form = levelA()
    await register(from(portal, '10.9.9.9', { 'x-forwarded-host': 'evil.example' }), form)
    const { letter } = await open(portal, form.email)
    assert.equal(letter.text.includes(`${portal.url}/activate?token=`), true)
    assert.doesNotMatch(letter.text, /evil/)
  })
})

describe('the code of the letter', () => {
  it('activates where the link does not open, in any spelling', async () => {
    const form = levelA()
    const visit = portal.visit()
    await register(visit, form)
    const { code } = await open(portal, form.email)
    const landed = await visit.post('/activate', { email: form.email, code: ` ${code.toLowerCase().replace('-', ' ')} ` })
    assert.equal(landed.path, '/login')
    assert.equal((await rowOf(form.email)).status, 'active')
  })

  it('dies after five wrong tries, and the link lives on', async () => {
    const form = levelA()
    const visit = portal.visit()
    await register(visit, form)
    const { code, link } = await open(portal, form.email)
    for (const _ of [1, 2, 3, 4, 5]) assert.equal((await visit.post('/activate', { email: form.email, code: 'QQQQQQQQ' })).status, 422)
    assert.equal((await visit.post('/activate', { email: form.email, code })).status, 422)
    assert.equal((await press(visit, link)).path, '/login')
  })
})

describe('the page that waits for the letter', () => {
  it('sends a new letter, and the one before is dead', async () => {
    const form = levelA()
    const visit = portal.visit()
    await register(visit, form)
    const first = await open(portal, form.email)
    await visit.post('/register/letter')
    const second = await open(portal, form.email)
    assert.equal((await portal.visit().get(first.link)).status, 404)
    assert.equal((await visit.post('/activate', { email: form.email, code: first.code })).status, 422)
    assert.equal((await press(visit, second.link)).path, '/login')
  })

  it('sends three an hour, then says so', async () => {
    const visit = portal.visit()
    await register(visit, levelA())
    for (const _ of [1, 2, 3]) assert.equal((await visit.post('/register/letter')).status, 200)
    const refused = await visit.post('/register/letter')
    assert.equal(refused.status, 429)
    assert.match(refused.text, /δοκιμάστε ξανά σε \d+ λεπτ/)
  })

  it('mends a mistyped address before activation', async () => {
    const form = levelA({ email: `${fresh()}@exmaple.org` })
    const visit = portal.visit()
    await register(visit, form)
    const wrong = await open(portal, form.email)
    const right = `${fresh()}@example.org`
    assert.match((await visit.post('/register/email', { email: right })).text, new RegExp(right))
    const { link } = await open(portal, right)
    assert.equal((await portal.visit().get(wrong.link)).status, 404)
    assert.equal((await press(visit, link)).path, '/login')
    assert.equal(isSignedIn(await tryPassword(visit, form.username, password)), true)
  })

  it('asks whether a provider that looks misspelt was meant', async () => {
    const visit = portal.visit()
    const page = await register(visit, levelA({ email: `${fresh()}@gmial.com` }))
    assert.match(page.text, /Μήπως εννοείτε \w+@gmail\.com/)
  })

  it('sends again from another browser too, telling nothing', async () => {
    const form = levelA()
    await register(portal.visit(), form)
    await open(portal, form.email)
    const visit = portal.visit()
    const answers: string[] = []
    for (const email of [form.email, `${fresh()}@example.org`]) {
      await visit.get('/register/sent')
      answers.push(alike(await visit.post('/register/email', { email }), email))
    }
    assert.equal(answers[0], answers[1])
    assert.equal((await press(visit, (await open(portal, form.email)).link)).path, '/login')
  })
})

describe('names and addresses', () => {
  it('belong to whoever activates first; the other chooses another name then', async () => {
    const { form } = await activated()
    const late = levelA({ username: form.username.toUpperCase(), email: `${fresh()}@example.org` })
    const visit = portal.visit()
    await register(visit, late)
    const { link } = await open(portal, late.email)
    const choose = await press(visit, link)
    assert.equal(choose.status, 422)
    assert.match(choose.text, /Διαλέξτε άλλο όνομα χρήστη/)
    const token = valueOf(choose, 'token')
    assert.equal((await visit.post('/activate', { token, username: 'όχι' })).status, 422)
    assert.equal((await visit.post('/activate', { token, username: form.username })).status, 422)
    const name = fresh()
    assert.equal((await visit.post('/activate', { token, username: name })).path, '/login')
    assert.equal(isSignedIn(await tryPassword(visit, name, password)), true)
  })

  it('are settled for a code as well', async () => {
    const { form } = await activated()
    const late = levelA({ username: form.username, email: `${fresh()}@example.org` })
    const visit = portal.visit()
    await register(visit, late)
    const { code } = await open(portal, late.email)
    const choose = await visit.post('/activate', { email: late.email, code })
    const name = fresh()
    const landed = await visit.post('/activate', { email: valueOf(choose, 'email'), code: valueOf(choose, 'code'), username: name })
    assert.equal(landed.path, '/login')
  })

  it('go to one of two who press at the same moment', async () => {
    const username = fresh()
    const forms = [levelA({ username, email: `${fresh()}@example.org` }), levelA({ username, email: `${fresh()}@example.org` })]
    const links: string[] = []
    for (const form of forms) {
      await register(portal.visit(), form)
      links.push((await open(portal, form.email)).link)
    }
    const pages = await Promise.all(links.map(link => press(portal.visit(), link)))
    assert.deepEqual(pages.map(page => page.status).sort(), [200, 422])
  })

  it('leave no second account for one address', async () => {
    const email = `${fresh()}@example.org`
    const first = levelA({ email })
    const second = levelA({ email })
    await register(portal.visit(), first)
    const one = await open(portal, email)
    await register(portal.visit(), second)
    const two = await open(portal, email)
    const pages = await Promise.all([press(portal.visit(), one.link), press(portal.visit(), two.link)])
    assert.equal(pages.filter(page => page.path === '/login').length, 1)
    const { rows } = await portal.pool.query(`select count(*)::int as n from citizen where email_key = $1`, [email])
    assert.equal(rows[0].n, 1)
  })
})

describe('time', () => {
  it('ends a link after 24 hours', async () => {
    const form = levelA()
    await register(portal.visit(), form)
    const { link, code } = await open(portal, form.email)
    const { id } = await rowOf(form.email)
    const { rows } = await portal.pool.query(
      `update citizen_token set expires_at = expires_at - interval '24 hours' where citizen_id = $1 returning expires_at <= now() as over`,
      [id],
    )
    assert.equal(rows[0].over, true)
    const visit = portal.visit()
    assert.equal((await visit.get(link)).status, 404)
    await visit.get('/activate')
    assert.equal((await visit.post('/activate', { token: link.split('token=')[1] as string })).status, 404)
    assert.equal((await visit.post('/activate', { email: form.email, code })).status, 422)
  })

  it('takes away accounts that nobody activated in seven days, and no others', async () => {
    const old = levelA()
    const young = levelA()
    for (const form of [old, young]) await register(portal.visit(), form)
    const { form: active } = await activated()
    await portal.pool.query(`update citizen set created_at = now() - interval '7 days 1 minute' where email_key = any($1)`, [
      [old.email, active.email],
    ])
    await portal.pool.query(`update citizen set created_at = now() - interval '6 days 23 hours' where email_key = $1`, [young.email])
    for (const task of tasks) await task.run(portal.portal)
    assert.equal(await rowOf(old.email), undefined)
    assert.equal(Boolean(await rowOf(young.email)), true)
    assert.equal(Boolean(await rowOf(active.email)), true)
  })
})

describe('a report written before registering', () => {
  const address = '/services/ilektrofotismos-provlima/request'
  const answers = { subcategory: 'lamp_out', street: 'Ξάνθου', street_number: '12', description: 'Γράφτηκε πριν από την εγγραφή' }

  async function write() {
    const visit = portal.visit()
    const page = await visit.get(`${address}?subcategory=lamp_out`)
    await visit.post(address, { ...answers, submission_key: valueOf(page, 'submission_key') })
    const form = levelA()
    await register(visit, form)
    await press(visit, (await open(portal, form.email)).link)
    return { visit, form }
  }

  it('waits in the same browser, ready to be sent', async () => {
    const { visit, form } = await write()
    const check = await tryPassword(visit, form.username, password)
    assert.equal(check.path, `${address}/check`)
    assert.match(check.text, /Γράφτηκε πριν από την εγγραφή/)
  })

  it('waits on another device too', async () => {
    const { form } = await write()
    const check = await tryPassword(portal.visit(), form.username, password)
    assert.equal(check.path, `${address}/check`)
    assert.match(check.text, /Γράφτηκε πριν από την εγγραφή/)
  })
})

describe('caps on registering', () => {
  it('sends five letters an hour to one address, keeps what was typed, and lets others in', async () => {
    const email = `${fresh()}@example.org`
    for (const _ of [1, 2, 3, 4, 5]) assert.equal((await register(portal.visit(), levelA({ email }))).path, '/register/sent')
    const refused = await register(portal.visit(), levelA({ email, surname: 'Κρατήστε με' }))
    assert.equal(refused.status, 429)
    assert.equal(Number(refused.headers.get('retry-after')) > 0, true)
    assert.match(refused.html, /Κρατήστε με/)
    assert.equal((await register(portal.visit(), levelA())).path, '/register/sent')
  })

  it('sends thirty letters an hour for one network address, and the next network goes on', async () => {
    const small = await startPortal({ TRUST_PROXY: 'loopback', LIMIT_SIGN_UP_ADDRESS_HOUR: '3' })
    try {
      for (const _ of [1, 2, 3]) assert.equal((await register(from(small, '10.0.0.1'), levelA())).path, '/register/sent')
      assert.equal((await register(from(small, '10.0.0.1'), levelA())).status, 429)
      assert.equal((await register(from(small, '10.0.0.2'), levelA())).path, '/register/sent')
      await small.deliverMail()
      assert.equal(small.mailbox.letters().length, 4)
    } finally {
      await small.stop()
    }
  })

  it('gives back a form that was sent in no time, and takes it a little later', async () => {
    const slow = await startPortal({ FORM_FILL_SECONDS: '3' })
    try {
      const visit = slow.visit()
      const form = levelA()
      const page = await register(visit, form)
      assert.equal(page.status, 422)
      assert.match(page.text, /πολύ γρήγορα/)
      assert.match(page.html, new RegExp(form.email))
      assert.equal((await register(visit, { ...form, form_started: '1.forged' })).status, 422)
      const { formStamp } = await import('../src/accounts/fill-time.js')
      const earlier = formStamp(slow.portal.sealer, Date.now() - 4000)
      assert.equal((await register(visit, { ...form, form_started: earlier })).path, '/register/sent')
    } finally {
      await slow.stop()
    }
  })
})
