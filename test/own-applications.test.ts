/** An application seen by whoever applied: what they still have to do, and until when there is an answer. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { todayInAthens } from '../src/fields/dates.js'
import { showDate } from '../src/i18n/dates.js'
import { withAnswers } from '../src/requests/answers.js'
import { fileFor } from './support/applications.js'
import { picture } from './support/doors.js'
import { goodPdf } from './support/pdf-files.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestCitizen } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'

/** Asks for three papers. */
const parking = 'thesi-stathmefsis-amea'
let portal: TestPortal
before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_REQUESTS_ACCOUNT_HOUR: '1000', LIMIT_REQUESTS_ACCOUNT_DAY: '1000' })
})
after(() => portal.stop())

type Made = { person: TestCitizen; visit: Visit; number: string; address: string }

async function applied(slug: string, given: Parameters<typeof fileFor>[3] = {}): Promise<Made> {
  const person = await makeCitizen(portal, { level: 'B' })
  const { number } = await fileFor(portal, person, slug, given)
  return { person, visit: await signIn(portal, person), number, address: `/requests/${number}` }
}

async function rowOf(number: string) {
  const { rows } = await portal.pool.query(
    `select id, status, version, answers, answers_sealed as "answersSealed", department, clock_started_on::text as started,
       clock_paused_on::text as paused, clock_waited as waited, due_on::text as due from service_request where number = $1`,
    [number],
  )
  return { ...rows[0], answers: withAnswers(portal.portal, 'service_request', rows[0]).answers }
}

const files = async (field: string) => [{ name: 'file', filename: `${field}.pdf`, type: 'application/pdf', data: await goodPdf() }]

async function give({ visit, address }: Made, field: string): Promise<Page> {
  await visit.get(address)
  return visit.postFiles(`${address}/papers/${field}`, {}, await files(field))
}

async function clerkOf(number: string): Promise<{ desk: Visit; move(name: string, fields?: Record<string, string>): Promise<Page> }> {
  const { department } = await rowOf(number)
  const desk = await signInStaff(portal, await makeStaff(portal, ['clerk'], [department]))
  await desk.get('/desk/account/password')
  return {
    desk,
    async move(name, fields = {}) {
      const page = await desk.post(`/desk/requests/${number}/moves/${name}`, { version: String((await rowOf(number)).version), ...fields })
      assert.equal(page.status, 200, `${name}: ${page.text.slice(0, 600)}`)
      return page
    },
  }
}

/** Under review, with the one field asked again. */
async function corrected(
  field: string,
  slug = 'geniki-aitisi',
): Promise<Made & { move(name: string, fields?: Record<string, string>): Promise<Page> }> {
  const made = await applied(slug)
  const clerk = await clerkOf(made.number)
  await clerk.move('take')
  const { id } = await rowOf(made.number)
  const { rows } = await portal.pool.query('select id from staff limit 1')
  await portal.pool.query(
    `update service_request set status = 'needs_info', version = version + 1, clock_paused_on = (now() at time zone 'Europe/Athens')::date - 3,
       due_on = null where id = $1`,
    [id],
  )
  await portal.pool.query(`insert into answer_correction (request_id, field, asked_by, why) values ($1, $2, $3, 'Λείπει η οδός')`, [
    id,
    field,
    rows[0].id,
  ])
  return { ...made, move: clerk.move }
}

describe('the page of an application', () => {
  it('says the protocol number, both dates and by when there is an answer, with the receipt beside them', async () => {
    const { visit, address, number } = await applied('geniki-aitisi')
    const page = await visit.get(address)
    const today = showDate(todayInAthens())
    const { due } = await rowOf(number)
    assert.match(page.text, /Αριθμός πρωτοκόλλου \d+\/\d\d-\d\d-\d{4}/)
    assert.ok(page.text.includes(`Υποβλήθηκε ${today} Η προθεσμία άρχισε ${today} Απάντηση έως ${showDate(due)}`), page.text)
    assert.match(page.html, new RegExp(`${address}/receipt"`))
    assert.match(page.html, new RegExp(`${address}/receipt\\.pdf"`))
  })

  it('opens the sealed answers for whoever gave them, by the sections of the form', async () => {
    const { visit, address } = await applied('geniki-aitisi', { typed: { subject: 'Κλαδιά στο πεζοδρόμιο' } })
    const page = await visit.get(address)
    assert.match(page.text, /Θέμα Κλαδιά στο πεζοδρόμιο/)
    const other = await signIn(portal, await makeCitizen(portal))
    assert.equal((await other.get(address)).status, 404)
  })

  it('shows the time that it waited for the citizen apart', async () => {
    const { visit, address, number } = await applied('geniki-aitisi')
    await portal.pool.query('update service_request set clock_waited = 4 where number = $1', [number])
    assert.match((await visit.get(address)).text, /Αναμονή για δική σας ενέργεια 4 ημέρες/)
  })

  it('says of a rejection the reasons and how to challenge it', async () => {
    const { visit, address, number } = await applied('geniki-aitisi')
    await portal.pool.query(
      `update service_request set status = 'rejected', closed_at = now(), decided_at = now(), outcome_reason = 'Δεν έχει οδό', challenge = 'Με προσφυγή σε 15 ημέρες'
       where number = $1`,
      [number],
    )
    const page = await visit.get(address)
    assert.match(page.text, /Δεν έχει οδό/)
    assert.match(page.text, /Αν διαφωνείτε Με προσφυγή σε 15 ημέρες/)
    assert.match(page.text, /Απαντήσαμε \d\d\/\d\d\/\d{4}/)
    assert.doesNotMatch(page.html, /withdrawal/)
  })

  it('is withdrawn by its owner', async () => {
    const { visit, address, number } = await applied('geniki-aitisi')
    const page = await visit.get(address)
    await visit.post(`${address}/withdrawal`, { version: valueOf(page, 'version') })
    assert.equal((await rowOf(number)).status, 'withdrawn')
    assert.match((await visit.get(address)).text, /Ανακλήθηκε από τον αιτούντα/)
  })
})

describe('papers that are owed', () => {
  it('each have a button of their own, and the last one starts the clock', async () => {
    const made = await applied(parking, { owed: ['kepa', 'residence_proof'] })
    const { visit, address, number, person } = made
    const page = await visit.get(address)
    assert.match(page.text, /Τι πρέπει να κάνετε/)
    assert.match(page.text, /Όχι ακόμη: λείπουν δικαιολογητικά/)
    assert.match(page.text, /Σε \d+ ημέρες από τότε που θα είναι πλήρης/)
    for (const field of ['kepa', 'residence_proof']) assert.match(page.html, new RegExp(`action="${address}/papers/${field}"`))
    const first = await give(made, 'kepa')
    assert.match(first.text, /Το λάβαμε/)
    assert.match(first.text, /Δικαιολογητικό που ήρθε: /)
    assert.deepEqual([(await rowOf(number)).status, (await rowOf(number)).started], ['documents_missing', null])
    const last = await give(made, 'residence_proof')
    assert.doesNotMatch(last.text, /Τι πρέπει να κάνετε/)
    assert.match(last.text, /Ήρθαν όλα τα δικαιολογητικά/)
    const row = await rowOf(number)
    assert.deepEqual([row.status, row.started], ['registered', todayInAthens()])
    assert.ok(row.due, 'there is a last day now')
    const { rows: letters } = await portal.pool.query(
      `select subject, body_text as text from letter where citizen_id = $1 and kind = 'request.papers_in'`,
      [person.id],
    )
    assert.equal(letters.length, 1)
    assert.match(letters[0].text, new RegExp(showDate(row.due)))
    const link = /href="(\/attachments\/[0-9a-f-]+)"/.exec(last.html)?.[1] as string
    assert.equal((await visit.get(link)).status, 200)
    assert.equal((await (await signIn(portal, await makeCitizen(portal))).get(link)).status, 404)
  })

  it('go back to the clerk who has the file', async () => {
    const made = await applied(parking, { owed: ['kepa'] })
    const { rows } = await portal.pool.query('select id from staff limit 1')
    await portal.pool.query('update service_request set assignee_id = $2 where number = $1', [
      made.number,
      rows[0]?.id ??
        (await portal.pool.query(`select id from staff where username = $1`, [(await makeStaff(portal, ['clerk'])).username])).rows[0].id,
    ])
    await give(made, 'kepa')
    assert.equal((await rowOf(made.number)).status, 'under_review')
  })

  it('are counted once where two come at the same moment', async () => {
    const made = await applied(parking, { owed: ['kepa', 'residence_proof'] })
    await made.visit.get(made.address)
    const send = async (field: string) => made.visit.postFiles(`${made.address}/papers/${field}`, {}, await files(field), { follow: false })
    const pages = await Promise.all([send('kepa'), send('residence_proof')])
    assert.deepEqual(
      pages.map(page => page.status),
      [303, 303],
    )
    const { id, status } = await rowOf(made.number)
    assert.equal(status, 'registered')
    const { rows } = await portal.pool.query(`select event from request_event where request_id = $1 order by id`, [id])
    assert.deepEqual(
      rows.map(row => row.event),
      ['registered', 'paper_given', 'paper_given', 'papers_in'],
    )
  })

  it('are not taken twice', async () => {
    const made = await applied(parking, { owed: ['kepa', 'residence_proof'] })
    await give(made, 'kepa')
    const again = await made.visit.postFiles(`${made.address}/papers/kepa`, {}, await files('kepa'))
    assert.equal(again.status, 409)
    assert.match(again.text, /δεν λείπει πια/)
    const { rows } = await portal.pool.query('select count(*)::int as n from attachment where request_id = $1', [
      (await rowOf(made.number)).id,
    ])
    assert.equal(rows[0].n, 1)
    assert.equal((await made.visit.get(`${made.address}/papers/kepa`)).path, made.address)
  })

  it('stay owed where the file cannot be taken, or none was chosen', async () => {
    const made = await applied(parking, { owed: ['kepa'] })
    const { visit, address } = made
    await visit.get(`${address}/papers/kepa`)
    const none = await visit.postFiles(`${address}/papers/kepa`, {}, [])
    assert.equal(none.status, 422)
    assert.match(none.text, /Διαλέξτε ένα αρχείο/)
    assert.match(none.html, /id="paper-kepa-error"/)
    const wrong = await visit.postFiles(`${address}/papers/kepa`, {}, [
      { name: 'file', filename: 'a.pdf', type: 'application/pdf', data: Buffer.from('not a paper at all') },
    ])
    assert.equal(wrong.status, 422)
    assert.match(wrong.text, /Δεχόμαστε μόνο PDF και φωτογραφίες/)
    const mixed = await visit.postFiles(`${address}/papers/kepa`, {}, [
      { name: 'file', filename: 'a.jpg', type: 'image/jpeg', data: await picture() },
      { name: 'file', filename: 'b.pdf', type: 'application/pdf', data: Buffer.from('nothing') },
    ])
    assert.equal(mixed.status, 422)
    const { id, status } = await rowOf(made.number)
    const { rows } = await portal.pool.query('select count(*)::int as n from attachment where request_id = $1', [id])
    assert.deepEqual([status, rows[0].n], ['documents_missing', 0])
  })

  it('may be several photos of one paper', async () => {
    const made = await applied(parking, { owed: ['kepa'] })
    await made.visit.get(made.address)
    const photo = { name: 'file', type: 'image/jpeg', data: await picture() }
    const page = await made.visit.postFiles(`${made.address}/papers/kepa`, {}, [
      { ...photo, filename: '1.jpg' },
      { ...photo, filename: '2.jpg' },
    ])
    assert.match(page.text, /Αρχείο 2/)
  })

  it('may be announced as brought along, and sent all the same later', async () => {
    const made = await applied(parking, { owed: ['kepa'] })
    await portal.pool.query(`update request_paper set way = 'attach' where field = 'kepa' and request_id = $1`, [
      (await rowOf(made.number)).id,
    ])
    await made.visit.get(made.address)
    const page = await made.visit.post(`${made.address}/papers/kepa/bring`)
    assert.match(page.text, /Έχετε πει ότι θα το φέρετε/)
    assert.equal((await rowOf(made.number)).status, 'documents_missing')
    assert.equal((await made.visit.post(`${made.address}/papers/kepa/bring`)).status, 409)
    assert.match((await give(made, 'kepa')).text, /Το λάβαμε/)
  })

  it('are nobody else’s to give', async () => {
    const made = await applied(parking, { owed: ['kepa'] })
    const visit = await signIn(portal, await makeCitizen(portal))
    await visit.get('/account/details')
    for (const path of [`${made.address}/papers/kepa`, `${made.address}/papers/kepa/bring`, `${made.address}/correction`])
      assert.equal((await visit.post(path, {})).status, 404, path)
    assert.equal((await visit.postFiles(`${made.address}/papers/kepa`, {}, await files('kepa'))).status, 404)
    assert.equal((await visit.get(`${made.address}/papers/kepa`)).status, 404)
    assert.equal((await visit.get(`${made.address}/correction`)).status, 404)
  })

  it('are not taken once the application is withdrawn', async () => {
    const made = await applied(parking, { owed: ['kepa'] })
    const page = await made.visit.get(made.address)
    await made.visit.post(`${made.address}/withdrawal`, { version: valueOf(page, 'version') })
    assert.equal((await made.visit.postFiles(`${made.address}/papers/kepa`, {}, await files('kepa'))).status, 409)
    assert.doesNotMatch((await made.visit.get(made.address)).text, /Τι πρέπει να κάνετε/)
  })
})

describe('a correction', () => {
  it('shows the one field with the clerk’s words, and its answer goes back to the clerk with the clock running', async () => {
    const { visit, address, number } = await corrected('subject')
    const page = await visit.get(address)
    assert.match(page.text, /Διορθώστε ένα στοιχείο/)
    assert.match(page.text, /Λείπει η οδός/)
    assert.match(page.text, /Η προθεσμία σταμάτησε στις .*: περιμένουμε εσάς/)
    assert.match(page.html, /name="subject"[^>]*value="Τιμή για subject"/)
    assert.doesNotMatch(page.html, /name="body"/)
    const done = await visit.post(`${address}/correction`, { version: valueOf(page, 'version'), subject: 'Κλαδιά στην οδό Ξάνθου' })
    assert.match(done.text, /Λάβαμε τη διόρθωσή σας/)
    const row = await rowOf(number)
    assert.deepEqual([row.status, row.paused, row.waited, row.answers.subject], ['under_review', null, 3, 'Κλαδιά στην οδό Ξάνθου'])
    assert.equal(row.answers.body, 'Λόγοι για: Τι ζητάτε', 'everything else stays')
    const { rows } = await portal.pool.query(
      'select id, before_sealed as before, answered_at from answer_correction where request_id = $1',
      [row.id],
    )
    const place = { table: 'answer_correction', column: 'before_sealed', row: rows[0].id }
    assert.equal(portal.portal.sealer.open(rows[0].before, place), 'Τιμή για subject')
    assert.ok(rows[0].answered_at, 'answered')
  })

  it('is checked by the form as it stood, and keeps what was typed', async () => {
    const { visit, address, number } = await corrected('subject')
    const page = await visit.get(`${address}/correction`)
    const wrong = await visit.post(`${address}/correction`, { version: valueOf(page, 'version'), subject: '' })
    assert.equal(wrong.status, 422)
    assert.match(wrong.html, /id="subject-error"/)
    const long = 'ω'.repeat(300)
    assert.match((await visit.post(`${address}/correction`, { version: valueOf(page, 'version'), subject: long })).html, new RegExp(long))
    assert.equal((await rowOf(number)).status, 'needs_info')
  })

  it('changes nothing but the field that was asked', async () => {
    const { visit, address, number } = await corrected('subject')
    const page = await visit.get(address)
    await visit.post(`${address}/correction`, {
      version: valueOf(page, 'version'),
      subject: 'Νέο',
      body: 'Άλλο',
      target_department: 'Άλλη',
    })
    const { answers } = await rowOf(number)
    assert.deepEqual([answers.subject, answers.body], ['Νέο', 'Λόγοι για: Τι ζητάτε'])
  })

  it('of a page that is too old is refused', async () => {
    const { visit, address, number } = await corrected('subject')
    const version = valueOf(await visit.get(address), 'version')
    await portal.pool.query('update service_request set version = version + 1 where number = $1', [number])
    assert.equal((await visit.post(`${address}/correction`, { version, subject: 'Νέο' })).status, 409)
    assert.equal((await rowOf(number)).answers.subject, 'Τιμή για subject')
    await visit.post(`${address}/correction`, { version: String(Number(version) + 1), subject: 'Νέο' })
    const twice = await visit.post(`${address}/correction`, { version: String(Number(version) + 1), subject: 'Άλλο' })
    assert.equal(twice.status, 409)
    assert.equal((await rowOf(number)).answers.subject, 'Νέο')
  })

  it('may be answered by a message instead', async () => {
    const { visit, address, number } = await corrected('subject')
    const page = await visit.get(address)
    await visit.post(`${address}/messages`, { version: valueOf(page, 'version'), message: 'Δεν υπάρχει οδός' })
    assert.equal((await rowOf(number)).status, 'under_review')
    assert.doesNotMatch((await visit.get(address)).text, /Διορθώστε ένα στοιχείο/)
  })
})
