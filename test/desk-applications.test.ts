/** The desk of applications: every state with every move, stale pages, previews, papers, viewers, templates, the queue. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { applicationMoves } from '../src/applications/moves.js'
import { allows, leadsTo, type Move } from '../src/requests/moves.js'
import { fileFor } from './support/applications.js'
import { makeCitizen, makeStaff, signInStaff, type TestCitizen, type TestStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'

const department = 'grafeio-dimarchou'

let portal: TestPortal
let staff: TestStaff
let clerk: Visit
let staffId: string
let person: TestCitizen

before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_REQUESTS_ACCOUNT_HOUR: '500', LIMIT_REQUESTS_ACCOUNT_DAY: '500' })
  const { rows } = await portal.pool.query(`select department from service where slug = 'geniki-aitisi'`)
  assert.ok(rows[0], department)
})
after(() => portal.stop())
