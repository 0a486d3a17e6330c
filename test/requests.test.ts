import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import sharp from 'sharp'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestCitizen } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'

const address = '/services/ilektrofotismos-provlima/request'
const answers = { subcategory: 'lamp_out', street: 'Ξάνθου', street_number: '12', description: 'Δεν ανάβει εδώ και μέρες' }

let portal: TestPortal
before(async () => {
  portal = await startPortal({
    LIMIT_REQUESTS_ACCOUNT_HOUR: '1000',
    LIMIT_REQUESTS_ACCOUNT_DAY: '1000',
    LIMIT_REQUESTS_ADDRESS_HOUR: '1000',
  })
})
after(() => portal.stop())

/** From the first page to the receipt, as a person walks it. */
async function file(citizen: Visit, fields: Record<string, string> = answers): Promise<Page> {
  const form = await citizen.get(`${address}?subcategory=${fields.subcategory}`)
  const check = await citizen.post(address, { ...fields, submission_key: valueOf(form, 'submission_key') })
  assert.equal(check.path, `${address}/check`)
  return citizen.post(address, { confirmed: 'yes', submission_key: valueOf(check, 'submission_key') })
}

const numberOf = (page: Page) => /^\/requests\/(\d{9})/.exec(page.path)?.[1] as string

async function countRequests(citizen: TestCitizen): Promise<number> {
  const { rows } = await portal.pool.query('select count(*)::int as n from service_request where citizen_id = $1', [citizen.id])
  return rows[0].n
}

describe('filing a report', () => {
  it('goes from the first page to a receipt with a number, a letter and a place in the queue', async () => {
    const person = await makeCitizen(portal)
    const citizen = await signIn(portal, person)
    const receipt = await file(citizen)
    assert.equal(receipt.status, 200)
    assert.match(receipt.text, /Υπόθεση \d{3}-\d{3}-\d{3}/)
    assert.match(receipt.text, /Ηλεκτροφωτισμός/)
    const letter = await portal.mailbox.next(person.email, 'Λάβαμε το αίτημά σας')
    assert.match(letter.text, /Φως που δεν ανάβει/)
    assert.match(letter.text, new RegExp(`${portal.url}/requests/${numberOf(receipt)}`))
    assert.match((await citizen.get('/requests')).text, /Φως που δεν ανάβει/)
  })

  it('asks first what it is about, and says where to call when it is urgent', async () => {
    const citizen = await signIn(portal, await makeCitizen(portal))
    const choice = await citizen.get(address)
    assert.match(choice.text, /112/)
    const refused = await citizen.post(address, { submission_key: valueOf(choice, 'submission_key') })
    assert.equal(refused.status, 422)
    assert.match(refused.text, /Διαλέξτε μία από τις απαντήσεις/)
    const form = await citizen.post(address, { subcategory: 'wires_exposed' })
    assert.equal(form.path, `${address}?subcategory=wires_exposed`)
    assert.match(form.text, /11500/)
  })

  it('keeps what was typed and says beside each field what is wrong', async () => {
    const citizen = await signIn(portal, await makeCitizen(portal))
    await citizen.get(`${address}?subcategory=lamp_out`)
    const page = await citizen.post(address, {
      subcategory: 'lamp_out',
      street: '',
      description: 'Κρατήστε με',
      postal_code: '12',
      contact_phone: '5',
    })
    assert.equal(page.status, 422)
    assert.match(page.html, /Κρατήστε με/)
    for (const field of ['street', 'postal_code', 'contact_phone']) assert.match(page.html, new RegExp(`id="${field}-error"`))
    assert.match(page.html, /<title>Σφάλμα:/)
  })

  it('makes one request of the same form sent two hundred times at once', async () => {
    const person = await makeCitizen(portal)
    const citizen = await signIn(portal, person)
    const form = await citizen.get(`${address}?subcategory=lamp_out`)
    const submission_key = valueOf(form, 'submission_key')
    const send = () => citizen.post(address, { ...answers, submission_key, confirmed: 'yes' }, { follow: false })
    const pages = await Promise.all(Array.from({ length: 200 }, send))
    assert.deepEqual([...new Set(pages.map(page => page.status))], [303])
    assert.equal(new Set(pages.map(page => page.headers.get('location'))).size, 1)
    assert.equal(await countRequests(person), 1)
    await portal.deliverMail()
    assert.equal(portal.mailbox.letters(person.email).length, 1)
  })

  it('gives the same receipt to a second click on «send» and to a reload', async () => {
    const person = await makeCitizen(portal)
    const citizen = await signIn(portal, person)
    await citizen.get(`${address}?subcategory=lamp_out`)
    const check = await citizen.post(address, { ...answers, submission_key: randomUUID() })
    const submission_key = valueOf(check, 'submission_key')
    const first = await citizen.post(address, { confirmed: 'yes', submission_key })
    const second = await citizen.post(address, { confirmed: 'yes', submission_key })
    assert.equal(second.path, first.path)
    assert.equal(await countRequests(person), 1)
  })

  it('keeps a visitor’s text until they have signed in', async () => {
    const person = await makeCitizen(portal)
    const visitor = portal.visit()
    await visitor.get(`${address}?subcategory=lamp_out`)
    const check = await visitor.post(address, answers)
    assert.match(check.text, /συνδεθείτε ή εγγραφείτε/)
    await visitor.get('/login?next=' + encodeURIComponent(`${address}/check`))
    const back = await visitor.post('/login', { username: person.username, password: person.password, next: `${address}/check` })
    assert.equal(back.path, `${address}/check`)
    assert.match(back.text, /Δεν ανάβει εδώ και μέρες/)
    const receipt = await visitor.post(address, { confirmed: 'yes', submission_key: valueOf(back, 'submission_key') })
    assert.match(receipt.path, /^\/requests\/\d{9}$/)
  })

  it('keeps the text of a form whose session has died, to be found after signing in', async () => {
    const person = await makeCitizen(portal)
    const citizen = await signIn(portal, person)
    await citizen.get(`${address}?subcategory=lamp_out`)
    await portal.pool.query('delete from session where citizen_id = $1', [person.id])
    const kept = await citizen.post(address, answers)
    assert.equal(kept.path, `${address}/check`)
    assert.match(kept.text, /Δεν ανάβει εδώ και μέρες/)
    await citizen.get('/login')
    await citizen.post('/login', { username: person.username, password: person.password })
    assert.match((await citizen.get(`${address}/check`)).text, /Δεν ανάβει εδώ και μέρες/)
  })

  it('keeps the text of a form that was open while its owner signed in anew, photos’ form and all', async () => {
    const person = await makeCitizen(portal)
    const citizen = await signIn(portal, person)
    await citizen.get(`${address}?subcategory=lamp_out`)
    const kept = await citizen.postFiles(address, { ...answers, _csrf: 'of-the-session-before' }, [])
    assert.equal(kept.path, `${address}/check`)
    assert.match(kept.text, /Δεν ανάβει εδώ και μέρες/)
    const { rows } = await portal.pool.query('select count(*)::int as n from draft where citizen_id = $1', [person.id])
    assert.equal(rows[0].n, 1)
  })

  it('keeps nothing of a form that comes from elsewhere', async () => {
    const person = await makeCitizen(portal)
    const citizen = await signIn(portal, person)
    await citizen.get(`${address}?subcategory=lamp_out`)
    const page = await citizen.post(address, answers, { headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' } })
    assert.equal(page.status, 403)
    const { rows } = await portal.pool.query('select count(*)::int as n from draft where citizen_id = $1', [person.id])
    assert.equal(rows[0].n, 0)
  })

  it('warns of a point outside the town and refuses nothing', async () => {
    const citizen = await signIn(portal, await makeCitizen(portal))
    await citizen.get(`${address}?subcategory=lamp_out`)
    const check = await citizen.post(address, { ...answers, lat: '40.63', lng: '22.94' })
    assert.match(check.text, /έξω από τα όρια/)
    const receipt = await citizen.post(address, { confirmed: 'yes', submission_key: valueOf(check, 'submission_key') })
    assert.match(receipt.path, /^\/requests\/\d{9}$/)
  })

  it('stops at the hourly limit, and a repeat of the same form does not count', async () => {
    const strict = await startPortal({ LIMIT_REQUESTS_ACCOUNT_HOUR: '2' })
    try {
      const citizen = await signIn(strict, await makeCitizen(strict))
      await citizen.get(`${address}?subcategory=lamp_out`)
      const key = randomUUID()
      const send = (submission_key: string) => citizen.post(address, { ...answers, submission_key, confirmed: 'yes' }, { follow: false })
      for (let i = 0; i < 4; i += 1) assert.equal((await send(key)).status, 303)
      assert.equal((await send(randomUUID())).status, 303)
      const refused = await send(randomUUID())
      assert.equal(refused.status, 429)
      assert.ok(Number(refused.headers.get('retry-after')) > 0)
    } finally {
      await strict.stop()
    }
  })
})

describe('photos', () => {
  const photo = (name: string, data: Uint8Array, type = 'image/jpeg') => ({ name: 'photos', filename: name, type, data })
  const jpeg = (options: { width?: number; height?: number } = {}) =>
    sharp({ create: { width: options.width ?? 60, height: options.height ?? 40, channels: 3, background: '#c33' } }).jpeg()

  it('are turned upright, made anew without what the camera wrote, and shown to their owner only', async () => {
    const citizen = await signIn(portal, await makeCitizen(portal))
    await citizen.get(`${address}?subcategory=lamp_out`)
    const data = await jpeg()
      .withExif({ IFD0: { Artist: 'Somebody' }, IFD3: { GPSLatitude: '38/1 2/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const check = await citizen.postFiles(address, answers, [photo('../../etc/passwd.jpg', data)])
    assert.equal(check.path, `${address}/check`)
    const source = /src="(\/photos\/[0-9a-f-]{36})/.exec(check.html)?.[1] as string
    const cookie = [...citizen.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(portal.url + source, { headers: { cookie } })
    assert.equal(response.headers.get('content-type'), 'image/jpeg')
    assert.match(response.headers.get('content-security-policy') ?? '', /sandbox/)
    const picture = await sharp(Buffer.from(await response.arrayBuffer())).metadata()
    assert.deepEqual([picture.width, picture.height, picture.exif], [40, 60, undefined])
    const stranger = await signIn(portal, await makeCitizen(portal))
    assert.equal((await stranger.get(source)).status, 404)
    assert.equal((await portal.visit().get(source)).path.startsWith('/login'), true)
  })

  it('that do not open are refused with a sentence, and the text stays', async () => {
    const citizen = await signIn(portal, await makeCitizen(portal))
    await citizen.get(`${address}?subcategory=lamp_out`)
    const good = await jpeg().toBuffer()
    const bad: [string, Uint8Array][] = [
      ['a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
      ['a.jpg', Buffer.from('not a picture')],
      ['a.gif', Buffer.from('GIF89a\x01\x00\x01\x00')],
      ['cut.jpg', good.subarray(0, 120)],
      ['polyglot.jpg', Buffer.concat([Buffer.from('PK\x03\x04'), good])],
    ]
    for (const [name, data] of bad) {
      const page = await citizen.postFiles(address, answers, [photo(name, data)])
      assert.equal(page.status, 422, name)
      assert.match(page.html, /id="photos-error"/, name)
      assert.match(page.html, /Δεν ανάβει εδώ και μέρες/, name)
    }
  })

  it('are at most five', async () => {
    const citizen = await signIn(portal, await makeCitizen(portal))
    await citizen.get(`${address}?subcategory=lamp_out`)
    const data = await jpeg().toBuffer()
    for (let i = 0; i < 5; i += 1) assert.equal((await citizen.postFiles(address, answers, [photo('a.jpg', data)])).status, 200)
    const sixth = await citizen.postFiles(address, answers, [photo('a.jpg', data)])
    assert.equal(sixth.status, 422)
    assert.match(sixth.text, /Δεν χωρούν άλλες/)
  })

  it('in a forged form are never looked at', async () => {
    const person = await makeCitizen(portal)
    const citizen = await signIn(portal, person)
    await citizen.get(`${address}?subcategory=lamp_out`)
    const page = await citizen.postFiles(`${address}/photos`, {}, [photo('a.jpg', await jpeg().toBuffer())], { token: false })
    assert.equal(page.status, 403)
    const { rows } = await portal.pool.query('select count(*)::int as n from photo where citizen_id = $1', [person.id])
    assert.equal(rows[0].n, 0)
  })
})

describe('the owner of a request', () => {
  it('mends it until a clerk takes it, and then writes messages', async () => {
    const citizen = await signIn(portal, await makeCitizen(portal))
    const clerk = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['ilektrofotismos']))
    const number = numberOf(await file(citizen))
    const form = await citizen.get(`/requests/${number}/mend`)
    const version = valueOf(form, 'version')
    const mended = await citizen.post(`/requests/${number}/mend`, { ...answers, street: 'Θράκης', version })
    assert.match(mended.text, /Θράκης/)
    const late = await citizen.get(`/requests/${number}/mend`)
    await clerk.get(`/desk/requests/${number}`)
    await clerk.post(`/desk/requests/${number}/moves/take`, { version: valueOf(late, 'version') })
    const refused = await citizen.post(`/requests/${number}/mend`, { ...answers, street: 'Κρήτης', version: valueOf(late, 'version') })
    assert.equal(refused.status, 409)
    assert.match(refused.text, /υπάλληλος πρόλαβε/)
    const page = await citizen.get(`/requests/${number}`)
    assert.match(page.text, /Θράκης/)
    const written = await citizen.post(`/requests/${number}/messages`, { message: 'Είναι στη γωνία', version: valueOf(page, 'version') })
    assert.match(written.text, /Είναι στη γωνία/)
  })

  it('moves the point on the map, and reads of it in words', async () => {
    const citizen = await signIn(portal, await makeCitizen(portal))
    const number = numberOf(await file(citizen))
    for (const lng of ['23.68', '23.69']) {
      const version = valueOf(await citizen.get(`/requests/${number}/mend`), 'version')
      const mended = await citizen.post(`/requests/${number}/mend`, { ...answers, lat: '38.04', lng, version })
      assert.match(mended.text, /Διορθώθηκαν τα στοιχεία/)
      assert.doesNotMatch(mended.text, /requests\.event/)
    }
  })

  it('withdraws it while nobody has taken it, once', async () => {
    const citizen = await signIn(portal, await makeCitizen(portal))
    const number = numberOf(await file(citizen))
    const page = await citizen.get(`/requests/${number}`)
    const version = valueOf(page, 'version')
    assert.match((await citizen.post(`/requests/${number}/withdrawal`, { version })).text, /Αποσύρθηκε/)
    assert.equal((await citizen.post(`/requests/${number}/withdrawal`, { version })).status, 409)
  })

  it('is the only one who finds it', async () => {
    const citizen = await signIn(portal, await makeCitizen(portal))
    const stranger = await signIn(portal, await makeCitizen(portal))
    const number = numberOf(await file(citizen))
    await stranger.get('/requests')
    const missing = await stranger.get('/requests/111111118')
    for (const path of ['', '/mend']) {
      const page = await stranger.get(`/requests/${number}${path}`)
      assert.equal(page.status, 404)
      assert.equal(page.text, missing.text)
    }
    for (const act of ['mend', 'withdrawal', 'messages', 'reopening'])
      assert.equal((await stranger.post(`/requests/${number}/${act}`, { version: '1', message: 'x' })).status, 404)
    assert.equal((await portal.visit().get(`/requests/${number}`)).path.startsWith('/login'), true)
  })
})

describe('the desk', () => {
  async function case_(): Promise<{ person: TestCitizen; citizen: Visit; clerk: Visit; number: string }> {
    const person = await makeCitizen(portal)
    const citizen = await signIn(portal, person)
    const clerk = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['ilektrofotismos']))
    return { person, citizen, clerk, number: numberOf(await file(citizen)) }
  }

  async function move(clerk: Visit, number: string, name: string, words: Record<string, string> = {}): Promise<Page> {
    const page = await clerk.get(`/desk/requests/${number}`)
    return clerk.post(`/desk/requests/${number}/moves/${name}`, { version: valueOf(page, 'version'), ...words })
  }

  it('takes, asks, hears, answers and closes; the citizen sees each step and gets each letter', async () => {
    const { person, citizen, clerk, number } = await case_()
    await move(clerk, number, 'take')
    await move(clerk, number, 'ask', { text: 'Ποιος είναι ο αριθμός της κολόνας;' })
    const asked = await citizen.get(`/requests/${number}`)
    assert.match(asked.text, /Χρειάζονται στοιχεία/)
    await citizen.post(`/requests/${number}/messages`, { message: 'Το 14', version: valueOf(asked, 'version') })
    await move(clerk, number, 'start', { text: 'Αύριο το πρωί' })
    await move(clerk, number, 'note', { text: 'Μόνο μεταξύ μας' })
    const closed = await move(clerk, number, 'resolve', { outcome: 'fixed', text: 'Άλλαξε ο λαμπτήρας' })
    assert.match(closed.text, /Διεκπεραιώθηκε/)
    await portal.deliverMail()
    const seen = await citizen.get(`/requests/${number}`)
    for (const words of ['Ποιος είναι ο αριθμός', 'Το 14', 'Αύριο το πρωί', 'Άλλαξε ο λαμπτήρας'])
      assert.ok(seen.text.includes(words), words)
    assert.ok(!seen.text.includes('Μόνο μεταξύ μας'))
    assert.deepEqual(
      portal.mailbox.letters(person.email).map(letter => letter.subject.split(': ')[1] ?? 'λάβαμε'),
      ['λάβαμε', 'την ανέλαβε υπάλληλος', 'χρειαζόμαστε μια απάντηση', 'λάβαμε το μήνυμά σας', 'ξεκίνησε η εργασία', 'διεκπεραιώθηκε'],
    )
    assert.match(seen.text, /στάλθηκε \d\d\/\d\d\/\d{4}/)
  })

  it('lets the first of two clerks take a case and tells the other who has it', async () => {
    const { clerk, number } = await case_()
    const person = await makeStaff(portal, ['clerk'], ['ilektrofotismos'])
    const other = await signInStaff(portal, person)
    const version = valueOf(await clerk.get(`/desk/requests/${number}`), 'version')
    await other.get(`/desk/requests/${number}`)
    const [one, two] = await Promise.all([clerk, other].map(who => who.post(`/desk/requests/${number}/moves/take`, { version })))
    assert.deepEqual([one?.status, two?.status].sort(), [200, 409])
    const loser = one?.status === 409 ? one : two
    assert.match(loser?.text ?? '', /Την έχει τώρα: Υπάλληλος/)
  })

  it('tells a clerk whose page is older than another’s taking who has it, instead of refusing', async () => {
    const { clerk, number } = await case_()
    const other = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['ilektrofotismos']))
    const version = valueOf(await clerk.get(`/desk/requests/${number}`), 'version')
    await move(other, number, 'take')
    const opened: Record<string, string>[] = [{ version }, {}]
    for (const words of opened) {
      const late = await clerk.post(`/desk/requests/${number}/moves/reply`, { text: 'Αύριο', ...words })
      assert.equal(late.status, 409)
      assert.match(late.text, /Την έχει τώρα: Υπάλληλος/)
    }
  })

  it('takes no case for a duplicate of itself', async () => {
    const { clerk, number } = await case_()
    await move(clerk, number, 'take')
    assert.equal((await move(clerk, number, 'duplicate', { duplicate_of: number })).status, 422)
  })

  it('refuses a move that the status does not allow, words that are missing, and a clerk who has not taken it', async () => {
    const { clerk, number } = await case_()
    assert.equal((await move(clerk, number, 'resolve', { outcome: 'fixed', text: 'x' })).status, 403)
    await move(clerk, number, 'take')
    const page = await move(clerk, number, 'resolve', { outcome: 'fixed', text: '' })
    assert.equal(page.status, 422)
    assert.match(page.html, /id="resolve-text-error"/)
    assert.equal((await move(clerk, number, 'take')).status, 409)
    assert.equal((await move(clerk, number, 'fly')).status, 404)
  })

  it('forwards to another department with a reason: the old one loses sight of it, the citizen is told', async () => {
    const { person, clerk, number } = await case_()
    const crews = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['technika-synergeia']))
    assert.equal((await crews.get(`/desk/requests/${number}`)).status, 404)
    await move(clerk, number, 'forward_department', { department: 'technika-synergeia', text: 'Είναι δρόμος' })
    assert.equal((await clerk.get(`/desk/requests/${number}`)).status, 404)
    assert.match((await crews.get('/desk/requests?queue=new')).text, new RegExp(number.replace(/(\d{3})(?=\d)/g, '$1-')))
    const letter = await portal.mailbox.next(person.email, 'άλλη υπηρεσία')
    assert.match(letter.text, /Τεχνικά Συνεργεία/)
    assert.match(letter.text, /Είναι δρόμος/)
  })

  it('writes every look at a case and every move into the trail, without names', async () => {
    const { clerk, number, person } = await case_()
    await move(clerk, number, 'take')
    const { rows } = await portal.pool.query<{ event: string; line: string }>(
      `select event, audit_event::text as line from audit_event where target_id = $1
         or target_id = (select id::text from service_request where number = $2) order by id`,
      [person.id, number],
    )
    const events = rows.map(row => row.event)
    for (const event of ['request.created', 'person.viewed', 'request.assigned']) assert.ok(events.includes(event), event)
    assert.ok(rows.every(row => !/Δοκιμάκη|Ξάνθου/.test(row.line)))
  })
})
