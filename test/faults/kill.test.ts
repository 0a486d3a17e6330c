/** The portal's process is killed amid submissions, as by a power cut or a machine out of memory. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ChildPortal, childPortal, faultsOf, rounds } from '../support/child-portal.js'
import { durableDatabase } from '../support/durable-database.js'
import { checkRequests, deliverAll, type Filer, fileOne, makeFilers, portalIsGone, receiptsOf } from '../support/filing.js'

const crashes = rounds(3)
const people = 4

describe('the portal killed amid submissions', { concurrency: false }, () => {
  let portal: ChildPortal
  let filers: Filer[]
  before(async () => {
    portal = await childPortal(await durableDatabase())
    await portal.start()
    filers = await makeFilers(portal, people)
  })
  after(() => portal?.stop())

  /** All file at once; with the last receipt that it waits for, the process is gone in the middle of what the others do. */
  async function fileUntilKilled(receipts: number): Promise<void> {
    const enough = receiptsOf(filers) + receipts
    let killed: Promise<unknown> | undefined
    await Promise.all(
      filers.map(async filer => {
        while (!killed && (await fileOne(filer))) if (receiptsOf(filers) >= enough) killed ??= portal.end('SIGKILL')
      }),
    )
    await killed
  }

  it(`loses no acknowledged request in ${crashes} crashes, doubles none, and leaves nothing half done`, async () => {
    for (let crash = 1; crash <= crashes; crash += 1) {
      await fileUntilKilled(1 + ((crash * 7) % 13))
      await portalIsGone(portal)
      await checkRequests(portal, filers)
      await portal.start()
    }
    assert.ok(receiptsOf(filers) >= crashes)
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
    assert.ok(received.length - rows.length <= crashes, `${received.length - rows.length} letters came twice in ${crashes} crashes`)
    assert.deepEqual(faultsOf(portal), [])
  })
})
