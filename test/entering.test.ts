/** Applications that a clerk writes down for somebody at the counter or on the telephone. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { answers, define, slug } from './support/asking.js'
import { htmlProblems } from './support/checks.js'
import { makeCertified } from './support/counter.js'
import { makeStaff, signInStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'

const address = '/desk/applications/new'
const person = {
  how: 'counter',
  applicant_surname: 'Γεωργιάδη',
  applicant_first_name: 'Άννα',
  applicant_father_name: 'Νίκος',
  applicant_afm: '094259216',
  applicant_street: 'Ρόδου',
  applicant_street_number: '5',
  applicant_postal_code: '13231',
  applicant_area: 'Πετρούπολη',
  applicant_phone: '2101234567',
}
const whole = { ...answers, ...person, service: slug, tax_number: '', way_proof: 'given' }

describe('an application entered by a clerk', () => {
  let portal: TestPortal
  let clerk: Visit
  let registrar: Visit

  before(async () => {
    portal = await startPortal()
    await define(portal)
    const { rows } = await portal.pool.query('select department from service where slug = $1', [slug])
    clerk = await signInStaff(portal, await makeStaff(portal, ['clerk'], [rows[0].department]))
    registrar = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1')
  })
  after(() => portal.stop())

  const numberOn = (page: Page) => /^\/desk\/requests\/(\d{9})/.exec(page.path)?.[1]

  async function enter(changes: Record<string, string> = {}): Promise<Page> {
    const form = await clerk.get(`${address}?service=${slug}`)
    return clerk.post(address, { ...whole, submission_key: valueOf(form, 'submission_key'), ...changes })
  }

  async function entered(number: string | undefined) {
    const { rows } = await portal.pool.query(
      `select r.citizen_id as citizen, r.entered, r.entered_by is not null as "byStaff", r.status, r.answers, r.delivery,
         (select jsonb_agg(jsonb_build_array(way, state)) from request_paper p where p.request_id = r.id) as papers,
         (select a.surname from applicant a where a.request_id = r.id) as surname,
         (select p.street from parcel p where p.request_id = r.id) as street
       from service_request r where number = $1`,
      [number],
    )
    return rows[0]
  }

  it('is of a service of their departments, and drawn whole', async () => {
    assert.match((await clerk.get(address)).html, new RegExp(`value="${slug}"`))
    const form = await clerk.get(`${address}?service=${slug}`)
    assert.deepEqual(await htmlProblems(form.html), [])
    for (const name of ['subject', 'other_name', 'tax_number', 'way_proof', 'way_letter', 'delivery', 'delivery_street'])
      assert.ok(form.html.includes(`name="${name}"`), name)
    assert.equal((await clerk.get(`${address}?service=kopi-dentrou`)).status, 404)
    assert.equal((await clerk.post(address, { ...whole, service: 'kopi-dentrou' })).status, 404)
  })

  it('is filed with a number, marked as entered, for somebody without an account', async () => {
    const page = await enter()
    const row = await entered(numberOn(page))
    assert.deepEqual(row, {
      citizen: null,
      entered: 'counter',
      byStaff: true,
      status: 'registered',
      answers: {},
      delivery: 'post',
      papers: [['bring', 'given']],
      surname: 'Γεωργιάδη',
      street: 'Ρόδου',
    })
    assert.match(page.text, /πρωτοκολλήθηκε: \d+\//)
  })

  it('says beside each field what is wrong and keeps what was typed', async () => {
    const page = await enter({ applicant_afm: '123456789', how: '', way_proof: '', subject: '' })
    assert.equal(page.status, 422)
    for (const name of ['applicant_afm', 'how', 'way_proof', 'subject']) assert.match(page.html, new RegExp(`id="${name}-error"`), name)
    assert.equal(valueOf(page, 'applicant_afm'), '123456789')
  })

  it('is entered once, however often the button is pressed', async () => {
    const form = await clerk.get(`${address}?service=${slug}`)
    const sent = { ...whole, submission_key: valueOf(form, 'submission_key') }
    const pages = await Promise.all([1, 2, 3].map(() => clerk.post(address, sent)))
    assert.equal(new Set(pages.map(numberOn)).size, 1, pages.map(page => page.path).join(' '))
  })

  it('is of the account where ΑΦΜ and surname are those of somebody certified, who hears of it', async () => {
    const one = await makeCertified(portal, registrar)
    await portal.deliverMail()
    const other = await entered(numberOn(await enter({ applicant_afm: one.person.afm })))
    assert.equal(other.citizen, null)
    const page = await enter({ applicant_afm: one.person.afm, applicant_surname: 'ΔΟΚΙΜΑΚΗ', how: 'phone', way_proof: 'bring' })
    const row = await entered(numberOn(page))
    assert.deepEqual([row.citizen, row.entered, row.status], [one.person.id, 'phone', 'documents_missing'])
    const letters = await portal.pool.query(`select 1 from letter where to_address = $1 and kind = 'request.created'`, [one.person.email])
    assert.equal(letters.rowCount, 1)
  })
})
