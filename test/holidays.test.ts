/** Days on which the town is closed: by rule, by the editor's hand, and what a working day is. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { calendarOf } from '../src/holidays/calendar.js'
import { plusDays, weekdayOf } from '../src/holidays/days.js'
import { orthodoxEaster } from '../src/holidays/easter.js'
import { loadCalendar } from '../src/holidays/holiday.js'
import { holidaysOf, isLabourDayMoved } from '../src/holidays/rule.js'
import { tasks } from '../src/tasks.js'
import { makeStaff, signInStaff } from './support/people.js'
import { startPortal, type TestPortal, type Visit } from './support/portal.js'

/** As printed in calendars of the Church of Greece. */
const easters =
  '2020-04-19 2021-05-02 2022-04-24 2023-04-16 2024-05-05 2025-04-20 2026-04-12 2027-05-02 2028-04-16 2029-04-08 2030-04-28 2031-04-13 2032-05-02 2033-04-24 2034-04-09 2035-04-29 2036-04-20 2037-04-05 2038-04-25 2039-04-17 2040-05-06'.split(
    ' ',
  )

/** Clean Monday, Good Friday, Holy Saturday, Easter, Easter Monday, Whit Monday: from the domain's table of rules. */
const movable = `
2026-02-23 2026-04-10 2026-04-11 2026-04-12 2026-04-13 2026-06-01
2027-03-15 2027-04-30 2027-05-01 2027-05-02 2027-05-03 2027-06-21
2028-02-28 2028-04-14 2028-04-15 2028-04-16 2028-04-17 2028-06-05
2029-02-19 2029-04-06 2029-04-07 2029-04-08 2029-04-09 2029-05-28
2030-03-11 2030-04-26 2030-04-27 2030-04-28 2030-04-29 2030-06-17
2031-02-24 2031-04-11 2031-04-12 2031-04-13 2031-04-14 2031-06-02
2032-03-15 2032-04-30 2032-05-01 2032-05-02 2032-05-03 2032-06-21`
  .trim()
  .split('\n')
  .map(line => line.split(' '))

const anyYear = fc.integer({ min: 1900, max: 2099 })
const anyDay = fc.integer({ min: 0, max: 30_000 }).map(days => plusDays('2020-01-01', days))

describe('orthodox Easter', () => {
  it('falls where the calendars of twenty-one years print it', () => {
    assert.deepEqual(
      easters.map(day => orthodoxEaster(Number(day.slice(0, 4)))),
      easters,
    )
  })

  it('is a Sunday from 4 April to 10 May in every year for which the rule holds', () =>
    fc.assert(
      fc.property(anyYear, year => {
        const easter = orthodoxEaster(year)
        assert.equal(weekdayOf(easter), 7)
        assert.ok(easter >= `${year}-04-04` && easter <= `${year}-05-10`, easter)
      }),
    ))

  it('is told for no year for which the rule does not hold', () => {
    for (const year of [1899, 2100, 2026.5, Number.NaN]) assert.throws(() => orthodoxEaster(year), RangeError)
  })
})

describe('the holidays of a year', () => {
  it('move with Easter as the table of seven years says', () => {
    for (const days of movable) {
      const closed = holidaysOf(Number(days[0]?.slice(0, 4))).filter(({ half }) => !half)
      for (const day of days)
        assert.ok(
          closed.some(one => one.day === day),
          day,
        )
    }
  })

  it('are fourteen whole days and two halves, one less where two meet, each once and in order', () => {
    for (const [year, whole] of [
      [2026, 14],
      [2027, 13], // 1 May is Holy Saturday
      [2028, 14],
    ] as const) {
      const days = holidaysOf(year)
      assert.equal(days.filter(({ half }) => !half).length, whole, String(year))
      assert.deepEqual(
        days.filter(({ half }) => half).map(({ day }) => day),
        [`${year}-12-24`, `${year}-12-31`],
      )
      assert.deepEqual(
        days.map(({ day }) => day),
        [...new Set(days.map(({ day }) => day))].sort(),
      )
    }
  })

  it('say in which years a minister moves 1 May', () => {
    const moved = Array.from({ length: 21 }, (_, index) => 2020 + index).filter(isLabourDayMoved)
    assert.deepEqual(moved, [2021, 2024, 2027, 2032, 2040])
  })
})

describe('working days', () => {
  const closed = [2026, 2027].flatMap(holidaysOf).filter(({ half }) => !half)
  const calendar = calendarOf(closed.map(({ day }) => day))

  it('are neither weekends nor holidays; a half day is one', () => {
    for (const day of ['2026-11-24', '2026-12-24', '2026-12-31', '2026-04-14']) assert.ok(calendar.isWorkingDay(day), day)
    for (const day of ['2026-11-28', '2026-11-29', '2026-12-25', '2026-04-10', '2026-06-01', '2027-05-03'])
      assert.ok(!calendar.isWorkingDay(day), day)
  })

  it('an end moves to the next of them and stays where it is one', () => {
    assert.equal(calendar.nextWorkingDay('2026-12-25'), '2026-12-28', 'Christmas, its second day and a Sunday')
    assert.equal(calendar.nextWorkingDay('2027-04-30'), '2027-05-04', 'Good Friday to Easter Monday')
    assert.equal(calendar.nextWorkingDay('2026-12-29'), '2026-12-29')
  })

  it('are counted from the day after', () => {
    assert.equal(calendar.plusWorkingDays('2026-12-23', 1), '2026-12-24')
    assert.equal(calendar.plusWorkingDays('2026-12-23', 2), '2026-12-28')
    assert.equal(calendar.plusWorkingDays('2026-04-09', 3), '2026-04-16')
    assert.equal(calendar.plusWorkingDays('2026-11-28', 0), '2026-11-28')
  })

  it('have no other between the asked day and the answer, whatever is closed', () =>
    fc.assert(
      fc.property(
        anyDay,
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 15 }),
        fc.integer({ min: 1, max: 30 }),
        (day, off, count) => {
          const odd = calendarOf(off.map(days => plusDays(day, days)))
          const next = odd.nextWorkingDay(day)
          assert.ok(odd.isWorkingDay(next))
          for (let between = day; between < next; between = plusDays(between, 1)) assert.ok(!odd.isWorkingDay(between))
          const last = odd.plusWorkingDays(day, count)
          let counted = 0
          for (let one = plusDays(day, 1); one <= last; one = plusDays(one, 1)) counted += odd.isWorkingDay(one) ? 1 : 0
          assert.equal(counted, count)
        },
      ),
    ))
})

describe('the table of holidays', () => {
  let portal: TestPortal
  let editor: Visit
  before(async () => {
    portal = await startPortal({ JOBS: 'off' })
    editor = await signInStaff(portal, await makeStaff(portal, ['editor']))
  })
  after(() => portal.stop())

  const daysOf = async (year: number) =>
    (await portal.pool.query(`select day::text, title, half from holiday where extract(year from day) = $1 order by day`, [year])).rows
  const trail = async (event: string) => (await portal.pool.query(`select target_id from audit_event where event = $1`, [event])).rows

  it('begins with three years as the rule has them', async () => {
    for (const year of [2026, 2027, 2028]) assert.deepEqual(await daysOf(year), holidaysOf(year), String(year))
  })

  it('is filled by the clock two years ahead, each year once: what an editor took away stays away', async () => {
    const fill = tasks.find(({ name }) => name === 'fill-holidays')
    const year = Number(new Date().toISOString().slice(0, 4)) + 2
    await portal.pool.query(`delete from holiday where extract(year from day) = $1`, [year])
    await portal.pool.query(`insert into holiday (day, title) values (make_date($1, 7, 3), '{"el": "Τοπική", "en": "Local"}')`, [year])
    await fill?.run(portal.portal)
    assert.equal((await daysOf(year)).length, holidaysOf(year).length + 1)
    await portal.pool.query(`delete from holiday where day = make_date($1, 1, 6)`, [year])
    await fill?.run(portal.portal)
    assert.equal((await daysOf(year)).length, holidaysOf(year).length)
    assert.equal((await trail('holiday.filled')).length, 1)
  })

  it('takes a local holiday from an editor and gives it up again; the calendar knows at once', async () => {
    await editor.get('/desk/holidays?year=2027')
    const added = await editor.post('/desk/holidays', { day: '5/7/2027', title_el: 'Πολιούχος', title_en: 'Patron saint' })
    assert.equal(added.path, '/desk/holidays?year=2027')
    assert.match(added.text, /Δευτέρα 5 Ιουλίου Πολιούχος/)
    assert.equal((await loadCalendar(portal.pool)).isWorkingDay('2027-07-05'), false)
    const removed = await editor.post('/desk/holidays/removal', { day: '2027-07-05' })
    assert.doesNotMatch(removed.text, /Πολιούχος,/)
    assert.equal((await loadCalendar(portal.pool)).isWorkingDay('2027-07-05'), true)
    assert.equal((await editor.post('/desk/holidays/removal', { day: '2027-07-05' })).status, 404)
    assert.deepEqual(await trail('holiday.added'), [{ target_id: '2027-07-05' }])
    assert.deepEqual(await trail('holiday.removed'), [{ target_id: '2027-07-05' }])
  })

  it('warns where 1 May meets Holy Week, and puts a removed day back when asked', async () => {
    assert.match((await editor.get('/desk/holidays?year=2027')).text, /Πρωτομαγιά πέφτει μέσα στη Μεγάλη Εβδομάδα/)
    assert.doesNotMatch((await editor.get('/desk/holidays?year=2026')).text, /πέφτει μέσα/)
    await editor.post('/desk/holidays/removal', { day: '2026-10-28' })
    assert.match((await editor.post('/desk/holidays/year', { year: '2026' })).text, /Προστέθηκε 1 αργία/)
    assert.match((await editor.post('/desk/holidays/year', { year: '2026' })).text, /Δεν έλειπε καμία/)
    assert.match((await editor.post('/desk/holidays/year', { year: '2040' })).text, /Προστέθηκαν 1\d αργίες/)
  })

  it('refuses a day that is there already, one that does not exist and a year without a rule, and keeps what was typed', async () => {
    const form = { day: '28/10/2026', title_el: 'Κάτι', title_en: 'Something' }
    await editor.get('/desk/holidays')
    for (const [day, problem] of [
      ['28/10/2026', /ήδη στον πίνακα/],
      ['31/2/2027', /./],
      ['1/1/2110', /από 2020 έως 2099/],
      ['', /./],
    ] as const) {
      const page = await editor.post('/desk/holidays', { ...form, day })
      assert.equal(page.status, 422, day)
      assert.match(page.text, problem)
      assert.match(page.html, /value="Something"/)
    }
    for (const year of ['1999', '2100', 'x', '']) assert.equal((await editor.get(`/desk/holidays?year=${year}`)).status, 404, year)
    assert.equal((await editor.post('/desk/holidays/year', { year: '1850' })).status, 404)
  })
})
