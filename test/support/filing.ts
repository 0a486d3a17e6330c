/** People who file requests one after the other, and what must be true of them whatever happened meanwhile. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type ChildPortal, until } from './child-portal.js'
import { makeEntitled } from './entitled.js'
import { makeCitizen, signIn, type TestCitizen } from './people.js'
import type { Visit } from './portal.js'

const address = '/services/ilektrofotismos-provlima/request'
export const answers = { subcategory: 'lamp_out', street: 'Ξάνθου', street_number: '12', description: 'Δεν ανάβει εδώ και μέρες' }

/** What they file, by a form that brings everything at once. */
export type Matter = { address: string; who(portal: ChildPortal): Promise<TestCitizen>; typed(person: TestCitizen): Record<string, string> }

export const report: Matter = { address, who: portal => makeCitizen(portal), typed: () => answers }
export const application: Matter = {
  address: '/services/geniki-aitisi/request',
  who: portal => makeEntitled(portal),
  typed: ({ password }) => ({ subject: 'Μια ερώτηση', body: 'Πότε ανοίγει το πάρκο;', declaration: 'yes', password_current: password }),
}

export type Filer = {
  matter: Matter
  person: TestCitizen
  visit: Visit
  /** Number of the request by submission key, of those that were answered by a receipt. */
  receipts: Map<string, string>
  /** Keys that were sent and never answered. */
  open: Set<string>
}

export async function makeFilers(portal: ChildPortal, count: number, matter = report): Promise<Filer[]> {
  return Promise.all(Array.from({ length: count }, () => makeFiler(portal, matter)))
}

async function makeFiler(portal: ChildPortal, matter: Matter): Promise<Filer> {
  const person = await matter.who(portal)
  const visit = await signIn(portal, person)
  await visit.get(`${matter.address}?subcategory=lamp_out`)
  return { matter, person, visit, receipts: new Map(), open: new Set() }
}

/** Sends one request, with a key of before where one was left without an answer. Undefined: the portal could not be reached. */
export async function fileOne(filer: Filer): Promise<{ status: number; retryAfter: string | null } | undefined> {
  const [left] = filer.open
  const key = left ?? randomUUID()
  filer.open.add(key)
  const page = await filer.visit
    .post(filer.matter.address, { ...filer.matter.typed(filer.person), submission_key: key, confirmed: 'yes' }, { follow: false })
    .catch(() => undefined)
  if (page?.status === 303) {
    filer.open.delete(key)
    filer.receipts.set(key, page.headers.get('location')?.slice('/requests/'.length) ?? '')
  }
  return page && { status: page.status, retryAfter: page.headers.get('retry-after') }
}

export const receiptsOf = (filers: Filer[]) => filers.reduce((sum, { receipts }) => sum + receipts.size, 0)

/** After the portal's end: the database notices by and by that nobody is at the other end. */
export async function portalIsGone({ pool }: Pick<ChildPortal, 'pool'>): Promise<void> {
  await until('the end of the portal’s connections', async () => {
    const { rowCount } = await pool.query(`select from pg_stat_activity where usename = 'portal'`, [])
    return rowCount === 0
  })
}

/** What was acknowledged is there, once; what is there is there in whole. */
export async function checkRequests({ pool }: Pick<ChildPortal, 'pool'>, filers: Filer[]): Promise<void> {
  const { rows } = await pool.query<Record<string, string>>(
    `select r.number, r.submission_key as key, r.citizen_id as "citizenId",
       (select count(*) from request_event e where e.request_id = r.id) as events,
       (select count(*) from letter l where l.request_id = r.id) as letters,
       (select count(*) from audit_event a where a.target_id = r.id::text and a.event = 'request.created') as audited
     from service_request r`,
    [],
  )
  for (const row of rows) assert.deepEqual([row.events, row.letters, row.audited], ['1', '1', '1'], `request ${row.number} is not whole`)
  for (const { person, receipts, open } of filers) {
    const own = new Map(rows.filter(row => row.citizenId === person.id).map(row => [row.key as string, row.number as string]))
    for (const [key, number] of receipts) assert.equal(own.get(key), number, 'an acknowledged request is lost')
    const unasked = [...own.keys()].filter(key => !receipts.has(key) && !open.has(key))
    assert.deepEqual(unasked, [], 'a request that nobody sent')
  }
  const stray = await pool.query(
    `select (select count(*) from request_event)::int as events, (select count(*) from letter where kind = 'request.created')::int as letters,
       (select count(*) from audit_event where event = 'request.created')::int as audited`,
    [],
  )
  assert.deepEqual(stray.rows[0], { events: rows.length, letters: rows.length, audited: rows.length })
}

/** Lets every letter that waits be due, again and again, until none does. */
export async function deliverAll({ pool }: Pick<ChildPortal, 'pool'>): Promise<void> {
  await until('every letter delivered', async () => {
    const { rowCount } = await pool.query(`update letter set next_attempt_at = least(next_attempt_at, now()) where status = 'waiting'`, [])
    return rowCount === 0
  })
}
