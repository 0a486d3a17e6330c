/** Every state of an application with every move of its table: what the table allows leads where it says, all else changes nothing. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Citizen, type Staff, visitor } from '../src/access/actor.js'
import { applicationKinds } from '../src/applications/application.js'
import { applicationMoves } from '../src/applications/moves.js'
import { transaction } from '../src/db/db.js'
import { Conflict, NotAllowed } from '../src/errors.js'
import { makeMove } from '../src/requests/handling.js'
import type { RequestKind } from '../src/requests/kind.js'
import { allows, leadsTo, type Move } from '../src/requests/moves.js'
import { fileFor } from './support/applications.js'
import { makeCitizen, makeStaff, signInStaff, type TestCitizen } from './support/people.js'
import { startPortal, type TestPortal, type Visit } from './support/portal.js'

let portal: TestPortal
let person: TestCitizen
let desk: Visit
let clerk: Staff
let owner: Citizen

before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_REQUESTS_ACCOUNT_HOUR: '500', LIMIT_REQUESTS_ACCOUNT_DAY: '500' })
  person = await makeCitizen(portal, { level: 'B' })
  const staff = await makeStaff(portal, ['clerk'], ['dimotologio', 'protokollo'])
  desk = await signInStaff(portal, staff)
  const { rows } = await portal.pool.query('select id, username, name, roles, departments from staff where username = $1', [staff.username])
  clerk = { kind: 'staff', desk: null, ...rows[0] }
  owner = { kind: 'citizen', ...person, firstName: 'Μαρία', surname: 'Δοκιμάκη', language: 'el', level: 'B', wantsLevelB: false }
})
after(() => portal.stop())

const to = { street: 'Ξάνθου', streetNumber: '12', postalCode: '13231', area: 'Πετρούπολη' }
const filings = {
  no_paper: () => fileFor(portal, person, 'metadimotefsi', { owed: ['residence_proof'] }),
  collect: () => fileFor(portal, person, 'pistopoiitiko-eggrafis-dimotologio', { delivery: { how: 'collect' } }),
  post: () => fileFor(portal, person, 'pistopoiitiko-eggrafis-dimotologio', { delivery: { how: 'post', to } }),
}
const statuses = [...new Set(applicationMoves.flatMap(move => [...move.from, ...(move.to ? [move.to] : [])]))]

/** What the desk's form of a move sends, beside the version. */
function wordsFor(move: Move, field: string): Record<string, string> {
  return {
    ...(move.text === 'none' ? {} : { text: 'Γιατί έτσι προκύπτει.' }),
    ...(move.asks === 'papers' ? { other_paper: 'Μισθωτήριο' } : {}),
    ...(move.asks === 'field' ? { field } : {}),
    ...(move.asks === 'department' ? { department: 'protokollo' } : {}),
    ...(move.asks === 'challenge' ? { challenge: 'Με αίτηση θεραπείας.' } : {}),
  }
}

type Standing = { id: string; number: string; version: number; status: string; delivery: 'post' | 'collect' | null; complete: boolean }

/** In this status, in the clerk's hands, as if it had come there. */
async function put(number: string, status: string): Promise<Standing> {
  await portal.pool.query(
    `update service_request set status = $2, assignee_id = $3, department = 'dimotologio', version = version + 1, decided_at = null,
       closed_at = case when $2 in ('completed', 'rejected', 'withdrawn') then now() end where number = $1`,
    [number, status, clerk.id],
  )
  await portal.pool.query(`update answer_correction set answered_at = now() where answered_at is null`)
  return stand(number)
}

async function stand(number: string): Promise<Standing> {
  const { rows } = await portal.pool.query(
    `select r.id, number, version, status, delivery, not exists (select from request_paper p where p.request_id = r.id and state = 'owed') as complete
     from service_request r where number = $1`,
    [number],
  )
  return rows[0]
}

async function byHand(move: Move, one: Standing): Promise<boolean> {
  const actor = move.by === 'owner' ? owner : move.by === 'clock' ? visitor : clerk
  const work = transaction(portal.pool, tx =>
    makeMove(tx, portal.portal, applicationKinds[0] as RequestKind, actor, one, move.name, { text: 'Μήνυμα' }),
  )
  return work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof Conflict) return false
      throw error
    },
  )
}

async function atDesk(move: Move, one: Standing, field: string): Promise<boolean> {
  const page = await desk.post(`/desk/requests/${one.number}/moves/${move.name}`, {
    version: String(one.version),
    ...wordsFor(move, field),
  })
  assert.ok([200, 409].includes(page.status), `${move.name} from ${one.status}: ${page.status} ${page.text.slice(0, 400)}`)
  return page.status === 200
}

describe('the life of an application', () => {
  for (const [how, file] of Object.entries(filings))
    for (const status of statuses)
      it(`${how}, ${status}: each move leads where the table says, and what is not in it changes nothing`, async () => {
        const { number, service } = await file()
        await desk.get('/desk/requests')
        for (const move of applicationMoves) {
          const one = await put(number, status)
          const may = allows(move, one)
          const made = await (move.by === 'clerk' ? atDesk(move, one, service.fields[0]?.key ?? '') : byHand(move, one))
          assert.equal(made, may, `${move.name} from ${status}`)
          const now = await stand(number)
          const leads = may ? (leadsTo(move, { ...one, assigneeId: clerk.id }) ?? status) : status
          assert.equal(now.status, leads, `${move.name} from ${status}`)
          assert.equal(now.version > one.version, may, `${move.name} from ${status}`)
        }
      })

  it('is moved by nobody whose move it is not: a clerk makes no owner’s move, an owner none of the desk', async () => {
    const { number } = await filings.no_paper()
    const one = await put(number, 'under_review')
    const kind = applicationKinds[0] as RequestKind
    const make = (actor: Staff | Citizen, name: string) =>
      transaction(portal.pool, tx => makeMove(tx, portal.portal, kind, actor, one, name, {}))
    await assert.rejects(make(clerk, 'withdraw'), NotAllowed)
    await assert.rejects(make(owner, 'approve'), NotAllowed)
    await assert.rejects(make({ ...owner, id: clerk.id }, 'withdraw'), NotAllowed)
    assert.equal((await desk.post(`/desk/requests/${number}/moves/post`, { version: String(one.version) })).status, 404)
  })
})
