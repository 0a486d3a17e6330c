/** Registering and activating, through the pages and the letters. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { startPortal, type TestPortal, valueOf, type Visit } from './support/portal.js'

const password = 'karekla-ouranos-violi-914'
const fresh = () => `p${randomBytes(5).toString('hex')}`

type Form = Record<string, string>

function levelA(name = fresh()): Form {
  return { username: name, email: `${name}@example.org`, password, password_confirm: password, surname: 'Παπαδάκη', first_name: 'Μαρία', privacy_read: 'yes' }
}

let portal: TestPortal
before(async () => {
  portal = await startPortal()
})
after(() => portal.stop())

async function register(form: Form, visit = portal.visit()) {
  await visit.get('/register')
  return visit.post('/register', { ...form, form_started: valueOf(visit.last as never, 'form_started') })
}

async function letterTo(email: string) {
  const letter = await portal.mailbox.next(email)
  return { letter, link: /\/activate\?token=[\w-]+/.exec(letter.text)?.[0] ?? '', code: /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(letter.text)?.[0] ?? '' }
}

async function pressButton(visit: Visit, link: string) {
  const page = await visit.get(link)
  return visit.post('/activate', { token: valueOf(page, 'token') })
}

describe('the way in', () => {
  it('registers, opens the letter, presses the button and signs in', async () => {
    const form = levelA()
    const visit = portal.visit()
    const sent = await register(form, visit)
    assert.equal(sent.path, '/register/sent')
    assert.match(sent.text, new RegExp(form.email as string))
    const { link } = await letterTo(form.email as string)
    const landed = await pressButton(portal.visit(), link)
    assert.equal(landed.path, '/login')
    assert.match(landed.text, /ενεργοποιήθηκε/)
    assert.doesNotMatch(landed.html, /action="\/logout"/)
    const home = await visit.post('/login', { username: (form.username as string).toUpperCase(), password })
    assert.equal(home.path, '/requests')
    assert.match(home.html, /action="\/logout"/)
  })
})
