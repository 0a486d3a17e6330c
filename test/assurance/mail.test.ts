/** Letters go to one address, say what we say, and lead to us. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { answers, file } from '../support/doors.js'
import { makeCitizen, makeStaff, signIn, signInStaff } from '../support/people.js'
import { startPortal, type TestPortal, valueOf } from '../support/portal.js'
import { fresh, levelA, register } from '../support/registering.js'

let portal: TestPortal
before(async () => {
  portal = await startPortal({ LIMIT_SIGN_UP_ADDRESS_HOUR: '1000' })
})
after(() => portal.stop())

async function countLetters(): Promise<number> {
  return (await portal.pool.query('select count(*)::int as n from letter')).rows[0].n
}

describe('an address of mail', () => {
  const two = [
    'a@example.org\r\nBcc: spy@evil.example',
    'a@example.org\nBcc: spy@evil.example',
    'a@example.org%0d%0aBcc:spy@evil.example',
    'a@example.org, spy@evil.example',
    'a@example.org;spy@evil.example',
    'a@example.org spy@evil.example',
    '"a" <a@example.org>',
    'a@example.org\u2028Bcc: spy@evil.example',
    'a@example.org\u0000',
    '<a@example.org>',
    'a@example.org>\r\nRCPT TO:<spy@evil.example',
    'a@[127.0.0.1]',
    'a(comment)@example.org',
  ]
  for (const email of two) {
    it(`such as ${JSON.stringify(email)} gets no letter`, async () => {
      const earlier = await countLetters()
      const page = await register(portal.visit(), levelA({ email }))
      assert.ok([400, 422].includes(page.status), String(page.status))
      const visit = portal.visit()
      await visit.get('/password/forgot')
      assert.ok((await visit.post('/password/forgot', { email })).status < 500)
      await visit.get('/register/sent')
      assert.ok([400, 422].includes((await visit.post('/register/email', { email })).status))
      assert.equal(await countLetters(), earlier)
    })
  }
})

describe('a letter', () => {
  const breaks = 'Καλημέρα\r\nBcc: spy@evil.example\r\nSubject: Other\r\n\r\nOther text'

  it('has no header that somebody typed', async () => {
    for (const surname of [breaks, 'Παπά\nBcc: spy@evil.example', 'Παπά\u2028x']) {
      assert.equal((await register(portal.visit(), levelA({ surname }))).status, 422, JSON.stringify(surname))
    }
    const person = await makeCitizen(portal)
    const citizen = await signIn(portal, person)
    const clerk = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['ilektrofotismos']))
    assert.equal((await citizen.post('/services/ilektrofotismos-provlima/request', { ...answers, street: breaks })).status, 422)
    const { number } = await file(citizen, { ...answers, description: breaks })
    await clerk.get(`/desk/requests/${number}`)
    await clerk.post(`/desk/requests/${number}/moves/take`, { version: valueOf(await clerk.get(`/desk/requests/${number}`), 'version') })
    const asked = await clerk.post(`/desk/requests/${number}/moves/ask`, {
      version: valueOf(await clerk.get(`/desk/requests/${number}`), 'version'),
      text: breaks,
    })
    assert.equal(asked.status, 200)
    await portal.deliverMail()
    const letters = portal.mailbox.letters(person.email)
    assert.ok(letters.length >= 2)
    for (const letter of letters) {
      assert.equal(letter.headers.has('bcc'), false)
      assert.equal(letter.headers.has('cc'), false)
      assert.notEqual(letter.subject, 'Other')
      assert.match(letter.from, new RegExp(portal.portal.config.mailFrom))
    }
    assert.ok(
      letters.some(({ text }) => text.includes('Bcc: spy@evil.example')),
      'what was typed is text',
    )
    assert.equal(portal.mailbox.letters('spy@evil.example').length, 0)
  })

  it('says what was typed as text, in its HTML too', async () => {
    const person = await makeCitizen(portal)
    const citizen = await signIn(portal, person)
    const script = '<script>alert(1)</script><a href="https://evil.example">here</a>'
    await file(citizen, { ...answers, street: script })
    await portal.deliverMail()
    const [letter] = portal.mailbox.letters(person.email)
    assert.ok(letter)
    assert.ok(letter.text.includes(script))
    assert.ok(letter.html.includes('&lt;script&gt;'))
    assert.doesNotMatch(letter.html, /<script|href="https:\/\/evil/)
  })

  it('leads to the configured address, whatever host or proxy the request names', async () => {
    const person = await makeCitizen(portal)
    const { username, email, ...form } = levelA()
    for (const [path, fields] of [
      ['/password/forgot', { email: person.email }],
      ['/register', { username, email, ...form }],
    ] as const) {
      const visit = portal.visit()
      await visit.get(path)
      const body = new URLSearchParams({ ...fields, _csrf: visit.token as string }).toString()
      const answer = await asHost('evil.example', path, body, `sid=${visit.cookies.get('sid')}`)
      assert.equal(answer.status, 303, path)
      assert.match(answer.location, /^\//, path)
    }
    await portal.deliverMail()
    for (const to of [person.email, email]) {
      const [letter] = portal.mailbox.letters(to)
      assert.ok(letter, to)
      assert.doesNotMatch(letter.text + letter.html, /evil\.example/)
      assert.match(letter.text, new RegExp(`${portal.url}/\\S+token=`))
    }
  })

  it('to an address that nobody has proved holds no word of the one who typed it', async () => {
    const name = fresh()
    const email = `${name}@example.org`
    await register(portal.visit(), levelA({ username: `x${name}`, email, surname: 'Ελάτεεδώ', first_name: 'Κερδίσατε' }))
    await portal.deliverMail()
    const [letter] = portal.mailbox.letters(email)
    assert.ok(letter)
    assert.doesNotMatch(letter.text + letter.html + letter.subject, /Ελάτεεδώ|Κερδίσατε/)
  })

  function asHost(host: string, path: string, body: string, cookie: string): Promise<{ status: number; location: string }> {
    const { hostname, port } = new URL(portal.url)
    const headers = {
      host,
      cookie,
      origin: portal.url,
      'x-forwarded-host': host,
      'x-forwarded-proto': 'https',
      'x-original-url': `https://${host}/`,
      forwarded: `host=${host}`,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    }
    return new Promise((resolve, reject) => {
      const sent = request({ hostname, port, path, method: 'POST', headers }, answer => {
        answer.resume().on('end', () => resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '' }))
      })
      sent.on('error', reject).end(body)
    })
  }
})
