/** «Who saw my data»: whatever staff open or change leaves a line that its owner can read, and nobody else. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Staff } from '../src/access/actor.js'
import { type AuditEvent, record } from '../src/audit/audit.js'
import { showNumber } from '../src/requests/number.js'
import { greekOn, htmlProblems } from './support/checks.js'
import { answers, file } from './support/doors.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestCitizen, type TestStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'
import { makeWisher, papersOf } from './support/wishers.js'

const address = '/account/access-log'

let portal: TestPortal
let clerk: TestStaff
let desk: Visit
let person: TestCitizen
let own: Visit
let number: string
let photo: string

before(async () => {
  portal = await startPortal({ JOBS: 'off' })
  clerk = await makeStaff(portal, ['clerk', 'registrar'], ['ilektrofotismos'])
  desk = await signInStaff(portal, clerk, 'window-1')
  person = await makeCitizen(portal)
  own = await signIn(portal, person)
  ;({ number, sentPhoto: photo } = await file(own, answers))
})
after(() => portal.stop())

const rowsOn = ({ html }: Page) =>
  [...html.matchAll(/<tr>\s*<td[\s\S]*?<\/tr>/g)].map(([row]) => row.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '))
const newest = async (visit = own) => rowsOn(await visit.get(address))[0] ?? ''

/** What somebody of the staff did, as the trail has it. */
async function happened(event: AuditEvent, subject: { type: string; id: string }, reason?: string): Promise<void> {
  const { rows } = await portal.pool.query('select id, username, name, roles, departments from staff where username = $1', [clerk.username])
  const actor: Staff = { kind: 'staff', desk: null, ...rows[0] }
  await record(portal.pool, actor, event, subject, reason ? { reason } : {})
}

describe('the list', () => {
  it('begins empty, whatever its owner and robots did', async () => {
    await tryWrongPassword(person)
    const page = await own.get(address)
    assert.match(page.text, /Κανένας υπάλληλος δεν έχει ανοίξει τα στοιχεία σας/)
    assert.deepEqual(rowsOn(page), [])
  })

  it('is no matter of a queue, which shows nobody', async () => {
    const queue = await desk.get('/desk/requests')
    for (const secret of ['Δοκιμάκη', 'Μαρία', person.email, person.username]) assert.equal(queue.text.includes(secret), false, secret)
    assert.deepEqual(rowsOn(await own.get(address)), [])
  })

  it('tells who opened a request, in which role, when and which', async () => {
    const page = await desk.get(`/desk/requests/${number}`)
    assert.match(page.text, /Δοκιμάκη/)
    const row = await newest()
    assert.match(row, /Άνοιξε το αίτημά σας με το όνομα/)
    assert.ok(row.includes(clerk.name) && row.includes('Υπάλληλος τμήματος') && row.includes(showNumber(number)), row)
    assert.match(row, /\d\d\/\d\d\/\d{4}, \d\d:\d\d/)
  })

  it('tells of a case that was shown again after a form with a mistake', async () => {
    const count = async () =>
      (await portal.pool.query(`select from audit_event where event = 'person.viewed' and target_id = $1`, [person.id])).rowCount as number
    const before = await count()
    const page = await desk.post(`/desk/requests/${number}/moves/note`, { version: '1', text: '' })
    assert.equal(page.status, 422)
    assert.match(page.text, /Δοκιμάκη/)
    assert.equal(await count(), before + 1)
  })

  it('tells of a photo that was opened, and not of the small ones on the page', async () => {
    await desk.get(`/desk/photos/${photo}?small=1`)
    assert.doesNotMatch(await newest(), /φωτογραφία/)
    await desk.get(`/desk/photos/${photo}`)
    assert.match(await newest(), /Άνοιξε φωτογραφία του αιτήματός σας/)
  })

  it('tells of each move that a clerk makes', async () => {
    for (const [move, fields, sentence] of [
      ['take', {}, /Ανέλαβε το αίτημά σας/],
      ['note', { text: 'Μόνο για εμάς' }, /Έγραψε σημείωση για τους συναδέλφους/],
      ['reply', { text: 'Το βλέπουμε' }, /Προχώρησε το αίτημά σας/],
    ] as const) {
      const page = await desk.get(`/desk/requests/${number}`)
      await desk.post(`/desk/requests/${number}/moves/${move}`, { version: valueOf(page, 'version'), ...fields }, { follow: false })
      const row = await newest()
      assert.match(row, sentence)
      assert.equal(row.includes('Μόνο για εμάς'), false)
    }
  })

  it('tells of the visit at the counter: opened, compared, certified', async () => {
    const wisher = await makeWisher(portal)
    const visit = await signIn(portal, wisher)
    await visit.get('/verification')
    const code = /class="slip__code"[^>]*>([^<]+)</.exec((await visit.post('/verification')).html)?.[1] ?? ''
    await desk.get('/desk/verifications')
    const page = await desk.post('/desk/verifications', { code })
    assert.match(await newest(visit), /Άνοιξε την πιστοποίησή σας στο γκισέ/)
    const differing = { ...papersOf(wisher, { surname: 'Άλλη' }), version: valueOf(page, 'version') }
    await desk.post(`${page.path}/comparison`, differing, { follow: false })
    assert.match(
      rowsOn(await visit.get(address))
        .slice(0, 2)
        .join(),
      /Έλεγξε τα έγγραφά σας στο γκισέ +Πιστοποίηση/,
    )
    const again = await desk.get(page.path)
    await desk.post(`${page.path}/comparison`, { ...papersOf(wisher), version: valueOf(again, 'version') }, { follow: false })
    assert.match(await newest(visit), /Έλεγξε τα έγγραφά σας και σας πιστοποίησε/)
    assert.equal(
      rowsOn(await own.get(address)).some(row => /γκισέ/.test(row)),
      false,
      'another’s visit is not mine',
    )
  })

  it('says nothing of doubts: a visit that was held reads like any other', async () => {
    const wisher = await makeWisher(portal)
    const visit = await signIn(portal, wisher)
    await visit.get('/verification')
    await visit.post('/verification')
    const { rows } = await portal.pool.query('select id from verification where citizen_id = $1', [wisher.id])
    const texts = new Set<string>()
    for (const event of ['levelb.mismatch', 'levelb.held', 'levelb.duplicate', 'levelb.second_person_required'] as const) {
      await happened(event, { type: 'verification', id: rows[0].id }, 'suspicion')
      texts.add((await newest(visit)).replace(/\d\d:\d\d/, ''))
    }
    assert.equal(texts.size, 1)
    assert.doesNotMatch([...texts].join(), /suspicion|duplicate/)
  })

  it('has a plain sentence for what it does not know, and for a supervisor’s case', async () => {
    await happened('thing.unheard_of', { type: 'citizen', id: person.id }, 'internal words')
    const row = await newest()
    assert.match(row, /Εργάστηκε με στοιχεία σας/)
    assert.equal(row.includes('internal words'), false)
    await happened('person.searched', { type: 'citizen', id: person.id })
    assert.match(await newest(), /Σας βρήκε με αναζήτηση/)
    await happened('person.viewed', { type: 'citizen', id: person.id }, 'another reason')
    assert.match(await newest(), /Άνοιξε τα στοιχεία σας/)
    const { rows } = await portal.pool.query(`insert into supervision (citizen_id, cause) values ($1, 'objection') returning id`, [
      person.id,
    ])
    await happened('supervision.closed', { type: 'supervision', id: rows[0].id })
    assert.match(await newest(), /Εργάστηκε με στοιχεία σας/)
  })

  it('is its owner’s alone', async () => {
    const other = await signIn(portal, await makeCitizen(portal))
    assert.deepEqual(rowsOn(await other.get(address)), [])
    assert.deepEqual(rowsOn(await other.get(`${address}?citizen=${person.id}&before=999999`)), [])
    assert.match((await portal.visit().get(address)).path, /^\/login/)
    assert.equal((await desk.get(address)).status, 403)
  })

  it('is read page by page, newest first, five hundred lines of it', async () => {
    const one = await makeCitizen(portal)
    const visit = await signIn(portal, one)
    await portal.pool.query(
      `insert into audit_event (actor_kind, actor_id, actor_role, event, target_type, target_id, at)
       select 'staff', (select id from staff where username = $2), 'clerk', 'person.viewed', 'citizen', $1, now() - make_interval(hours => 500 - n)
       from generate_series(1, 500) n`,
      [one.id, clerk.username],
    )
    const seen: string[] = []
    let next: string | undefined = address
    let pages = 0
    while (next) {
      const page: Page = await visit.get(next)
      seen.push(...[...page.html.matchAll(/<span class="nowrap">(\d\d\/\d\d\/\d{4}, \d\d:\d\d)</g)].map(found => found[1] as string))
      next = /href="([^"]*)" rel="next"/.exec(page.html)?.[1]
      pages += 1
    }
    assert.equal(pages, 10)
    assert.equal(new Set(seen).size, 500)
    const moments = seen.map(text => text.replace(/(\d\d)\/(\d\d)\/(\d{4}), /, '$3-$2-$1 '))
    assert.deepEqual(moments, [...moments].sort().reverse())
    for (const odd of ['0', '-1', 'x', '1e9', '9'.repeat(30), "1' or '1'='1"])
      assert.equal(rowsOn(await visit.get(`${address}?before=${encodeURIComponent(odd)}`)).length, 50, odd)
    assert.match((await visit.get(`${address}?before=1`)).text, /Δεν υπάρχουν παλαιότερα/)
  })

  it('is linked from the account and from its safety, and is whole in both languages', async () => {
    for (const page of [await own.get('/account'), await own.get('/account/security')]) assert.ok(page.html.includes(`href="${address}"`))
    for (const lang of ['en', 'el']) {
      const page = await own.get(`${address}?lang=${lang}`)
      assert.deepEqual(await htmlProblems(page.html), [])
      assert.doesNotMatch(page.text, /access-log\.|\{\{|undefined/)
      if (lang === 'en') assert.equal(greekOn(page.html.replaceAll('Ηλεκτροφωτισμός', '')), '')
    }
  })
})

async function tryWrongPassword({ username }: TestCitizen): Promise<void> {
  const visit = portal.visit()
  await visit.get('/login')
  await visit.post('/login', { username, password: 'not-the-one' })
}
