/** The portal's process is killed amid submissions, as by a power cut or a machine out of memory. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { type ChildPortal, childPortal, faultsOf, rounds, until } from '../support/child-portal.js'
import { durableDatabase } from '../support/durable-database.js'
import { application, checkRequests, deliverAll, type Filer, fileOne, makeFilers, portalIsGone, receiptsOf } from '../support/filing.js'

const crashes = rounds(2)
const people = 4
const holding = 4242

/** All file at once; with the last receipt that it waits for, the process is gone in the middle of what the others do. */
async function fileUntilKilled(portal: ChildPortal, filers: Filer[], receipts: number): Promise<void> {
  const enough = receiptsOf(filers) + receipts
  let killed: Promise<unknown> | undefined
  await Promise.all(
    filers.map(async filer => {
      while (!killed && (await fileOne(filer))) if (receiptsOf(filers) >= enough) killed ??= portal.end('SIGKILL')
    }),
  )
  await killed
}

describe('the portal killed amid submissions', { concurrency: false }, () => {
  let portal: ChildPortal
  let filers: Filer[]
  before(async () => {
    portal = await childPortal(await durableDatabase())
    await portal.start()
    filers = await makeFilers(portal, people)
  })
  after(() => portal?.stop())

  it(`loses no acknowledged request in ${crashes} crashes, doubles none, and leaves nothing half done`, async () => {
    for (let crash = 1; crash <= crashes; crash += 1) {
      await fileUntilKilled(portal, filers, 1 + ((crash * 7) % 13))
      await portalIsGone(portal)
      await checkRequests(portal, filers)
      await portal.start()
    }
    assert.ok(receiptsOf(filers) >= crashes)
  })

  /** Each of four people is in another step of the same act; the last one's is being committed. */
  async function holdEachAtAnother(): Promise<pg.Client> {
    const [first, second, third, fourth] = filers.map(({ person }) => person.id)
    await portal.pool.query(`
      create function hold() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(${holding}); return new; end $$;
      create trigger hold before insert on service_request for each row when (new.citizen_id = '${first}') execute function hold();
      create trigger hold before insert on audit_event for each row when (new.actor_id = '${second}') execute function hold();
      create trigger hold before insert on letter for each row when (new.citizen_id = '${third}') execute function hold();
      create constraint trigger hold_end after insert on letter deferrable initially deferred for each row when (new.citizen_id = '${fourth}') execute function hold()`)
    const client = new pg.Client({ connectionString: portal.portal.config.migrationDatabaseUrl })
    await client.connect()
    await client.query('select pg_advisory_lock($1)', [holding])
    return client
  }

  it('takes back what was half done, and keeps what was being committed', async () => {
    const counted = async () => {
      const { rows } = await portal.pool.query<{ id: string; n: number }>(
        'select citizen_id as id, count(*)::int as n from service_request group by 1',
        [],
      )
      return new Map(rows.map(({ id, n }) => [id, n]))
    }
    for (const filer of filers) while (filer.open.size) await fileOne(filer)
    const before = await counted()
    const client = await holdEachAtAnother()
    const unanswered = Promise.all(filers.map(fileOne))
    await until('all four to be held', async () => {
      const { rows } = await portal.pool.query(
        `select count(*)::int as n from pg_locks where locktype = 'advisory' and objid = $1 and not granted`,
        [holding],
      )
      return rows[0].n === people
    })
    await portal.end('SIGKILL')
    assert.deepEqual(
      await unanswered,
      filers.map(() => undefined),
    )
    await client.end()
    await portalIsGone(portal)
    await portal.pool.query('drop function hold cascade')
    const now = await counted()
    const more = filers.map(({ person: { id } }) => (now.get(id) ?? 0) - (before.get(id) ?? 0))
    assert.deepEqual(more, [0, 0, 0, 1])
    await checkRequests(portal, filers)
    await portal.start()
  })

  it('lets everybody stay signed in', async () => {
    for (const { visit } of filers) {
      const page = await visit.get('/requests')
      assert.deepEqual([page.status, page.path], [200, '/requests'])
    }
  })

  it('gives those who were left without an answer one receipt, and only one request', async () => {
    for (const filer of filers) while (filer.open.size) assert.equal((await fileOne(filer))?.status, 303)
    await checkRequests(portal, filers)
    const { rows } = await portal.pool.query('select count(*)::int as n from service_request', [])
    assert.equal(rows[0].n, receiptsOf(filers))
  })

  it('delivers the letter of each, and twice at most one for each crash, under the same id', async () => {
    await deliverAll(portal)
    const { rows } = await portal.pool.query<{ id: string }>(`select id from letter where kind = 'request.created'`, [])
    const received = portal.mailbox.letters().map(letter => letter.messageId)
    assert.deepEqual(new Set(received), new Set(rows.map(row => `<${row.id}@127.0.0.1>`)))
    assert.ok(received.length - rows.length <= crashes + 1, `${received.length - rows.length} letters came twice in ${crashes + 1} crashes`)
    assert.deepEqual(faultsOf(portal), [])
  })
})

describe('the protocol, with the portal killed amid applications', { concurrency: false }, () => {
  let portal: ChildPortal
  let filers: Filer[]
  before(async () => {
    portal = await childPortal(await durableDatabase())
    await portal.start()
    filers = await makeFilers(portal, people, application)
  })
  after(() => portal?.stop())

  it(`has no gap after ${crashes} crashes, and no number twice`, async () => {
    for (let crash = 1; crash <= crashes; crash += 1) {
      await fileUntilKilled(portal, filers, 1 + ((crash * 5) % 7))
      await portalIsGone(portal)
      await checkRequests(portal, filers)
      const { rows } = await portal.pool.query<{ number: number; last: number }>(
        `select r.protocol_number as number, c.last from service_request r join protocol_counter c on c.year = r.protocol_year order by 1`,
        [],
      )
      assert.ok(rows.length >= receiptsOf(filers), 'a receipt without a number')
      assert.deepEqual(
        rows.map(row => row.number),
        rows.map((_row, index) => index + 1),
      )
      assert.equal(rows.at(-1)?.last, rows.length)
      await portal.start()
    }
  })
})
