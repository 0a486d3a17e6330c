/** Everything that waits for a citizen, on one page, each with its next step. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { countPending } from '../src/pending/pending.js'
import { fileFor } from './support/applications.js'
import { makeCertified, takeSlip } from './support/counter.js'
import { file } from './support/doors.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestCitizen } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit } from './support/portal.js'
import { makeWisher } from './support/wishers.js'

let portal: TestPortal
before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_REQUESTS_ACCOUNT_HOUR: '1000', LIMIT_REQUESTS_ACCOUNT_DAY: '1000' })
})
after(() => portal.stop())

const buttonsOn = ({ html }: Page) =>
  [...html.matchAll(/<a class="govuk-button" href="([^"]+)">([^<]+)</g)].map(([, href, text]) => [href, text] as const)

/** The list, whose count is what other pages say. */
async function listOf(
  visit: Visit,
  person: TestCitizen,
): Promise<{ page: Page; buttons: (readonly [string | undefined, string | undefined])[] }> {
  const page = await visit.get('/pending')
  assert.equal(page.status, 200)
  const buttons = buttonsOn(page)
  assert.equal(await countPending(portal.pool, person.id), buttons.length, page.text)
  return { page, buttons }
}

const put = (number: string, status: string) =>
  portal.pool.query('update service_request set status = $2 where number = $1', [number, status])

describe('what waits for me', () => {
  it('is nothing at first, and the page says so', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    const { page, buttons } = await listOf(visit, person)
    assert.match(page.text, /Δεν περιμένει τίποτα από εσάς/)
    assert.deepEqual(buttons, [])
    assert.doesNotMatch((await visit.get('/')).text, /\d+ εκκρεμότητ/)
  })

  it('is every request that cannot go on without me, each with one button to its next step', async () => {
    const person = await makeCitizen(portal, { level: 'B' })
    const visit = await signIn(portal, person)
    const one = await fileFor(portal, person, 'thesi-stathmefsis-amea', { owed: ['kepa'] })
    const two = await fileFor(portal, person, 'koinoniko-pantopoleio', { owed: ['family_certificate', 'tax_statement'] })
    const [asked, corrects, back, ready] = await Promise.all(
      ['geniki-aitisi', 'geniki-aitisi', 'geniki-aitisi', 'geniki-aitisi'].map(slug => fileFor(portal, person, slug)),
    )
    const { number: report } = await file(visit)
    await put(report, 'needs_info')
    await put(asked?.number as string, 'needs_info')
    await put(corrects?.number as string, 'needs_info')
    await put(back?.number as string, 'returned')
    await put(ready?.number as string, 'ready')
    await portal.pool.query(
      `insert into answer_correction (request_id, field, why) select id, 'subject', 'Λείπει' from service_request where number = $1`,
      [corrects?.number],
    )
    await fileFor(portal, person, 'geniki-aitisi')
    const { page, buttons } = await listOf(visit, person)
    assert.deepEqual(
      new Map(buttons.map(([href, text]) => [href, text])),
      new Map([
        [`/requests/${one.number}/papers/kepa`, 'Στείλτε τα'],
        [`/requests/${two.number}#now`, 'Στείλτε τα'],
        [`/requests/${report}#message`, 'Απαντήστε'],
        [`/requests/${asked?.number}#message`, 'Απαντήστε'],
        [`/requests/${corrects?.number}/correction`, 'Διορθώστε το'],
        [`/requests/${back?.number}`, 'Διαλέξτε'],
        [`/requests/${ready?.number}`, 'Δείτε από πού'],
      ]),
    )
    for (const [href] of buttons) {
      const [path, mark] = (href as string).split('#')
      const next = await visit.get(path as string)
      assert.equal(next.status, 200, href)
      if (mark) assert.match(next.html, new RegExp(`id="${mark}"`), href)
    }
    const label = two.service.fields.find(field => field.key === 'tax_statement')?.label.el ?? ''
    assert.ok(
      page.text.includes(label) || two.service.documents.some(one => one.field === 'tax_statement' && page.text.includes(one.el)),
      label,
    )
    assert.match((await visit.get('/')).text, /7 εκκρεμότητες/)
  })

  it('no longer has what was withdrawn or decided', async () => {
    const person = await makeCitizen(portal, { level: 'B' })
    const visit = await signIn(portal, person)
    const { number } = await fileFor(portal, person, 'thesi-stathmefsis-amea', { owed: ['kepa'] })
    assert.equal((await listOf(visit, person)).buttons.length, 1)
    await portal.pool.query(`update service_request set status = 'withdrawn', closed_at = now() where number = $1`, [number])
    assert.equal((await listOf(visit, person)).buttons.length, 0)
  })

  it('is a draft, with the way back to it', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    await visit.get('/services/kathariotita-provlima/request?subcategory=bin_full')
    await visit.post('/services/kathariotita-provlima/request', { subcategory: 'bin_full', street: 'Θράκης' })
    const { buttons } = await listOf(visit, person)
    assert.deepEqual(buttons, [['/services/kathariotita-provlima/request/check', 'Συνεχίστε']])
  })

  it('is the slip that is open, until its end', async () => {
    const person = await makeWisher(portal)
    const { visit } = await takeSlip(portal, person)
    const { page, buttons } = await listOf(visit, person)
    assert.deepEqual(buttons, [['/verification', 'Δείτε το δελτίο']])
    assert.match(page.text, /Το δελτίο σας ισχύει έως \d\d\/\d\d\/\d{4}/)
    await portal.pool.query(`update verification set status = 'binding_awaited' where citizen_id = $1`, [person.id])
    assert.deepEqual((await listOf(visit, person)).buttons, [['/verification', 'Γράψτε τον κωδικό']])
    await portal.pool.query(`update verification set expires_at = now() - interval '1 minute' where citizen_id = $1`, [person.id])
    assert.deepEqual((await listOf(visit, person)).buttons, [])
  })

  it('is a checked detail that ends soon or was returned, of whoever is certified', async () => {
    const desk = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1')
    const { person, visit } = await makeCertified(portal, desk)
    assert.deepEqual((await listOf(visit, person)).buttons, [])
    await portal.pool.query(`update claim set expires_on = current_date + 30 where citizen_id = $1 and claim = 'address'`, [person.id])
    const { page, buttons } = await listOf(visit, person)
    assert.deepEqual(buttons, [['/verification', 'Ανανεώστε']])
    assert.match(page.text, /διεύθυνση/)
    await portal.pool.query(`update citizen set suspended_for = 'password_reset', suspended_at = now() where id = $1`, [person.id])
    assert.deepEqual((await listOf(visit, person)).buttons, [])
  })

  it('is an e-mail that did not arrive', async () => {
    const person = await makeCitizen(portal, { level: 'B' })
    await fileFor(portal, person, 'geniki-aitisi')
    await portal.pool.query(`update letter set status = 'failed' where citizen_id = $1`, [person.id])
    const visit = await signIn(portal, person)
    assert.deepEqual((await listOf(visit, person)).buttons, [['/account/email', 'Δείτε το e-mail']])
  })

  it('is mine alone', async () => {
    const owner = await makeCitizen(portal, { level: 'B' })
    await fileFor(portal, owner, 'thesi-stathmefsis-amea', { owed: ['kepa'] })
    const other = await makeCitizen(portal)
    assert.deepEqual((await listOf(await signIn(portal, other), other)).buttons, [])
    assert.match((await portal.visit().get('/pending')).path, /^\/login/)
  })
})
