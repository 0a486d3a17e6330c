/** The editor of accepted papers, and of how long claims live. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { makeCertified } from './support/counter.js'
import { makeStaff, signInStaff } from './support/people.js'
import { startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'

let portal: TestPortal
let editor: Visit

before(async () => {
  portal = await startPortal({ JOBS: 'off' })
  editor = await signInStaff(portal, await makeStaff(portal, ['editor']))
})
after(() => portal.stop())

const permit = { title_el: 'Άδεια διαμονής', title_en: 'Residence permit', proves: ['identity', 'address'], position: '3' }

const rowOf = async (slug: string) =>
  (
    await portal.pool.query(
      `select title, proves, expired_ok as "expiredOk", position, retired_at is not null as retired, version from accepted_paper where slug = $1`,
      [slug],
    )
  ).rows[0]

async function formOf(slug: string) {
  const { title, proves, expiredOk, position, version } = await rowOf(slug)
  const ticked = { expired_ok: expiredOk ? 'yes' : '', position: String(position), version: String(version) }
  return { title_el: title.el, title_en: title.en, proves, ...ticked }
}

async function change(slug: string, changes: Record<string, string | string[]>) {
  await editor.get(`/desk/papers/${slug}`)
  return editor.post(`/desk/papers/${slug}`, { ...(await formOf(slug)), ...changes })
}

const trail = async (event: string) => (await portal.pool.query(`select target_id from audit_event where event = $1`, [event])).rows

describe('a new paper', () => {
  it('is there for the counter at once, in both languages, and in the trail', async () => {
    await editor.get('/desk/papers/new')
    const page = await editor.post('/desk/papers', permit)
    assert.equal(page.path, '/desk/papers')
    assert.match(page.text, /Το έγγραφο προστέθηκε.*Άδεια διαμονής Ταυτότητα, Διεύθυνση γίνεται δεκτό/)
    assert.deepEqual(await rowOf('residence_permit'), {
      title: { el: 'Άδεια διαμονής', en: 'Residence permit' },
      proves: ['identity', 'address'],
      expiredOk: false,
      position: 3,
      retired: false,
      version: 1,
    })
    assert.deepEqual(await trail('paper.added'), [{ target_id: 'residence_permit' }])
    assert.match((await editor.get('/desk/papers?lang=en')).text, /Residence permit Identity, Address taken/)
    await editor.get('/desk/papers?lang=el')
  })

  it('says what is wrong beside its field, and keeps what was typed', async () => {
    await editor.get('/desk/papers/new')
    const wrong: [Record<string, string | string[]>, string][] = [
      [{ title_el: '' }, 'title_el'],
      [{ title_en: '' }, 'title_en'],
      [{ title_en: 'Άδεια' }, 'title_en'],
      [{ title_en: 'New' }, 'title_en'],
      [{ title_en: 'Passport!' }, 'title_en'],
      [{ proves: [] }, 'proves'],
      [{ proves: ['everything'] }, 'proves'],
      [{ position: '0' }, 'position'],
      [{ position: 'x' }, 'position'],
      [{ position: '1000' }, 'position'],
    ]
    for (const [changes, name] of wrong) {
      const page = await editor.post('/desk/papers', { ...permit, title_en: 'Other', ...changes })
      assert.equal(page.status, 422, JSON.stringify(changes))
      assert.match(page.html, new RegExp(`id="${name}-error"`), JSON.stringify(changes))
      if (name !== 'title_el') assert.match(page.html, /value="Άδεια διαμονής"/)
    }
  })
})

describe('a paper', () => {
  it('is renamed, put elsewhere, made to prove something else; of two editors the second reads that it changed', async () => {
    const page = await editor.get('/desk/papers/utility_bill')
    assert.match(
      (await change('utility_bill', { title_el: 'Λογαριασμός ΔΕΗ', position: '12', expired_ok: '' })).text,
      /Οι αλλαγές αποθηκεύτηκαν/,
    )
    const { title, position, expiredOk, version } = await rowOf('utility_bill')
    assert.deepEqual([title.el, position, expiredOk, version], ['Λογαριασμός ΔΕΗ', 12, false, 2])
    const late = await editor.post('/desk/papers/utility_bill', {
      title_el: 'Άλλο',
      title_en: 'Other',
      proves: 'address',
      position: '1',
      version: valueOf(page, 'version'),
    })
    assert.equal(late.status, 409)
    assert.match(late.text, /Κάποιος άλλαξε τη σελίδα/)
    assert.equal((await rowOf('utility_bill')).title.el, 'Λογαριασμός ΔΕΗ')
    assert.equal((await editor.get('/desk/papers/nothing')).status, 404)
    assert.equal((await editor.post('/desk/papers/nothing', permit)).status, 404)
  })

  it('is retired and never deleted: the counter offers it no more, what rests on it stands; and it may be taken again', async () => {
    const registrar = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1')
    const { visit } = await makeCertified(portal, registrar)
    await change('tax_assessment', { retired: 'yes' })
    assert.equal((await rowOf('tax_assessment')).retired, true)
    assert.match((await visit.get('/verification')).text, /Εκκαθαριστικό φόρου εισοδήματος/)
    assert.doesNotMatch((await visit.get('/verification')).text, /χρειάζεται νέο έλεγχο/)
    await assert.rejects(makeCertified(portal, registrar), 'a retired paper proves nothing')
    assert.match((await editor.get('/desk/papers')).text, /δεν γίνεται πια δεκτό/)
    await change('tax_assessment', { retired: '' })
    await makeCertified(portal, registrar)
  })

  it('that is the last to prove something is kept, also where two editors retire the last two at once', async () => {
    await change('property_tax', { retired: 'yes' })
    await change('personal_information', { retired: 'yes' })
    const page = await change('tax_assessment', { retired: 'yes' })
    assert.equal(page.status, 422)
    assert.match(page.text, /Αυτό είναι το τελευταίο/)
    assert.equal((await change('tax_assessment', { proves: ['address'] })).status, 422)
    await change('property_tax', { retired: '' })
    const other = await signInStaff(portal, await makeStaff(portal, ['administrator']))
    await other.get('/desk/papers/new')
    for (let round = 0; round < 5; round += 1) {
      const retire = async (by: Visit, slug: string) => by.post(`/desk/papers/${slug}`, { ...(await formOf(slug)), retired: 'yes' })
      const answers = await Promise.all([retire(editor, 'property_tax'), retire(other, 'tax_assessment')])
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422])
      await change('property_tax', { retired: '' })
      await change('tax_assessment', { retired: '' })
    }
  })
})

describe('the life of claims', () => {
  const policy = async () => (await portal.pool.query(`select claim, years from claim_policy where years is not null order by claim`)).rows

  it('is set in years, emptied again, and in the trail; a wrong number is told, an old page refused', async () => {
    const page = await editor.get('/desk/papers')
    const version = valueOf(page, 'version')
    const save = (fields: Record<string, string>) =>
      editor.post('/desk/claim-policy', { version, identity: '', afm: '', tax_office: '', address: '', ...fields })
    for (const address of ['0', '51', '-1', '2,5', 'δύο']) {
      const wrong = await save({ address })
      assert.equal(wrong.status, 422, address)
      assert.match(wrong.html, /id="address-error"/)
      assert.ok(wrong.html.includes(`value="${address}"`), address)
    }
    assert.match((await save({ address: '5', identity: '10' })).text, /Τα χρόνια αποθηκεύτηκαν/)
    assert.deepEqual(await policy(), [
      { claim: 'address', years: 5 },
      { claim: 'identity', years: 10 },
    ])
    assert.equal((await trail('claim_policy.changed')).length, 2)
    assert.equal((await save({ address: '6' })).status, 409)
    const now = await editor.get('/desk/papers')
    assert.equal(valueOf(now, 'address'), '5')
    await save({ version: valueOf(now, 'version') })
    assert.deepEqual(await policy(), [])
  })

  it('is shut to those who only certify', async () => {
    const registrar = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1')
    assert.equal((await registrar.get('/desk/papers')).status, 403)
    assert.equal((await registrar.post('/desk/claim-policy', {})).status, 403)
  })
})
