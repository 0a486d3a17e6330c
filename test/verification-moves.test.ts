/** The table of states × events, walked in whole through the pages: what it allows leads where it says, all else is refused and changes nothing. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { tasks } from '../src/tasks.js'
import { type Event, events, next, type State, states } from '../src/verification/states.js'
import { codeOn, openWithoutSlip, sendPapers, takeSlip } from './support/counter.js'
import { makeStaff, signInStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit } from './support/portal.js'
import { makeWisher, papersOf, type Wisher } from './support/wishers.js'

let portal: TestPortal
let desk: Visit
let supervisor: Visit
let firstClerk: string

before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_VISIT_CODES_HOUR: '1000', LIMIT_WRONG_CODES: '1000' })
  desk = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1')
  supervisor = await signInStaff(portal, await makeStaff(portal, ['supervisor']))
  const other = await makeStaff(portal, ['registrar'])
  firstClerk = (await portal.pool.query('select id from staff where username = $1', [other.username])).rows[0].id
})
after(() => portal.stop())

type On = { person: Wisher; visit: Visit; code: string; id: string; binding: string }

/** Somebody with a slip, and a binding code that was once given for it. */
async function makeOn(): Promise<On> {
  const person = await makeWisher(portal)
  const { visit, code } = await takeSlip(portal, person)
  const binding = codeOn(await sendPapers(desk, await openWithoutSlip(desk, person), person), 'binding-code')
  const { rows } = await portal.pool.query('select id from verification where citizen_id = $1', [person.id])
  return { person, visit, code: code.replaceAll('-', ''), id: rows[0].id, binding }
}

/** As it stood when the code was given, in another state; nothing of an earlier event is left. */
async function put({ person, id }: On, state: State, kept: Record<string, unknown>): Promise<void> {
  const { pool } = portal
  const waits = state === 'binding_awaited'
  await pool.query('delete from claim where citizen_id = $1', [person.id])
  await pool.query('delete from supervision where citizen_id = $1', [person.id])
  await pool.query(`update citizen set level = 'A', recovery_print = null, activated_at = now() - interval '7 days' where id = $1`, [
    person.id,
  ])
  await pool.query(
    `update verification set status = $2, version = version + 1, tries = 0, fields = '{}', held_at = null, staff_id = $3, expires_at = now() + interval '20 days',
       code_sealed = $4, pending = $5, binding_print = $6, declared_print = $7, recovery_print = $8, decided_at = null where id = $1`,
    [
      id,
      state,
      firstClerk,
      kept.code_sealed,
      waits ? JSON.stringify(kept.pending) : null,
      waits ? kept.binding_print : null,
      waits ? kept.declared_print : null,
      waits ? kept.recovery_print : null,
    ],
  )
  await pool.query(`insert into supervision (citizen_id, verification_id, cause) values ($1, $2, 'suspicion')`, [person.id, id])
}

async function versionOf(id: string): Promise<string> {
  return String((await portal.pool.query('select version from verification where id = $1', [id])).rows[0].version)
}

const base = '/desk/verifications'
const send = async (path: string, { person, id }: On, changes: Record<string, string | string[]> = {}): Promise<Page> =>
  desk.post(`${path}/comparison`, { ...papersOf(person, changes), version: await versionOf(id) })

async function byCase({ person }: On, act: string, fields: Record<string, string>): Promise<Page> {
  const { rows } = await portal.pool.query('select id, version from supervision where citizen_id = $1', [person.id])
  await supervisor.get(`${base}/cases`)
  return supervisor.post(`${base}/cases/${rows[0].id}/${act}`, { version: String(rows[0].version), ...fields })
}

const nothingElse = { afm: '', tax_office: '', street: '', street_number: '', postal_code: '', papers: [], paper_end: '' }

const does: Record<Event, (on: On) => Promise<unknown>> = {
  match: on => send(`${base}/${on.code}`, on),
  match_unbound: on => send(`${base}/${on.id}`, on),
  match_at_risk: async on => {
    await portal.pool.query('update citizen set activated_at = now() where id = $1', [on.person.id])
    return send(`${base}/${on.code}`, on)
  },
  differ: on => send(`${base}/${on.code}`, on, { surname: 'ΑΛΛΗ' }),
  lack: on => send(`${base}/${on.code}`, on, nothingElse),
  hold: async on => desk.post(`${base}/${on.code}/hold`, { version: await versionOf(on.id) }),
  refuse: async on => desk.post(`${base}/${on.code}/refusal`, { version: await versionOf(on.id), reason: 'Δεν φαίνεται' }),
  bind: async on => {
    await on.visit.get('/verification')
    return on.visit.post('/verification/binding', { code: on.binding })
  },
  release: on => byCase(on, 'release', { release_note: '' }),
  dismiss: on => byCase(on, 'dismissal', { reason: 'Δεν φαίνεται', dismissal_note: '' }),
  expire: async ({ id }) => {
    await portal.pool.query('update verification set expires_at = now() where id = $1', [id])
    for (const task of tasks) if (task.name === 'verification-clean-up') await task.run(portal.portal)
  },
  cancel: async ({ visit, id }) => {
    await visit.get('/verification')
    return visit.post('/verification/cancellation', { version: await versionOf(id) })
  },
}

/** A second look at what one clerk found to agree passes, whatever the signs are: they are why there is a second look. */
const leadsTo = (state: State, event: Event): State | undefined =>
  state === 'second_awaited' && event === 'match_at_risk'
    ? 'passed'
    : state === 'binding_awaited' && event === 'hold'
      ? undefined
      : next(state, event)

describe('the way to Level B', () => {
  for (const state of states)
    it(`${state}: each event leads where the table says, and what is not in it changes nothing`, async () => {
      const on = await makeOn()
      const { rows } = await portal.pool.query(
        'select code_sealed, pending, binding_print, declared_print, recovery_print from verification where id = $1',
        [on.id],
      )
      for (const event of events) {
        await put(on, state, rows[0])
        await desk.get(base)
        const answer = (await does[event](on)) as Page | undefined
        assert.ok((answer?.status ?? 200) < 500, `${event}: ${answer?.status}`)
        const after = await portal.pool.query(
          `select v.status, c.level, (select count(*)::int from claim where citizen_id = c.id) as claims
           from verification v join citizen c on c.id = v.citizen_id where v.id = $1`,
          [on.id],
        )
        const to = leadsTo(state, event) ?? state
        const certified = to === 'passed' && state !== 'passed'
        assert.deepEqual(after.rows[0], { status: to, level: certified ? 'B' : 'A', claims: certified ? 4 : 0 }, `${state} ${event}`)
      }
    })

  it('ends under a clerk’s hands where its time is over during the visit: nothing is decided', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(portal, person)
    await desk.get(base)
    const page = await desk.post(base, { code })
    await portal.pool.query('update verification set expires_at = now() where citizen_id = $1', [person.id])
    const late = await sendPapers(desk, page, person)
    assert.equal(late.status, 409)
    assert.match(late.text, /το δελτίο έληξε\. Δεν αποφασίστηκε τίποτα/)
  })
})
