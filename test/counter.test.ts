/** The counter beyond the slip: who forgot it, who waits, what is put right, what a supervisor decides, and a session that ends in mid-form. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generate } from 'otplib'
import { tasks } from '../src/tasks.js'
import { codeOn, compareBySlip, onReceipt, openVisit, openWithoutSlip, sendPapers, takeSlip } from './support/counter.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestStaff } from './support/people.js'
import { startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'
import { personal } from './support/registering.js'
import { makeWisher, papersOf, type Wisher } from './support/wishers.js'

let portal: TestPortal
let clerk: TestStaff
let desk: Visit
let supervisor: Visit

before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_VISIT_CODES_HOUR: '100' })
  clerk = await makeStaff(portal, ['registrar'])
  desk = await signInStaff(portal, clerk, 'window-1')
  supervisor = await signInStaff(portal, await makeStaff(portal, ['supervisor']))
})
after(() => portal.stop())

async function rowOf({ id }: Wisher) {
  const { rows } = await portal.pool.query(
    `select v.status, c.level, (select count(*)::int from claim where citizen_id = c.id) as claims
     from citizen c left join verification v on v.citizen_id = c.id where c.id = $1 order by v.created_at desc limit 1`,
    [id],
  )
  return rows[0]
}

async function eventsOf({ id }: Wisher): Promise<string[]> {
  const { rows } = await portal.pool.query(
    `select e.event from audit_event e where e.target_id in (select v.id::text from verification v where v.citizen_id = $1)
       or e.target_id = $1::text order by e.id`,
    [id],
  )
  return rows.map(({ event }) => event)
}

describe('without the slip', () => {
  it('a visit is found by the whole ΑΦΜ, or by surname in either alphabet, among the open ones; every search is in the trail', async () => {
    const person = await makeWisher(portal)
    await takeSlip(portal, person)
    await portal.pool.query(`update citizen set surname = 'Παπαδοπούλου-Ξενάκη' where id = $1`, [person.id])
    await desk.get('/desk/verifications')
    for (const typed of [{ afm: person.afm }, { surname: 'ξενακη' }, { surname: 'PAPADOPOULOU' }, { surname: 'ΠΑΠΑΔΟΠΟΎΛΟΥ ΞΕΝΑΚΗ' }]) {
      const page = await desk.post('/desk/verifications/search', { afm: '', surname: '', ...typed })
      assert.match(page.text, /Παπαδοπούλου-Ξενάκη Μαρία/, JSON.stringify(typed))
      assert.ok(!page.html.includes(person.email), 'no more than it takes to choose')
    }
    const { rows } = await portal.pool.query(`select reason from audit_event where event = 'levelb.searched' order by id desc limit 4`)
    assert.deepEqual(rows.map(({ reason }) => reason).sort(), ['afm 1', 'surname 1', 'surname 1', 'surname 1'])
    assert.equal((await eventsOf(person)).filter(event => event === 'person.searched').length, 4, 'their owner reads it in the access log')
    for (const typed of [{ surname: 'Παπαδοπουλος' }, { afm: '094259216' }])
      assert.match((await desk.post('/desk/verifications/search', { afm: '', surname: '', ...typed })).text, /Δεν υπάρχει ανοιχτή/)
    assert.match((await desk.post('/desk/verifications/search', { afm: '', surname: '' })).text, /Γράψτε τον ΑΦΜ ή το επώνυμο/)
    assert.match((await desk.post('/desk/verifications/search', { afm: '123456789', surname: '' })).text, /ΑΦΜ/)
  })

  it('ends with a binding code: Level B opens when the citizen types it, and not before', async () => {
    const person = await makeWisher(portal)
    const { visit } = await takeSlip(portal, person)
    const page = await openWithoutSlip(desk, person)
    assert.match(page.text, /Το δελτίο δεν είναι εδώ/)
    const receipt = await sendPapers(desk, page, person)
    assert.match(receipt.path, onReceipt)
    assert.deepEqual(await rowOf(person), { status: 'binding_awaited', level: 'A', claims: 0 })
    const binding = codeOn(receipt, 'binding-code')
    const recovery = codeOn(receipt, 'recovery-code')
    assert.notEqual(binding, recovery)
    assert.match((await visit.get('/verification')).text, /Γράψτε εδώ τον κωδικό επιβεβαίωσης/)
    assert.equal((await visit.post('/verification', {}, { follow: false })).status, 303, 'no second slip beside it')
    assert.equal((await rowOf(person)).status, 'binding_awaited')
    for (const wrong of [recovery, 'AAAA-AAAA-AA', ''])
      assert.equal((await visit.post('/verification/binding', { code: wrong })).status, 422, wrong)
    assert.match((await visit.post('/verification/binding', { code: binding.toLowerCase() })).text, /Είστε πιστοποιημένος χρήστης/)
    assert.deepEqual(await rowOf(person), { status: 'passed', level: 'B', claims: 4 })
    assert.equal((await visit.post('/verification/binding', { code: binding })).status, 422, 'it was good once')
    assert.deepEqual(
      (await portal.pool.query(`select kind from letter where citizen_id = $1 and kind like 'levelb.b%' order by kind`, [person.id])).rows,
      [{ kind: 'levelb.binding_required' }, { kind: 'levelb.bound' }],
    )
    assert.ok((await eventsOf(person)).includes('levelb.bound'))
  })

  it('the code of one account binds no other, and nothing that was declared anew since', async () => {
    const [one, other] = [await makeWisher(portal), await makeWisher(portal)]
    const [mine, theirs] = [await takeSlip(portal, one), await takeSlip(portal, other)]
    const binding = codeOn(await sendPapers(desk, await openWithoutSlip(desk, one), one), 'binding-code')
    await sendPapers(desk, await openWithoutSlip(desk, other), other)
    await theirs.visit.get('/verification')
    assert.equal((await theirs.visit.post('/verification/binding', { code: binding })).status, 422)
    await mine.visit.get('/account/level-b')
    await mine.visit.post('/account/level-b', { ...personal, afm: '094259216', mobile: one.mobile, street: 'Άλλη' })
    await mine.visit.get('/verification')
    assert.match((await mine.visit.post('/verification/binding', { code: binding })).text, /άλλαξαν μετά την επίσκεψή σας/)
    assert.deepEqual(await rowOf(one), { status: 'cancelled', level: 'A', claims: 0 })
  })

  it('wrong binding codes are counted: five an hour', async () => {
    const person = await makeWisher(portal)
    const { visit } = await takeSlip(portal, person)
    const binding = codeOn(await sendPapers(desk, await openWithoutSlip(desk, person), person), 'binding-code')
    await visit.get('/verification')
    for (let tried = 0; tried < 5; tried += 1) assert.equal((await visit.post('/verification/binding', { code: 'AAAA' })).status, 422)
    assert.equal((await visit.post('/verification/binding', { code: binding })).status, 429)
    assert.equal((await rowOf(person)).level, 'A')
  })

  it('runs out like a slip, and leaves nothing behind', async () => {
    const person = await makeWisher(portal)
    const { visit } = await takeSlip(portal, person)
    const binding = codeOn(await sendPapers(desk, await openWithoutSlip(desk, person), person), 'binding-code')
    await portal.pool.query(`update verification set expires_at = now() where citizen_id = $1`, [person.id])
    await visit.get('/verification')
    assert.equal((await visit.post('/verification/binding', { code: binding })).status, 422)
    for (const task of tasks) await task.run(portal.portal)
    const { rows } = await portal.pool.query(
      `select status, pending, binding_print, declared_print, recovery_print from verification where citizen_id = $1`,
      [person.id],
    )
    assert.deepEqual(rows, [{ status: 'expired', pending: null, binding_print: null, declared_print: null, recovery_print: null }])
  })

  it('nothing is put right: that is for whoever has shown the account to be theirs', async () => {
    const person = await makeWisher(portal)
    await takeSlip(portal, person)
    const page = await openWithoutSlip(desk, person)
    const answer = await sendPapers(desk, page, person, { street: 'ΑΛΛΗ', correct: ['street'] })
    assert.equal(answer.status, 422)
    assert.ok(!answer.html.includes('name="correct"'))
    assert.equal((await rowOf(person)).status, 'differs')
  })

  it('of two accounts with one ΑΦΜ the second is held, also where both codes are typed in the same moment', async () => {
    const one = await makeWisher(portal)
    const twin = await makeWisher(portal, one.afm)
    await portal.pool.query(`update citizen set mobile = null, identity_number_print = null where id = $1`, [twin.id])
    const visits = [await takeSlip(portal, one), await takeSlip(portal, twin)]
    const codes: string[] = []
    for (const [place, person] of [one, twin].entries()) {
      const { rows } = await portal.pool.query('select id from verification where citizen_id = $1', [person.id])
      const page = await desk.get(`/desk/verifications/${rows[0].id}`)
      codes[place] = codeOn(await sendPapers(desk, page, person), 'binding-code')
      await visits[place]?.visit.get('/verification')
    }
    await Promise.all(visits.map(({ visit }, place) => visit.post('/verification/binding', { code: codes[place] ?? '' })))
    assert.deepEqual([(await rowOf(one)).status, (await rowOf(twin)).status].sort(), ['held', 'passed'])
  })
})

describe('with the citizen present', () => {
  it('what differs is put right as the paper has it: before and after are kept under seal, the trail names the field only', async () => {
    const person = await makeWisher(portal)
    const { visit, code } = await takeSlip(portal, person)
    const page = await compareBySlip(desk, person, code, { street: 'ΘΡΑΚΗΣ', street_number: '7' })
    assert.equal(page.status, 422)
    assert.match(page.html, /name="correct"[^>]*value="street"/)
    const receipt = await sendPapers(desk, page, person, { street: 'ΘΡΑΚΗΣ', street_number: '7', correct: ['street', 'street_number'] })
    assert.match(receipt.path, onReceipt, receipt.text.slice(0, 500))
    assert.match((await visit.get('/account')).text, /ΘΡΑΚΗΣ 7/)
    const { rows } = await portal.pool.query(
      `select c.id, c.field, c.before_sealed as before, c.after_sealed as after from correction c join verification v on v.id = c.verification_id
       where v.citizen_id = $1 order by c.field`,
      [person.id],
    )
    const opened = rows.map(({ id, field, before, after }) => [
      field,
      portal.portal.sealer.open(before, { table: 'correction', column: 'before_sealed', row: id }),
      portal.portal.sealer.open(after, { table: 'correction', column: 'after_sealed', row: id }),
    ])
    assert.deepEqual(opened, [
      ['street', 'Ξάνθου', 'ΘΡΑΚΗΣ'],
      ['street_number', '12Α', '7'],
    ])
    const trail = await portal.pool.query(`select reason from audit_event where event = 'levelb.corrected' order by id desc limit 1`)
    assert.deepEqual(trail.rows, [{ reason: 'street street_number' }])
    const letter = await portal.pool.query(`select body_text from letter where citizen_id = $1 and kind = 'levelb.approved'`, [person.id])
    assert.match(letter.rows[0].body_text, /Διορθώθηκαν: Οδός, Αριθμός/)
  })

  it('a corrected name and number are kept as every name and number is, and found by the next who has the same', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    const afm = '032792320'
    const page = await compareBySlip(desk, person, code, { surname: 'ΔΟΚΙΜΑΚΗ-ΝΕΟΥ', afm })
    await sendPapers(desk, page, person, { surname: 'ΔΟΚΙΜΑΚΗ-ΝΕΟΥ', afm, correct: ['surname', 'afm'] })
    const { rows } = await portal.pool.query('select surname_key, afm_print, level from citizen where id = $1', [person.id])
    assert.equal(rows[0].surname_key, 'ΔΟΚΙΜΑΚΗ ΝΕΟΥ')
    assert.equal(rows[0].level, 'B')
    assert.ok(portal.portal.sealer.fingerprint(afm, 'afm').equals(rows[0].afm_print), 'found by its fingerprint')
    const twin = await makeWisher(portal)
    const second = await takeSlip(portal, twin)
    const differs = await compareBySlip(desk, twin, second.code, { afm })
    await sendPapers(desk, differs, twin, { afm, correct: ['afm'] })
    assert.deepEqual(await rowOf(twin), { status: 'held', level: 'A', claims: 0 })
    const own = await portal.pool.query('select afm_print from citizen where id = $1', [twin.id])
    assert.ok(portal.portal.sealer.fingerprint(twin.afm, 'afm').equals(own.rows[0].afm_print), 'nothing of a held visit is put right')
  })

  it('nobody is made another person: of what says who somebody is, two at most', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    const other = { surname: 'ΑΛΛΟΣ', first_name: 'ΠΕΤΡΟΣ', birth_date: '1/1/1970' }
    const page = await compareBySlip(desk, person, code, other)
    const answer = await sendPapers(desk, page, person, { ...other, correct: ['surname', 'first_name', 'birth_date'] })
    assert.equal(answer.status, 422)
    assert.match(answer.text, /διορθώνονται εδώ έως δύο/)
    assert.deepEqual(await rowOf(person), { status: 'differs', level: 'A', claims: 0 })
  })

  it('a number that looks different on the paper passes as it is written there, with a note', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    const strange = { identity_number: 'Χ-99/1234567890' }
    assert.equal((await compareBySlip(desk, person, code, strange)).status, 422)
    assert.equal((await rowOf(person)).status, 'ready', 'a form that is refused is no try')
    assert.equal((await compareBySlip(desk, person, code, { ...strange, as_written: 'yes' })).status, 422, 'not without a note')
    const page = await compareBySlip(desk, person, code, { ...strange, as_written: 'yes', note: 'Νέο έντυπο' })
    assert.match(page.text, /δεν συμφωνεί/)
    const receipt = await sendPapers(desk, page, person, {
      ...strange,
      as_written: 'yes',
      note: 'Νέο έντυπο',
      correct: ['identity_number'],
    })
    assert.match(receipt.path, onReceipt, receipt.text.slice(0, 400))
    const { rows } = await portal.pool.query('select note from verification where citizen_id = $1', [person.id])
    assert.deepEqual(rows, [{ note: 'Νέο έντυπο' }])
  })
})

describe('papers', () => {
  it('that the table does not have are named to both, with those that it has', async () => {
    const person = await makeWisher(portal)
    const { visit, code } = await takeSlip(portal, person)
    const blank = { afm: '', tax_office: '', street: '', street_number: '', postal_code: '', paper_end: '' }
    const page = await compareBySlip(desk, person, code, { papers: ['other'], ...blank })
    assert.match(page.text, /Το έγγραφο δεν γίνεται δεκτό\. Για ΑΦΜ, Δ\.Ο\.Υ\., Διεύθυνση/)
    assert.equal((await rowOf(person)).status, 'paper_missing')
    assert.match((await visit.get('/verification')).text, /Το έγγραφο που φέρατε δεν γίνεται δεκτό/)
  })

  it('two of them have an end each', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    const two = { papers: ['personal_information', 'utility_bill'] }
    assert.match((await compareBySlip(desk, person, code, { ...two, paper_end: '778' })).text, /έως τρεις χαρακτήρες για κάθε έγγραφο/)
    assert.match((await compareBySlip(desk, person, code, { ...two, paper_end: '778 12' })).path, onReceipt)
    const { rows } = await portal.pool.query('select claim, paper, paper_end, desk from claim where citizen_id = $1 order by claim', [
      person.id,
    ])
    assert.deepEqual(
      rows.map(({ claim, paper, paper_end: end }) => `${claim} ${paper} ${end}`),
      [
        'address personal_information 778',
        'afm personal_information 778',
        `identity identity_card_old ${person.afm.slice(5, 8)}`,
        'tax_office personal_information 778',
      ],
    )
  })
})

describe('the line of today', () => {
  it('gives numbers in the order of coming, once a person, and each of two clerks another one', async () => {
    const people = [await makeWisher(portal), await makeWisher(portal), await makeWisher(portal)]
    const slips = []
    for (const person of people) slips.push(await takeSlip(portal, person))
    await slips[0]?.visit.post('/verification/arrival')
    await slips[0]?.visit.post('/verification/arrival')
    const first = await slips[0]?.visit.get('/verification')
    assert.match(first?.text ?? '', /Ο αριθμός σας: 1 /)
    await desk.get('/desk/verifications')
    assert.match((await desk.post('/desk/verifications/arrivals', { code: slips[1]?.code ?? '' })).text, /Αριθμός 2\./)
    await slips[2]?.visit.post('/verification/arrival')
    const other = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-2')
    await other.get('/desk/verifications')
    const [mine, theirs] = await Promise.all([desk, other].map(one => one.post('/desk/verifications/arrivals/next')))
    const called = [mine, theirs].map(page => /Καλείται ο αριθμός (\d)/.exec(page?.text ?? '')?.[1])
    assert.deepEqual(called.sort(), ['1', '2'])
    assert.match((await slips[0]?.visit.get('/verification'))?.text ?? '', /Σας περιμένουν τώρα: Γκισέ \d/)
    const next = await desk.post('/desk/verifications/arrivals/next')
    assert.match(next.text, /Καλείται ο αριθμός 3/)
    assert.match((await other.post('/desk/verifications/arrivals/end')).text, /Δεν περιμένει κανείς/)
    await openVisit(desk, slips[2]?.code ?? '')
    assert.ok(!(await desk.get('/desk/verifications')).text.includes('Καλείται'), 'an open visit has had its turn')
  })

  it('an appointment is a place in it: whoever comes early waits for their hour, whoever comes late waits like everybody', async () => {
    const [early, walk, late] = [await makeWisher(portal), await makeWisher(portal), await makeWisher(portal)]
    const slips = [await takeSlip(portal, early), await takeSlip(portal, walk), await takeSlip(portal, late)]
    const appointmentOf = (person: Wisher, from: string) =>
      portal.pool.query(
        `insert into appointment (verification_id, citizen_id, cancel_hash, starts_at, ends_at, place)
         select v.id, v.citizen_id, v.code_print, now() + $2::interval, now() + $2::interval + interval '10 minutes', 1 from verification v where v.citizen_id = $1`,
        [person.id, from],
      )
    await appointmentOf(early, '1 second')
    await appointmentOf(late, '-1 hour')
    for (const { visit } of slips) await visit.post('/verification/arrival')
    await portal.pool.query(
      `update arrival a set due_at = due_at + interval '1 minute' from verification v where v.id = a.verification_id and v.citizen_id = $1 and a.due_at > a.arrived_at`,
      [early.id],
    )
    const { rows } = await portal.pool.query(
      `select v.citizen_id as id from arrival a join verification v on v.id = a.verification_id where a.ended_at is null and v.citizen_id = any($1) order by a.due_at, a.number`,
      [[early.id, walk.id, late.id]],
    )
    assert.deepEqual(
      rows.map(({ id }) => id),
      [walk.id, late.id, early.id],
    )
    await portal.pool.query('delete from arrival')
  })

  it('shows numbers and no names', async () => {
    const person = await makeWisher(portal)
    const { visit } = await takeSlip(portal, person)
    await visit.post('/verification/arrival')
    const page = await desk.get('/desk/verifications')
    assert.match(page.text, /ήρθε \d\d:\d\d/)
    for (const secret of ['Δοκιμάκη', person.afm, person.email]) assert.ok(!page.html.includes(secret), secret)
    await portal.pool.query(`update arrival set day = day - 1`)
    assert.match((await desk.get('/desk/verifications')).text, /Δεν περιμένει κανείς/)
    for (const task of tasks) await task.run(portal.portal)
    assert.equal((await portal.pool.query('select from arrival')).rowCount, 0)
  })
})

describe('a supervisor', () => {
  async function heldVisit(): Promise<{ person: Wisher; visit: Visit; code: string; path: string }> {
    const person = await makeWisher(portal)
    const slip = await takeSlip(portal, person)
    const page = await openVisit(desk, slip.code)
    await desk.post(`${page.path}/hold`, { version: valueOf(page, 'version') })
    const { rows } = await portal.pool.query('select id from supervision where citizen_id = $1', [person.id])
    return { person, ...slip, path: `/desk/verifications/cases/${rows[0].id}` }
  }

  it('reads what happened, lets the check go on with the same slip, and two clerks look then', async () => {
    const { person, code, path } = await heldVisit()
    assert.match((await openVisit(desk, code)).text, /Η πιστοποίηση περιμένει τον προϊστάμενο/)
    assert.match((await supervisor.get('/desk/verifications/cases')).html, new RegExp(path))
    const page = await supervisor.get(path)
    assert.match(page.text, /Μαρία Δοκιμάκη/)
    assert.match(page.text, /Έμεινε για τον προϊστάμενο · Υπάλληλος/)
    assert.ok((await eventsOf(person)).includes('person.viewed'))
    await supervisor.post(`${path}/release`, { version: valueOf(page, 'version'), release_note: 'Μίλησα με τον πολίτη' })
    assert.equal((await rowOf(person)).status, 'ready')
    const letters = await portal.pool.query(`select kind from letter where citizen_id = $1 and kind = 'levelb.released'`, [person.id])
    assert.equal(letters.rowCount, 1)
    await compareBySlip(desk, person, code)
    assert.equal((await rowOf(person)).status, 'second_awaited')
    const other = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-2')
    assert.match((await compareBySlip(other, person, code)).path, onReceipt)
  })

  it('ends it with a reason that the citizen reads; of two supervisors one decides and the other is told who', async () => {
    const { person, visit, path } = await heldVisit()
    const second = await signInStaff(portal, await makeStaff(portal, ['supervisor']))
    const pages = [await supervisor.get(path), await second.get(path)]
    assert.equal((await supervisor.post(`${path}/dismissal`, { version: '1', reason: '', dismissal_note: '' })).status, 422)
    const answers = await Promise.all(
      [supervisor, second].map((one, place) =>
        one.post(
          `${path}/dismissal`,
          { version: valueOf(pages[place] as never, 'version'), reason: 'Τα έγγραφα δεν ήταν δικά σας', dismissal_note: '' },
          { follow: false },
        ),
      ),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409])
    assert.match(answers.find(({ status }) => status === 409)?.text ?? '', /έκλεισε ήδη: Υπάλληλος/)
    assert.equal((await rowOf(person)).status, 'refused')
    assert.match((await visit.get('/verification')).text, /Τα έγγραφα δεν ήταν δικά σας/)
    assert.equal((await supervisor.post(`${path}/release`, { version: '2', release_note: '' })).status, 409)
  })

  it('is given the case of whoever says «this was not me», once, and closes it with what was found', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    await compareBySlip(desk, person, code)
    const { rows } = await portal.pool.query(`select body_text from letter where citizen_id = $1 and kind = 'levelb.approved'`, [person.id])
    assert.match(rows[0].body_text, /Πότε: \d\d\/\d\d\/\d{4}/)
    const token = /token=([\w-]+)/.exec(rows[0].body_text)?.[1] ?? ''
    const stranger = portal.visit()
    const page = await stranger.get(`/account/not-me?token=${token}`)
    await stranger.post('/account/not-me', { token: valueOf(page, 'token') })
    const cases = await portal.pool.query(`select id from supervision where citizen_id = $1 and cause = 'objection'`, [person.id])
    assert.equal(cases.rowCount, 1)
    const path = `/desk/verifications/cases/${cases.rows[0].id}`
    const shown = await supervisor.get(path)
    assert.match(shown.text, /Πολίτης δηλώνει «δεν ήμουν εγώ»/)
    assert.equal((await supervisor.post(`${path}/closure`, { version: valueOf(shown, 'version'), note: '' })).status, 422)
    assert.match((await supervisor.post(`${path}/closure`, { version: '1', note: 'Λάθος της υπηρεσίας' })).text, /Καταχωρίστηκε/)
    assert.equal((await supervisor.get('/desk/verifications/cases/7c9e6679-7425-40de-944b-e07fc1f90ae7')).status, 404)
    assert.equal((await supervisor.get('/desk/verifications/cases/nothing')).status, 404)
  })
})

describe('two clerks and one visit', () => {
  it('the later one reads who decided and what', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    const other = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-2')
    const mine = await openVisit(desk, code)
    const theirs = await openVisit(other, code)
    await sendPapers(desk, mine, person, { surname: 'ΑΛΛΗ' })
    const stale = await sendPapers(other, theirs, person)
    assert.equal(stale.status, 409)
    assert.match(stale.text, new RegExp(`κάτι δεν συμφωνούσε \\(${clerk.name}\\)`))
    const again = await openVisit(other, code)
    await sendPapers(desk, await openVisit(desk, code), person)
    const late = await other.post(`${again.path}/refusal`, { version: valueOf(again, 'version'), reason: 'x' })
    assert.equal(late.status, 409)
    assert.match(late.text, new RegExp(`πιστοποιήθηκε ήδη: ${clerk.name}`))
  })
})

describe('a session that ends in mid-form', () => {
  it('decides nothing and loses nothing: after signing in, the form is as it was', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    const own = await makeStaff(portal, ['registrar'])
    const visit = await signInStaff(portal, own, 'window-1')
    const page = await openVisit(visit, code)
    await portal.pool.query(`delete from session where staff_id = (select id from staff where username = $1)`, [own.username])
    const answer = await visit.post(
      `${page.path}/comparison`,
      { ...papersOf(person), version: valueOf(page, 'version'), form_of: valueOf(page, 'form_of') },
      { headers: { origin: portal.url } },
    )
    assert.match(answer.text, /Δεν αποφασίστηκε τίποτα και δεν χάθηκε τίποτα/)
    assert.equal((await rowOf(person)).status, 'ready')
    const { rows } = await portal.pool.query(`select sess::text as held from session where sess -> 'counter' is not null`)
    assert.equal(rows.length, 1)
    assert.ok(!rows[0].held.includes(person.afm), 'sealed where it waits')
    await visit.post('/desk/login', { username: own.username, password: own.password, next: page.path })
    await portal.pool.query(`update staff set totp_last_step = 0 where username = $1`, [own.username])
    await visit.post('/desk/login/code', { code: await generate({ secret: own.totpSecret }) })
    const back = await visit.post('/desk/duty', { desk: 'window-1', next: page.path })
    assert.equal(back.path, page.path)
    assert.match(back.html, new RegExp(`value="${person.afm}"`))
    assert.match((await sendPapers(visit, back, person)).path, onReceipt)
    assert.ok(!(await visit.get('/desk/verifications')).html.includes(person.afm))
  })
})

describe('an old proof', () => {
  async function atTheCounter(): Promise<{ own: TestStaff; visit: Visit; person: Wisher; code: string }> {
    const own = await makeStaff(portal, ['registrar'])
    const visit = await signInStaff(portal, own, 'window-1')
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    await portal.pool.query(
      `update session set sess = (sess::jsonb || jsonb_build_object('freshAt', (extract(epoch from now()) * 1000 - 16 * 60000)::bigint))::json
       where staff_id = (select id from staff where username = $1)`,
      [own.username],
    )
    return { own, visit, person, code }
  }

  it('of a quarter of an hour decides nothing: password and phone are asked for in the form, which keeps what was typed', async () => {
    const { own, visit, person, code } = await atTheCounter()
    const page = await openVisit(visit, code)
    assert.match(page.html, /name="password_current"/)
    const asked = await sendPapers(visit, page, person)
    assert.equal(asked.status, 422)
    assert.match(asked.html, new RegExp(`value="${person.afm}"`))
    assert.equal((await rowOf(person)).status, 'ready')
    const wrong = await sendPapers(visit, asked, person, { password_current: own.password, code: '000000' })
    assert.equal(wrong.status, 422)
    assert.equal((await rowOf(person)).status, 'ready')
    await portal.pool.query('update staff set totp_last_step = 0 where username = $1', [own.username])
    const right = { password_current: own.password, code: await generate({ secret: own.totpSecret }) }
    assert.match((await sendPapers(visit, wrong, person, right)).path, onReceipt)
  })

  it('refuses nobody either', async () => {
    const { own, visit, person, code } = await atTheCounter()
    const page = await openVisit(visit, code)
    const refusal = { version: valueOf(page, 'version'), reason: 'Δεν φαίνεται' }
    const asked = await visit.post(`${page.path}/refusal`, refusal)
    assert.equal(asked.status, 422)
    assert.match(asked.html, /<textarea[^>]*>\s*Δεν φαίνεται/)
    await portal.pool.query('update staff set totp_last_step = 0 where username = $1', [own.username])
    const right = { password_current: own.password, code: await generate({ secret: own.totpSecret }) }
    await visit.post(`${page.path}/refusal`, { ...refusal, ...right })
    assert.equal((await rowOf(person)).status, 'refused')
  })
})

describe('the window', () => {
  it('is told with every decision; who sits at none is asked first, and what was typed waits', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    const visit = await signInStaff(portal, await makeStaff(portal, ['registrar']))
    assert.equal(
      (await openVisit(visit, code)).path,
      `/desk/duty?next=${encodeURIComponent(`/desk/verifications/${code.replaceAll('-', '')}`)}`,
    )
    await visit.post('/desk/duty', { desk: 'window-2' })
    const page = await openVisit(visit, code)
    await visit.post('/desk/duty', { desk: 'none' })
    const sent = { ...papersOf(person), version: valueOf(page, 'version'), form_of: valueOf(page, 'form_of') }
    const asked = await visit.post(`${page.path}/comparison`, sent, { headers: { origin: portal.url } })
    assert.match(asked.path, /^\/desk\/duty/)
    assert.equal((await rowOf(person)).status, 'ready')
    const back = await visit.post('/desk/duty', { desk: 'window-2', next: page.path })
    assert.match(back.html, new RegExp(`value="${person.afm}"`))
    await sendPapers(visit, back, person)
    const { rows } = await portal.pool.query('select distinct desk from claim where citizen_id = $1', [person.id])
    assert.deepEqual(rows, [{ desk: 'window-2' }])
    const letter = await portal.pool.query(`select body_text from letter where citizen_id = $1 and kind = 'levelb.approved'`, [person.id])
    assert.match(letter.rows[0].body_text, /Πού: Γκισέ 2, /)
  })
})

describe('whoever may not', () => {
  it('finds no way in: neither clerks of other work nor citizens', async () => {
    const person = await signIn(portal, await makeCitizen(portal))
    for (const path of ['/desk/verifications', '/desk/verifications/cases']) assert.equal((await person.get(path)).status, 403, path)
  })
})
