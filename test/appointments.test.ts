/** An hour at the counter: offered, taken by one of two, changed, given up, and ended with what it was for. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { findAppointment, listAppointmentsOf } from '../src/appointments/appointment.js'
import { calendarFile } from '../src/appointments/calendar-file.js'
import { showTime } from '../src/i18n/dates.js'
import { tasks } from '../src/tasks.js'
import { makeStaff, signIn, signInStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'
import { makeWisher, type Wisher } from './support/wishers.js'

let portal: TestPortal
let editor: Visit
before(async () => {
  portal = await startPortal({ JOBS: 'off', VERIFICATION_DAYS: '390', APPOINTMENT_DAYS: '380', LIMIT_APPOINTMENTS_HOUR: '20' })
  editor = await signInStaff(portal, await makeStaff(portal, ['editor']))
})
after(() => portal.stop())

type Coming = { person: Wisher; visit: Visit }

async function makeComing(at: Pick<TestPortal, 'pool' | 'portal' | 'visit'> = portal): Promise<Coming> {
  const person = await makeWisher(at)
  const visit = await signIn(at, person)
  await visit.get('/verification')
  await visit.post('/verification')
  return { person, visit }
}

const optionsOf = (page: Page, name: string) =>
  [...page.html.matchAll(new RegExp(`name="${name}" type="radio" value="([^"]+)"`, 'g'))].map(found => found[1] as string)
const daysOf = async (visit: Visit) => optionsOf(await visit.get('/verification/appointment'), 'day')
const hoursOf = async (visit: Visit, day: string) => optionsOf(await visit.get(`/verification/appointment?day=${day}`), 'at')

async function book(visit: Visit, day: string, at: string): Promise<Page> {
  await visit.get('/verification')
  return visit.post('/verification/appointment', { day, at })
}

async function anyHour(visit: Visit, skip = 0): Promise<{ day: string; at: string }> {
  const day = (await daysOf(visit))[5 + skip] as string
  return { day, at: (await hoursOf(visit, day))[0] as string }
}

const appointmentOf = async ({ id }: Wisher) =>
  (await portal.pool.query(`select verification_id as id, starts_at as at, place from appointment where citizen_id = $1`, [id])).rows[0]
const lettersOf = async ({ id }: Wisher, kind: string) =>
  (
    await portal.pool.query(`select body_text as text from letter where citizen_id = $1 and kind = $2 order by created_at`, [id, kind])
  ).rows.map(({ text }) => text as string)
const tokenOf = (text = '') => /\/appointment\/cancellation\?token=([\w-]+)/.exec(text)?.[1] ?? ''
const trailOf = async (id: string) =>
  (await portal.pool.query(`select event from audit_event where target_id = $1 and event like 'appointment.%' order by id`, [id])).rows.map(
    ({ event }) => event as string,
  )

describe('the hours that are offered', () => {
  it('are those of the counter, on Athens time in summer and in winter, and none on weekends and holidays', async () => {
    const { visit } = await makeComing()
    const days = await daysOf(visit)
    assert.ok(days.length > 240, `${days.length} days`)
    const { rows: closed } = await portal.pool.query(`select day::text from holiday where not half`)
    for (const day of days) {
      assert.ok(![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay()), day)
      assert.ok(!closed.some(one => one.day === day), day)
    }
    const offsets = new Set<number>()
    for (const day of days.filter((name, index) => index % 20 === 5 && !/12-(24|31)$/.test(name))) {
      const hours = (await hoursOf(visit, day)).map(at => new Date(at))
      assert.deepEqual([hours.length, showTime(hours[0] as Date), showTime(hours.at(-1) as Date)], [18, '08:00', '13:40'], day)
      offsets.add((hours[0] as Date).getUTCHours())
    }
    assert.deepEqual([...offsets].sort(), [5, 6], 'both sides of the clock’s change')
  })

  it('end two hours earlier on a half day', async () => {
    const { visit } = await makeComing()
    const half = (await daysOf(visit))[30] as string
    await portal.pool.query(`insert into holiday (day, title, half) values ($1, '{"el": "x", "en": "x"}', true) on conflict do nothing`, [
      half,
    ])
    const hours = await hoursOf(visit, half)
    assert.equal(showTime(new Date(hours.at(-1) as string)), '11:40')
  })

  it('lie within the slip’s time and at least an hour ahead', async () => {
    const { person, visit } = await makeComing()
    const [, , third] = await daysOf(visit)
    await portal.pool.query(
      `update verification set expires_at = $2::date::timestamp at time zone 'Europe/Athens' + interval '10 hours' where citizen_id = $1`,
      [person.id, third],
    )
    const days = await daysOf(visit)
    assert.equal(days.at(-1), third)
    assert.equal(showTime(new Date((await hoursOf(visit, third as string)).at(-1) as string)), '09:40')
    const soon = new Date(Date.now() + 3_600_000)
    for (const at of await hoursOf(visit, days[0] as string)) assert.ok(new Date(at) > soon, at)
  })
})

describe('an appointment', () => {
  it('is made by choosing a day and an hour, told on the page, by letter and as a calendar file', async () => {
    const { person, visit } = await makeComing()
    assert.match((await visit.get('/verification')).text, /Μπορείτε να έρθετε και χωρίς ραντεβού/)
    const { day, at } = await anyHour(visit)
    const page = await book(visit, day, at)
    assert.equal(page.path, '/verification')
    assert.match(page.text, new RegExp(`Έχετε ραντεβού: .*, ${showTime(new Date(at))}`))
    const row = await appointmentOf(person)
    assert.equal(row.at.toISOString(), at)
    assert.deepEqual(await findAppointment(portal.pool, row.id), { at: row.at, endsAt: new Date(row.at.getTime() + 20 * 60_000) })
    assert.ok((await listAppointmentsOf(portal.pool, day)).some(one => one.verificationId === row.id && one.citizenId === person.id))
    const [letter] = await lettersOf(person, 'appointment.booked')
    assert.match(letter ?? '', /χωρίς ραντεβού/)
    const file = await visit.get('/verification/appointment.ics')
    assert.match(file.headers.get('content-type') ?? '', /^text\/calendar; charset=utf-8$/)
    assert.ok(file.html.includes(`DTSTART:${at.replace(/[-:]|\.\d+/g, '')}\r\n`), file.html)
    assert.ok(!file.html.includes('Δοκιμάκη'))
    const linked = await portal.visit().get(/\/appointment\/calendar\.ics\?token=[\w-]+/.exec(letter ?? '')?.[0] as string)
    const stamp = /DTSTAMP:.*/
    assert.equal(linked.html.replace(stamp, ''), file.html.replace(stamp, ''), 'the letter gives the same file without signing in')
    assert.equal((await portal.visit().get('/appointment/calendar.ics?token=x')).status, 404)
    assert.deepEqual(await trailOf(row.id), ['appointment.booked'])
  })

  it('sent twice is made once; another hour frees the first', async () => {
    const { person, visit } = await makeComing()
    const { day, at } = await anyHour(visit, 1)
    await book(visit, day, at)
    await book(visit, day, at)
    assert.equal((await lettersOf(person, 'appointment.booked')).length, 1)
    assert.ok(!(await hoursOf(visit, day)).includes(at), 'taken')
    const next = (await hoursOf(visit, day))[3] as string
    await book(visit, day, next)
    const { id, at: now } = await appointmentOf(person)
    assert.equal(now.toISOString(), next)
    assert.ok((await hoursOf(visit, day)).includes(at), 'free again')
    assert.deepEqual(await trailOf(id), ['appointment.booked', 'appointment.changed'])
    const [first, second] = await lettersOf(person, 'appointment.booked')
    assert.equal((await portal.visit().get(`/appointment/cancellation?token=${tokenOf(first)}`)).status, 404)
    assert.equal((await portal.visit().get(`/appointment/cancellation?token=${tokenOf(second)}`)).status, 200)
  })

  it('of several who want the last place at once one gets it, and the others choose again', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => makeComing()))
    const { day, at } = await anyHour((people[0] as Coming).visit, 2)
    const before = await hoursOf((people[0] as Coming).visit, day)
    for (const { visit } of people) await visit.get('/verification')
    const pages = await Promise.all(people.map(({ visit }) => visit.post('/verification/appointment', { day, at })))
    assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 409, 409, 409, 409])
    const lost = pages.find(({ status }) => status === 409) as Page
    assert.match(lost.text, /Αυτή την ώρα μόλις την πήρε άλλος/)
    assert.deepEqual(optionsOf(lost, 'at'), before.slice(1), 'the rest of the day to choose from')
    assert.equal((await portal.pool.query('select from appointment where starts_at = $1', [at])).rowCount, 1)
  })

  it('has as many places at once as the editor says, and each is taken', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => makeComing()))
    const { day, at } = await anyHour((people[0] as Coming).visit, 3)
    await portal.pool.query(`update counter_hours set windows = 3 where weekday = extract(isodow from $1::date)`, [day])
    for (const { visit } of people) await visit.get('/verification')
    const pages = await Promise.all(people.map(({ visit }) => visit.post('/verification/appointment', { day, at })))
    await portal.pool.query(`update counter_hours set windows = 1`)
    assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 200, 200, 409])
    const { rows } = await portal.pool.query('select place from appointment where starts_at = $1 order by place', [at])
    assert.deepEqual(
      rows.map(({ place }) => place),
      [1, 2, 3],
    )
  })

  it('is refused by the database itself where the place is taken', async () => {
    const [one, two] = [await makeComing(), await makeComing()]
    const { day, at } = await anyHour(one.visit, 4)
    await book(one.visit, day, at)
    const other = await anyHour(two.visit, 5)
    await book(two.visit, other.day, other.at)
    const taking = portal.pool.query(`update appointment set starts_at = $2 where citizen_id = $1`, [two.person.id, at])
    await assert.rejects(taking, { constraint: 'appointment_starts_at_place_key' })
  })

  it('asks again for a day or an hour that is missing, unknown, full or closed, and for nothing without a slip', async () => {
    const { visit } = await makeComing()
    const { day } = await anyHour(visit)
    assert.equal((await visit.get('/verification/appointment?next=1')).status, 422)
    assert.match((visit.last as Page).text, /Διαλέξτε μια ημέρα/)
    assert.match((await visit.get('/verification/appointment?day=2020-01-01&next=1')).text, /δεν έχει πια ελεύθερη ώρα/)
    assert.equal((visit.last as Page).status, 422)
    const page = await visit.post('/verification/appointment', { day })
    assert.equal(page.status, 422)
    assert.match(page.text, /Διαλέξτε μια ώρα/)
    for (const at of [`${day}T05:01:00Z`, `${day}T23:00:00Z`, '2020-01-07T07:00:00Z', '2099-01-07T07:00:00Z'])
      assert.equal((await visit.post('/verification/appointment', { day, at })).status, 409, at)
    for (const at of ['x', '', '2026', `${day}T07:00`])
      assert.equal((await visit.post('/verification/appointment', { day, at })).status, 422, at)
    const without = await signIn(portal, await makeWisher(portal))
    for (const path of ['/verification/appointment', '/verification/appointment.ics'])
      assert.equal((await without.get(path)).status, 404, path)
    await without.get('/verification')
    assert.equal((await without.post('/verification/appointment', { day, at: `${day}T07:00:00Z` })).status, 404)
  })

  it('says so when no hour is left, and that one may come without', async () => {
    const none = await startPortal({ JOBS: 'off', APPOINTMENT_DAYS: '0' })
    try {
      const { visit } = await makeComing(none)
      assert.match((await visit.get('/verification/appointment')).text, /Δεν υπάρχει ελεύθερη ώρα αυτόν τον καιρό/)
    } finally {
      await none.stop()
    }
  })

  it('is taken and changed so often an hour and no oftener', async () => {
    const small = await startPortal({ JOBS: 'off', LIMIT_APPOINTMENTS_HOUR: '1' })
    try {
      const { visit } = await makeComing(small)
      const { day, at } = await anyHour(visit)
      assert.equal((await book(visit, day, at)).status, 200)
      assert.equal((await book(visit, day, at)).status, 429)
    } finally {
      await small.stop()
    }
  })
})

describe('giving an appointment up', () => {
  it('takes a button on the page', async () => {
    const { person, visit } = await makeComing()
    const { day, at } = await anyHour(visit, 6)
    await book(visit, day, at)
    const { id } = await appointmentOf(person)
    assert.match((await visit.post('/verification/appointment/cancellation')).text, /Το ραντεβού ακυρώθηκε/)
    assert.equal(await appointmentOf(person), undefined)
    assert.ok((await hoursOf(visit, day)).includes(at))
    assert.equal((await visit.post('/verification/appointment/cancellation')).status, 409)
    assert.deepEqual(await trailOf(id), ['appointment.booked', 'appointment.cancelled'])
    assert.equal((await lettersOf(person, 'appointment.cancelled')).length, 1)
  })

  it('works from the letter without signing in: a page, a button, once', async () => {
    const { person, visit } = await makeComing()
    const { day, at } = await anyHour(visit, 7)
    await book(visit, day, at)
    const token = tokenOf((await lettersOf(person, 'appointment.booked'))[0])
    const { rows } = await portal.pool.query(`select encode(cancel_hash, 'escape') as kept from appointment where citizen_id = $1`, [
      person.id,
    ])
    assert.ok(!rows[0].kept.includes(token), 'only its hash is kept')
    const stranger = portal.visit()
    const page = await stranger.get(`/appointment/cancellation?token=${token}`)
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer')
    assert.match(page.text, new RegExp(showTime(new Date(at))))
    assert.ok(await appointmentOf(person), 'looking gives nothing up: programs open links too')
    const done = await stranger.post('/appointment/cancellation', { token: valueOf(page, 'token') })
    assert.match(done.text, /Το ραντεβού ακυρώθηκε/)
    assert.equal(await appointmentOf(person), undefined)
    assert.equal((await stranger.post('/appointment/cancellation', { token })).status, 404)
    for (const wrong of ['', 'x', 'x'.repeat(43), 'x'.repeat(300)]) {
      assert.equal((await stranger.get(`/appointment/cancellation?token=${wrong}`)).status, 404)
      assert.equal((await stranger.post('/appointment/cancellation', { token: wrong })).status, 404)
    }
  })

  it('is too late once it has begun', async () => {
    const { person, visit } = await makeComing()
    const { day, at } = await anyHour(visit, 8)
    await book(visit, day, at)
    const token = tokenOf((await lettersOf(person, 'appointment.booked'))[0])
    await portal.pool.query(
      `update appointment set starts_at = now() - interval '1 minute', ends_at = now() + interval '1 minute' where citizen_id = $1`,
      [person.id],
    )
    assert.equal((await portal.visit().get(`/appointment/cancellation?token=${token}`)).status, 404)
    assert.equal((await visit.post('/verification/appointment/cancellation')).status, 409)
    assert.ok(await findAppointment(portal.pool, (await appointmentOf(person)).id), 'it is still going on')
  })
})

describe('an appointment ends', () => {
  it('with its verification, whichever way that ends', async () => {
    for (const status of ['passed', 'refused', 'expired', 'cancelled', 'binding_awaited']) {
      const { person, visit } = await makeComing()
      const { day, at } = await anyHour(visit, 9)
      await book(visit, day, at)
      await portal.pool.query(`update verification set status = 'differs' where citizen_id = $1`, [person.id])
      assert.ok(await appointmentOf(person), 'the visit goes on')
      await portal.pool.query(`update verification set status = $2 where citizen_id = $1`, [person.id, status])
      assert.equal(await appointmentOf(person), undefined, status)
    }
  })

  it('on the page, when the slip is given up there', async () => {
    const { person, visit } = await makeComing()
    const { day, at } = await anyHour(visit, 9)
    await book(visit, day, at)
    const page = await visit.get('/verification')
    await visit.post('/verification/cancellation', { version: valueOf(page, 'version') })
    assert.equal(await appointmentOf(person), undefined)
  })

  it('where the counter closes on that day or at that hour, and a letter says so; others stay', async () => {
    const [closed, early, other] = [await makeComing(), await makeComing(), await makeComing()]
    const [first, second, third] = [await anyHour(closed.visit, 11), await anyHour(early.visit, 12), await anyHour(other.visit, 13)]
    const last = (await hoursOf(early.visit, second.day)).at(-1) as string
    await book(closed.visit, first.day, first.at)
    await book(early.visit, second.day, last)
    await book(other.visit, third.day, third.at)
    const [year, month, date] = first.day.split('-')
    await editor.get('/desk/holidays')
    await editor.post('/desk/holidays', { day: `${date}/${month}/${year}`, title_el: 'Πολιούχος', title_en: 'Patron' })
    await portal.pool.query(
      `insert into holiday (day, title, half) values ($1, '{"el": "x", "en": "x"}', true) on conflict (day) do update set half = true`,
      [second.day],
    )
    const task = tasks.find(({ name }) => name === 'end-impossible-appointments')
    await task?.run(portal.portal)
    await task?.run(portal.portal)
    for (const { person } of [closed, early]) {
      assert.equal(await appointmentOf(person), undefined)
      const letters = await lettersOf(person, 'appointment.closed')
      assert.equal(letters.length, 1)
      assert.match(letters[0] ?? '', /το γκισέ θα είναι κλειστό/)
    }
    assert.ok(await appointmentOf(other.person))
    assert.ok(!(await daysOf(other.visit)).includes(first.day))
  })
})

describe('the counter’s hours', () => {
  it('are added and removed by an editor, and offered at once', async () => {
    await editor.get('/desk/counter-hours')
    const page = await editor.post('/desk/counter-hours', {
      weekdays: ['6', '7'],
      opens: '9',
      closes: '10.30',
      slot_minutes: '30',
      windows: '2',
    })
    assert.match(page.text, /Σάββατο 09:00–10:30 30 2/)
    const { visit } = await makeComing()
    const saturday = (await daysOf(visit)).find(day => new Date(`${day}T12:00:00Z`).getUTCDay() === 6) as string
    assert.deepEqual(
      (await hoursOf(visit, saturday)).map(at => showTime(new Date(at))),
      ['09:00', '09:30', '10:00'],
    )
    const { rows } = await portal.pool.query('select id from counter_hours where weekday > 5')
    for (const { id } of rows) assert.equal((await editor.post('/desk/counter-hours/removal', { id })).status, 200)
    assert.equal((await editor.post('/desk/counter-hours/removal', { id: rows[0].id })).status, 404)
    assert.equal((await editor.post('/desk/counter-hours/removal', { id: 'x' })).status, 404)
    assert.ok(!(await daysOf(visit)).includes(saturday))
    const { rows: trail } = await portal.pool.query(`select event from audit_event where target_id = $1 order by id`, [rows[0].id])
    assert.deepEqual(
      trail.map(({ event }) => event),
      ['counter_hours.added', 'counter_hours.removed'],
    )
  })

  it('do not overlap, all or none, and a wrong value is named with what was typed', async () => {
    const good = { weekdays: ['5', '6'], opens: '15:00', closes: '17:00', slot_minutes: '20', windows: '1' }
    await editor.get('/desk/counter-hours')
    const count = async () => (await portal.pool.query('select from counter_hours')).rowCount
    const before = await count()
    const wrong: [Record<string, string | string[]>, RegExp][] = [
      [{ opens: '13:00' }, /πέφτουν πάνω σε άλλες/],
      [{ opens: '25:00' }, /Γράψτε ώρα/],
      [{ opens: 'πρωί' }, /Γράψτε ώρα/],
      [{ closes: '15:10' }, /να χωρά ένα ραντεβού/],
      [{ closes: '14:00' }, /να χωρά ένα ραντεβού/],
      [{ slot_minutes: '1' }, /από 5 έως 240/],
      [{ slot_minutes: 'x' }, /από 5 έως 240/],
      [{ windows: '0' }, /από 1 έως 50/],
      [{ weekdays: [] }, /τουλάχιστον μία ημέρα/],
      [{ weekdays: '9' }, /τουλάχιστον μία ημέρα/],
    ]
    const two = await editor.post('/desk/counter-hours', { ...good, opens: 'x' })
    assert.doesNotMatch(two.text, /να χωρά ένα ραντεβού/, 'a time that is none has one sentence')
    for (const [change, problem] of wrong) {
      const page = await editor.post('/desk/counter-hours', { ...good, ...change })
      assert.equal(page.status, 422, JSON.stringify(change))
      assert.match(page.text, problem)
      assert.equal(valueOf(page, 'closes'), String(change.closes ?? good.closes))
    }
    assert.equal(await count(), before)
  })
})

describe('the calendar file', () => {
  it('folds long lines between letters and escapes what calendars read as signs', () => {
    const file = calendarFile({
      uid: 'a@b',
      at: new Date('2026-12-01T07:20:00Z'),
      endsAt: new Date('2026-12-01T07:40:00Z'),
      title: 'Πιστοποίηση; ένα, δύο \\ τρία',
      place: 'Γραφείο εξυπηρέτησης στο Δημαρχείο, Κωστή Βάρναλη 76–78, 132 31 Πετρούπολη',
      text: 'μία\nδύο',
      url: 'https://x.example/verification',
    })
    assert.ok(file.endsWith('END:VCALENDAR\r\n'))
    for (const line of file.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
    const whole = file.replaceAll('\r\n ', '')
    assert.ok(whole.includes('SUMMARY:Πιστοποίηση\\; ένα\\, δύο \\\\ τρία\r\n'))
    assert.ok(whole.includes('LOCATION:Γραφείο εξυπηρέτησης στο Δημαρχείο\\, Κωστή Βάρναλη 76–78\\, 132 31 Πετρούπολη\r\n'))
    assert.ok(whole.includes('DESCRIPTION:μία\\nδύο\r\n'))
    assert.ok(whole.includes('DTSTART:20261201T072000Z\r\nDTEND:20261201T074000Z\r\n'))
  })
})
