/** The slip: on paper, reminded of, run out, and kept from running out while an administrator says so. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { claims } from '../src/fields/claims.js'
import { translate } from '../src/i18n/index.js'
import { tasks } from '../src/tasks.js'
import { whatToBring } from '../src/verification/bring.js'
import { readPaper } from './support/paper.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestStaff } from './support/people.js'
import { startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'
import { makeWisher, type Wisher } from './support/wishers.js'

let portal: TestPortal
let administrator: TestStaff
let admin: Visit
let desk: Visit
before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_VISIT_CODES_HOUR: '100' })
  administrator = await makeStaff(portal, ['administrator'])
  admin = await signInStaff(portal, administrator)
  desk = await signInStaff(portal, await makeStaff(portal, ['registrar']))
})
after(() => portal.stop())

async function takeSlip(person: Wisher): Promise<{ visit: Visit; code: string }> {
  const visit = await signIn(portal, person)
  await visit.get('/verification')
  const page = await visit.post('/verification')
  return { visit, code: /class="slip__code"[^>]*>([^<]+)</.exec(page.html)?.[1] ?? '' }
}

async function fetchPaper(visit: Visit): Promise<{ status: number; headers: Headers; file: Uint8Array }> {
  const cookie = [...visit.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${portal.url}/verification/slip.pdf`, { headers: { cookie }, redirect: 'manual' })
  return { status: answer.status, headers: answer.headers, file: new Uint8Array(await answer.arrayBuffer()) }
}

async function run(name: string): Promise<void> {
  const task = tasks.find(one => one.name === name)
  assert.ok(task, name)
  await task.run(portal.portal)
}

const rowOf = async ({ id }: Wisher) =>
  (
    await portal.pool.query(
      `select status, fields, reason, note, pending, binding_print, declared_print, recovery_print, receipt_sealed, expires_at as expires
       from verification where citizen_id = $1 order by created_at desc limit 1`,
      [id],
    )
  ).rows[0]
const lettersOf = async ({ id }: Wisher, kind: string) =>
  (
    await portal.pool.query(`select subject, body_text as text from letter where citizen_id = $1 and kind = $2 order by created_at`, [
      id,
      kind,
    ])
  ).rows as { subject: string; text: string }[]
/** The slip's end, so long from now. */
const endIn = ({ id }: Wisher, interval: string) =>
  portal.pool.query(`update verification set expires_at = now() + $2::interval where citizen_id = $1 and status <> 'expired'`, [
    id,
    interval,
  ])
const opens = async (code: string) => {
  await desk.get('/desk/verifications')
  return (await desk.post('/desk/verifications', { code })).status === 200
}

/** As a visit to the counter leaves them that did not come to its end. */
async function leaveTraces(person: Wisher): Promise<void> {
  await portal.pool.query(
    `update verification set status = 'binding_awaited', fields = '{surname}', reason = 'x', note = 'x', pending = '{"a": 1}', binding_print = 'x',
       declared_print = 'x', recovery_print = 'x', receipt_sealed = 'x' where citizen_id = $1`,
    [person.id],
  )
  await portal.pool.query(
    `insert into correction (id, verification_id, field, before_sealed, after_sealed, staff_id)
     select gen_random_uuid(), v.id, 'surname', 'a', 'b', (select id from staff limit 1) from verification v where citizen_id = $1`,
    [person.id],
  )
}

const nothing = {
  reason: null,
  note: null,
  pending: null,
  binding_print: null,
  declared_print: null,
  recovery_print: null,
  receipt_sealed: null,
}

describe('the slip on paper', () => {
  it('is one tagged page in Greek whose bars and square both say the code, as a scanner reads them', async () => {
    const { visit, code } = await takeSlip(await makeWisher(portal))
    const { status, headers, file } = await fetchPaper(visit)
    assert.equal(status, 200)
    assert.equal(headers.get('content-type'), 'application/pdf')
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="[\w-]+\.pdf"$/)
    const paper = await readPaper(file)
    assert.equal(paper.bars, code.replaceAll('-', ''))
    assert.equal(paper.square, paper.bars)
    assert.equal(paper.pages, 1)
    assert.equal(paper.title, 'Δελτίο πιστοποίησης')
    assert.equal(paper.language, 'el-GR')
    for (const role of ['Document', 'H1', 'H2', 'P', 'L', 'LI', 'Figure']) assert.ok(paper.roles.includes(role), role)
    assert.ok(paper.text.includes(code), 'in groups, to be typed')
    for (const words of [
      'Ο κωδικός δεν ανοίγει τον λογαριασμό σας',
      'Ταυτότητα παλαιού τύπου, όσο παλιά κι αν είναι',
      'Εκκαθαριστικό φόρου εισοδήματος',
      'φέρτε δύο',
      'Δεν πληρώνετε τίποτα',
      'Δευτέρα έως Παρασκευή, 08:00–14:00',
      'χωρίς ραντεβού',
    ])
      assert.ok(paper.text.includes(words), words)
  })

  it('speaks English to who reads English, and names nobody', async () => {
    const person = await makeWisher(portal)
    const { visit, code } = await takeSlip(person)
    await visit.get('/verification?lang=en')
    const paper = await readPaper((await fetchPaper(visit)).file)
    assert.equal(paper.language, 'en-GB')
    assert.match(paper.text, /The code does not open your account/)
    assert.equal(paper.bars, code.replaceAll('-', ''))
    for (const secret of ['Δοκιμάκη', 'Μαρία', person.afm, person.email, person.username]) assert.ok(!paper.text.includes(secret), secret)
  })

  it('is there while the slip is, for its owner alone', async () => {
    const person = await makeWisher(portal)
    assert.equal((await fetchPaper(await signIn(portal, person))).status, 404)
    const { visit } = await takeSlip(person)
    assert.equal((await fetchPaper(visit)).status, 200)
    assert.equal((await fetchPaper(await signIn(portal, await makeCitizen(portal)))).status, 404)
    assert.equal((await fetchPaper(portal.visit())).status, 303)
    await endIn(person, '-1 second')
    assert.equal((await fetchPaper(visit)).status, 404)
  })

  it('is made so often an hour and no oftener', async () => {
    const small = await startPortal({ JOBS: 'off', LIMIT_SLIPS_HOUR: '1' })
    try {
      const visit = await signIn(small, await makeWisher(small))
      await visit.get('/verification')
      await visit.post('/verification')
      assert.equal((await visit.get('/verification/slip.pdf')).status, 200)
      assert.equal((await visit.get('/verification/slip.pdf')).status, 429)
    } finally {
      await small.stop()
    }
  })
})

describe('what to bring', () => {
  it('is said as the table of papers says it, those that prove the same together', async () => {
    const { visit } = await takeSlip(await makeWisher(portal))
    const page = await visit.get('/verification')
    assert.match(page.text, /Για την ταυτότητά σας, ένα από αυτά: Ταυτότητα παλαιού τύπου, όσο παλιά κι αν είναι/)
    assert.match(page.text, /Μόνο για διεύθυνση γίνεται δεκτό και: Λογαριασμός ρεύματος/)
    assert.ok(page.html.includes('href="/verification/slip.pdf"'))
  })

  it('tells an editor’s new paper without code', () => {
    const t = translate('el')
    const paper = { slug: 'x', title: { el: 'Μισθωτήριο', en: 'Lease' }, proves: ['address' as const, 'afm' as const], expiredOk: false }
    assert.deepEqual(whatToBring([paper], claims, 'el', t), [
      { lead: 'Μόνο για ΑΦΜ και διεύθυνση γίνεται δεκτό και:', papers: ['Μισθωτήριο που δεν έχει λήξει'] },
    ])
    assert.deepEqual(whatToBring([paper], ['tax_office'], 'el', t), [], 'not for a visit that asks for something else')
    assert.deepEqual(whatToBring([], claims, 'el', t), [])
  })
})

describe('a reminder', () => {
  it('comes seven and two days before the end, each once, with the code', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(person)
    const count = async () => (await lettersOf(person, 'levelb.reminder')).length
    const at = async (interval: string) => {
      await endIn(person, interval)
      await run('verification-reminders')
      await run('verification-reminders')
      return count()
    }
    assert.equal(await at('7 days 1 hour'), 0)
    await portal.pool.query(`update verification set created_at = now() - interval '25 days' where citizen_id = $1`, [person.id])
    assert.equal(await at('6 days 23 hours'), 1)
    assert.equal(await at('2 days 1 hour'), 1)
    assert.equal(await at('1 day 23 hours'), 2)
    assert.equal(await at('1 hour'), 2)
    const letters = await lettersOf(person, 'levelb.reminder')
    assert.deepEqual(
      letters.map(({ subject }) => subject),
      ['Το δελτίο σας λήγει σε 7 ημέρες', 'Το δελτίο σας λήγει σε 2 ημέρες'],
    )
    assert.ok(letters.every(({ text }) => text.includes(code)))
  })

  it('of the last days is the only one for who comes to the clock late', async () => {
    const person = await makeWisher(portal)
    await takeSlip(person)
    await portal.pool.query(`update verification set created_at = now() - interval '25 days' where citizen_id = $1`, [person.id])
    await endIn(person, '1 day')
    await run('verification-reminders')
    await run('verification-reminders')
    assert.equal((await lettersOf(person, 'levelb.reminder')).length, 1)
  })

  it('comes to nobody who is held, has ended or has just taken a short slip, and not in a pause; who has yet to type the receipt’s code is reminded of that', async () => {
    const make = async (status: string) => {
      const person = await makeWisher(portal)
      await takeSlip(person)
      await portal.pool.query(`update verification set created_at = now() - interval '29 days', status = $2 where citizen_id = $1`, [
        person.id,
        status,
      ])
      await endIn(person, '1 day')
      return person
    }
    const silent = await Promise.all(['held', 'passed', 'refused', 'cancelled'].map(make))
    const binding = await make('binding_awaited')
    const short = await makeWisher(portal)
    await takeSlip(short)
    await endIn(short, '1 day')
    await portal.pool.query(`insert into verification_pause (started_by, reason) select id, 'δοκιμή' from staff limit 1`)
    await run('verification-reminders')
    assert.equal((await lettersOf(binding, 'levelb.binding_reminder')).length, 0)
    await portal.pool.query(`update verification_pause set ended_at = now()`)
    await run('verification-reminders')
    assert.match((await lettersOf(binding, 'levelb.binding_reminder'))[0]?.text ?? '', /γράψτε έως .* τον κωδικό/)
    for (const person of [...silent, short, binding]) assert.deepEqual(await lettersOf(person, 'levelb.reminder'), [])
  })
})

describe('a slip whose time is over', () => {
  it('loses what was typed for the visit, leaves the account at A and the sign-in as it was, and the next is there at once', async () => {
    const person = await makeWisher(portal)
    const { visit } = await takeSlip(person)
    await leaveTraces(person)
    await endIn(person, '-1 second')
    await run('verification-clean-up')
    const { expires: _expires, ...row } = await rowOf(person)
    assert.deepEqual(row, { status: 'expired', fields: [], ...nothing })
    assert.equal((await portal.pool.query(`select from correction`)).rowCount, 1, 'what was put right stays written down')
    assert.match((await lettersOf(person, 'levelb.expired'))[0]?.text ?? '', /Ο λογαριασμός σας είναι όπως πριν/)
    await signIn(portal, person)
    const page = await visit.get('/verification')
    assert.match(page.text, /Το δελτίο έληξε/)
    assert.ok((await visit.post('/verification')).html.includes('slip__code'))
  })

  it('leaves as little when its owner gives it up', async () => {
    const person = await makeWisher(portal)
    const { visit } = await takeSlip(person)
    await leaveTraces(person)
    const version = (await portal.pool.query('select version from verification where citizen_id = $1', [person.id])).rows[0].version
    await visit.post('/verification/cancellation', { version: String(version) })
    const { expires: _expires, ...row } = await rowOf(person)
    assert.deepEqual(row, { status: 'cancelled', fields: [], ...nothing })
    assert.equal((await portal.pool.query(`select from correction`)).rowCount, 2, 'what was put right stays written down')
  })

  it('is over at once, not when the clock comes: the page says so and gives a new one', async () => {
    const person = await makeWisher(portal)
    const { visit, code } = await takeSlip(person)
    await endIn(person, '-1 second')
    assert.match((await visit.get('/verification')).text, /Το δελτίο έληξε/)
    const page = await visit.post('/verification')
    const second = /class="slip__code"[^>]*>([^<]+)</.exec(page.html)?.[1]
    assert.ok(second && second !== code, 'a new code')
    assert.equal(await opens(code), false)
    assert.deepEqual(await lettersOf(person, 'levelb.expired'), [], 'who asks for a new one knows')
  })
})

describe('a pause', () => {
  const pause = async () => {
    await admin.get('/desk/verifications/pause')
    return admin.post('/desk/verifications/pause', { reason: 'Διακοπή ρεύματος στο Δημαρχείο' })
  }
  const end = async () => {
    const page = await admin.get('/desk/verifications/pause')
    return admin.post('/desk/verifications/pause/end', { id: valueOf(page, 'id') })
  }

  it('keeps every slip from running out, at the counter and by the clock, and gives the time back when it ends', async () => {
    const [running, over, made] = [await makeWisher(portal), await makeWisher(portal), await makeWisher(portal)]
    const { visit, code } = await takeSlip(running)
    const { code: overCode } = await takeSlip(over)
    await endIn(running, '1 day')
    await endIn(over, '-1 second')
    const before = (await rowOf(running)).expires as Date
    assert.match((await pause()).text, /Οι λήξεις είναι σε παύση από/)
    assert.match((await pause()).text, /Οι λήξεις είναι ήδη σε παύση/)
    // Three days go by.
    await portal.pool.query(`update verification_pause set since = since - interval '3 days' where ended_at is null`)
    await portal.pool.query(
      `update verification set expires_at = expires_at - interval '3 days', created_at = created_at - interval '3 days'
      where citizen_id = any($1)`,
      [[running.id, over.id]],
    )
    const { code: madeCode } = await takeSlip(made)
    const madeEnd = (await rowOf(made)).expires as Date
    await run('verification-clean-up')
    assert.equal((await rowOf(running)).status, 'ready')
    assert.equal((await rowOf(over)).status, 'expired', 'what was over before stays over')
    assert.equal(await opens(overCode), false)
    assert.equal(await opens(code), true)
    assert.equal(await opens(madeCode), true)
    const promised = /Το δελτίο ισχύει έως (\S+)\./.exec((await visit.get('/verification')).text)?.[1]
    assert.match((await end()).text, /Η παύση τελείωσε/)
    const after = (await rowOf(running)).expires as Date
    assert.ok(Math.abs(after.getTime() - before.getTime()) < 60_000, 'a day is left, as when it began')
    assert.equal(promised, after.toLocaleDateString('en-GB', { timeZone: 'Europe/Athens' }), 'the page said it beforehand')
    const gained = ((await rowOf(made)).expires as Date).getTime() - madeEnd.getTime()
    assert.ok(gained >= 0 && gained < 60_000, 'a slip made in the pause gets its own part alone')
    await run('verification-clean-up')
    assert.equal((await rowOf(running)).status, 'ready')
    assert.equal((await visit.get('/verification')).text.includes(`έως ${promised}`), true)
  })

  it('is told by the trail, by whom and when, and can be ended once', async () => {
    await pause()
    const page = await admin.get('/desk/verifications/pause')
    const id = valueOf(page, 'id')
    await admin.post('/desk/verifications/pause/end', { id })
    assert.equal((await admin.post('/desk/verifications/pause/end', { id })).status, 409)
    assert.equal((await admin.post('/desk/verifications/pause/end', { id: 'x' })).status, 404)
    const { rows } = await portal.pool.query(
      `select e.event, s.username from audit_event e join staff s on s.id = e.actor_id where target_id = $1 order by e.id`,
      [id],
    )
    assert.deepEqual(rows, [
      { event: 'expiry.paused', username: administrator.username },
      { event: 'expiry.resumed', username: administrator.username },
    ])
    assert.match((await admin.get('/desk/verifications/pause')).text, /Διακοπή ρεύματος/)
  })

  it('needs a reason, and a registrar cannot have one', async () => {
    await admin.get('/desk/verifications/pause')
    assert.equal((await admin.post('/desk/verifications/pause', { reason: ' ' })).status, 422)
    assert.equal((await desk.get('/desk/verifications/pause')).status, 403)
  })
})
