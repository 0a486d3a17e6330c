/** PostgreSQL crashes under load and comes back; the portal is not started again. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ChildPortal, childPortal, faultsOf, rounds, until } from '../support/child-portal.js'
import { type DurableDatabase, durableDatabase } from '../support/durable-database.js'
import { checkRequests, deliverAll, type Filer, fileOne, makeFilers, receiptsOf } from '../support/filing.js'
import type { Page } from '../support/portal.js'

const crashes = rounds(2)
const people = 3
const kept = ['/', '/services', '/services/ilektrofotismos-provlima', '/levels']
const asked = ['/services?q=kados', '/login', '/services/ilektrofotismos-provlima/request?subcategory=lamp_out']

type Answer = { path: string; status: number; retryAfter: string | null }

describe('PostgreSQL stopped at once under load', { concurrency: false }, () => {
  let database: DurableDatabase
  let portal: ChildPortal
  let filers: Filer[]
  const answers: Answer[] = []
  let over = false
  before(async () => {
    database = await durableDatabase()
    portal = await childPortal(database)
    await portal.start()
    filers = await makeFilers(portal, people)
    for (const path of kept) assert.equal((await portal.visit().get(path)).status, 200)
  })
  after(() => portal?.stop())

  function note(path: string, { status, headers }: Page): void {
    answers.push({ path, status, retryAfter: headers.get('retry-after') })
  }

  async function fileOn(filer: Filer): Promise<void> {
    while (!over) {
      const answer = await fileOne(filer)
      assert.ok(answer, 'the portal could not be reached')
      answers.push({ path: 'filing', ...answer })
    }
  }

  async function readOn(paths: string[], visit = () => portal.visit()): Promise<void> {
    while (!over) for (const path of paths) note(path, await visit().get(path, { follow: false }))
  }

  /** So many more answers of this kind, among them some to those who file and to those who look at what they filed. */
  async function more(what: string, count: number, fits: (answer: Answer) => boolean): Promise<void> {
    const from = answers.length
    await until(what, () => {
      const fitting = answers.slice(from).filter(fits)
      const read = new Set(fitting.map(({ path }) => path))
      return fitting.length >= count && read.has('filing') && read.has('/requests')
    })
  }

  it(`answers with pages or with «in a moment» through ${crashes} crashes, and is right again by itself`, async () => {
    const { visit } = filers[0] as Filer
    const load = Promise.all([...filers.map(fileOn), readOn(kept), readOn(asked), readOn(['/requests'], () => visit)])
    load.catch(() => {})
    try {
      for (let crash = 1; crash <= crashes; crash += 1) {
        await more('work before the crash', 15, ({ status }) => status < 500)
        await database.crash()
        await more('«in a moment» while it is away', 15, ({ status }) => status === 503)
        await database.start()
        await more('work after the crash', 15, ({ status }) => status < 500)
      }
    } finally {
      over = true
    }
    await load
    assert.deepEqual([...new Set(answers.map(({ status }) => status))].sort(), [200, 303, 503])
    assert.deepEqual(
      answers.filter(({ status, retryAfter }) => status === 503 && !(Number(retryAfter) > 0)),
      [],
    )
    assert.deepEqual(faultsOf(portal), [])
    assert.equal(portal.isAlive(), true)
  })

  it('serves the pages that it keeps ready all the time', () => {
    const ready = answers.filter(({ path }) => kept.includes(path))
    assert.deepEqual([...new Set(ready.map(({ status }) => status))], [200])
  })

  it('has lost and doubled no request and no letter', async () => {
    for (const filer of filers) while (filer.open.size) assert.equal((await fileOne(filer))?.status, 303)
    await checkRequests(portal, filers)
    const { rows } = await portal.pool.query<{ id: string }>(`select id from letter where kind = 'request.created'`, [])
    assert.equal(rows.length, receiptsOf(filers))
    await deliverAll(portal)
    const received = portal.mailbox.letters().map(letter => letter.messageId)
    assert.deepEqual(new Set(received), new Set(rows.map(row => `<${row.id}@127.0.0.1>`)))
    assert.ok(received.length - rows.length <= crashes)
  })

  it('does the clock’s work again', async () => {
    await portal.pool.query(`insert into session (sid, sess, expire) values ('over', '{}', now() - interval '1 hour')`, [])
    await portal.pool.query(`select graphile_worker.add_job('sweep')`, [])
    await until('the sweep', async () => (await portal.pool.query(`select from session where sid = 'over'`, [])).rowCount === 0)
  })

  it('tells the machine that watches whether it is ready', async () => {
    assert.equal((await portal.visit().get('/readyz')).status, 200)
    await database.crash()
    assert.deepEqual([(await portal.visit().get('/readyz')).status, (await portal.visit().get('/healthz')).status], [503, 200])
    await database.start()
    await until('ready again', async () => (await portal.visit().get('/readyz')).status === 200)
  })
})
