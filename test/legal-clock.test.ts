/** The legal clock: tables of periods, pauses, stops and forwarding, over the holidays of 2026 to 2028. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Calendar, calendarOf } from '../src/holidays/calendar.js'
import { daysBetween, plusDays } from '../src/holidays/days.js'
import { holidaysOf } from '../src/holidays/rule.js'
import { translate } from '../src/i18n/index.js'
import { afterMove, type Clock, endOf, newClock, pauseClock, resumeClock, startClock, stopClock } from '../src/requests/clock.js'
import { daysLeftOf } from '../src/requests/days-left.js'

const closed = [2026, 2027, 2028, 2029].flatMap(year => holidaysOf(year).filter(one => !one.half)).map(one => one.day)
const calendar = calendarOf(closed)
const ends = (days: number, unit: Clock['unit'], startedOn: string, on: Calendar = calendar) =>
  endOf(startClock(newClock(days, unit), startedOn), on)

describe('the end of a period', () => {
  const table: [days: number, unit: Clock['unit'], startedOn: string, end: string, why: string][] = [
    [50, 'calendar', '2026-11-09', '2026-12-29', 'the worked example: complete on 9-11, Tuesday 29-12'],
    [50, 'calendar', '2026-11-02', '2026-12-22', 'complete on the day it was filed'],
    [50, 'calendar', '2026-11-05', '2026-12-28', '25-12 and 26-12 are holidays, 27-12 a Sunday'],
    [10, 'calendar', '2026-11-24', '2026-12-04', 'a certificate'],
    [10, 'calendar', '2026-11-25', '2026-12-07', 'a Saturday moves to Monday'],
    [10, 'calendar', '2026-11-26', '2026-12-07', 'a Sunday moves to Monday'],
    [5, 'calendar', '2026-10-23', '2026-10-29', '28 October moves to the next day'],
    [10, 'calendar', '2026-12-22', '2027-01-04', '1 January and the weekend after it'],
    [5, 'calendar', '2026-08-10', '2026-08-17', '15 August, a Saturday'],
    [10, 'calendar', '2026-03-31', '2026-04-14', 'Good Friday 2026 to after Easter Monday 13-4'],
    [10, 'calendar', '2026-02-13', '2026-02-24', 'Clean Monday 2026'],
    [10, 'calendar', '2026-05-22', '2026-06-02', 'Whit Monday 2026'],
    [10, 'calendar', '2027-03-05', '2027-03-16', 'Clean Monday 2027'],
    [10, 'calendar', '2027-04-20', '2027-05-04', 'Good Friday 2027; 1 May is Holy Saturday'],
    [10, 'calendar', '2027-06-11', '2027-06-22', 'Whit Monday 2027'],
    [10, 'calendar', '2028-02-18', '2028-02-29', 'Clean Monday 2028, before a leap day'],
    [10, 'calendar', '2028-04-04', '2028-04-18', 'Good Friday 2028'],
    [10, 'calendar', '2028-05-26', '2028-06-06', 'Whit Monday 2028'],
    [5, 'working', '2026-11-24', '2026-12-01', 'a weekend is not counted'],
    [5, 'working', '2026-04-08', '2026-04-17', 'over Easter 2026'],
    [5, 'working', '2027-04-28', '2027-05-07', 'over Easter 2027'],
    [5, 'working', '2028-04-12', '2028-04-21', 'over Easter 2028'],
    [5, 'working', '2026-12-23', '2026-12-31', 'over Christmas: 24 and 31 December are half days, which count'],
  ]
  for (const [days, unit, startedOn, end, why] of table)
    it(`${days} ${unit} days from ${startedOn} end on ${end}: ${why}`, () => assert.equal(ends(days, unit, startedOn), end))
})

describe('the clock', () => {
  const started = startClock(newClock(50, 'calendar'), '2026-11-09')

  it('has no end before it starts, while it waits for the citizen, and where nothing is promised', () => {
    assert.equal(endOf(newClock(50, 'calendar'), calendar), undefined)
    assert.equal(endOf(pauseClock(started, '2026-11-12'), calendar), undefined)
    assert.equal(endOf(startClock(newClock(null, 'calendar'), '2026-11-09'), calendar), undefined)
  })

  it('gives back the days that it waited, each pause once', () => {
    const once = resumeClock(pauseClock(started, '2026-11-12'), '2026-11-19', calendar)
    assert.equal(once.waited, 7)
    assert.equal(endOf(once, calendar), '2027-01-05')
    const twice = resumeClock(pauseClock(once, '2026-11-20'), '2026-11-23', calendar)
    assert.equal(twice.waited, 10)
    assert.deepEqual(resumeClock(twice, '2026-12-01', calendar), twice)
    assert.deepEqual(pauseClock(pauseClock(started, '2026-11-12'), '2026-11-15'), pauseClock(started, '2026-11-12'))
  })

  it('counts working days of a pause where the period is in working days', () => {
    const working = startClock(newClock(5, 'working'), '2026-11-23')
    assert.equal(resumeClock(pauseClock(working, '2026-11-27'), '2026-12-01', calendar).waited, 2)
  })

  it('begins anew where the file turns out incomplete, and at the department it came to', () => {
    assert.equal(endOf(stopClock(started), calendar), undefined)
    const waited = pauseClock(started, '2026-11-12')
    assert.equal(endOf(afterMove(waited, 'restart', '2026-11-30', true, calendar), calendar), '2027-01-19')
    assert.equal(endOf(afterMove(waited, 'restart', '2026-11-30', false, calendar), calendar), undefined)
    assert.deepEqual(afterMove(waited, 'stop', '2026-11-30', true, calendar), newClock(50, 'calendar'))
  })
})

const day = fc.integer({ min: 0, max: 1000 }).map(offset => plusDays('2026-01-01', offset))
const unit = fc.constantFrom('calendar' as const, 'working' as const)

describe('whatever happens to the clock', () => {
  it('ends on a working day, never before its days have passed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), unit, day, (days, kind, startedOn) => {
        const end = ends(days, kind, startedOn) as string
        assert.ok(calendar.isWorkingDay(end), end)
        assert.ok(daysBetween(startedOn, end) >= days, `${startedOn} ${end}`)
      }),
    )
  })

  it('never ends earlier for having waited, nor for a new holiday', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), unit, day, fc.integer({ min: 0, max: 30 }), (days, kind, startedOn, wait) => {
        const clock = startClock(newClock(days, kind), startedOn)
        const end = endOf(clock, calendar) as string
        const paused = pauseClock(clock, plusDays(startedOn, 1))
        const resumed = resumeClock(paused, plusDays(startedOn, 1 + wait), calendar)
        assert.ok((endOf(resumed, calendar) as string) >= end, end)
        assert.ok((endOf(clock, calendarOf([...closed, end])) as string) > end, end)
      }),
    )
  })
})

describe('days left, in words', () => {
  const t = translate('el')
  const clock = { dueOn: '2026-12-04', clockDays: 10, startedOn: '2026-11-24', pausedOn: null, decidedAt: null, closedAt: null }
  const said = (change: Partial<Parameters<typeof daysLeftOf>[1]>, today = '2026-11-27') => {
    const left = daysLeftOf(t, { ...clock, ...change }, today)
    return left && `${left.text} ${left.colour}`
  }

  it('says how many, from when they are few, and since when they are over', () => {
    assert.equal(said({}, '2026-11-23'), '11 ημέρες grey')
    assert.equal(said({}), '7 ημέρες amber')
    assert.equal(said({}, '2026-11-29'), '5 ημέρες red')
    assert.equal(said({}, '2026-12-03'), '1 ημέρα red')
    assert.equal(said({}, '2026-12-04'), 'λήγει σήμερα red')
    assert.equal(said({}, '2026-12-07'), 'έληξε πριν 3 ημέρες red')
  })

  it('says why none run, and nothing of what is decided or closed', () => {
    assert.equal(said({ dueOn: null, pausedOn: '2026-11-25' }), 'περιμένει τον πολίτη grey')
    assert.equal(said({ dueOn: null, startedOn: null }), 'δεν έχει αρχίσει grey')
    assert.equal(said({ dueOn: null, clockDays: null, startedOn: null }), undefined)
    assert.equal(said({ decidedAt: new Date() }, '2027-01-01'), undefined)
    assert.equal(said({ closedAt: new Date() }, '2027-01-01'), undefined)
  })
})
