/** Somebody tries to make the trail say something else. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after, before, describe, it } from 'node:test'
import { chainTrail } from '../../src/audit/chain.js'
import { type Digest, digestLine, findHead } from '../../src/audit/digest.js'
import { verifyTrail } from '../../src/audit/verify.js'
import { createPool, type Db, type Pool } from '../../src/db/db.js'
import { runVerify } from '../../src/jobs/verify-command.js'
import { freshDatabase, type TestDatabase } from '../support/database.js'

describe('the audit trail', { concurrency: false }, () => {
  let database: TestDatabase
  let portal: Pool
  before(async () => {
    database = await freshDatabase()
    portal = createPool({ databaseUrl: database.url, databasePool: 2 })
    for (const event of ['login.ok', 'request.created', 'logout', 'login.ok']) await write(event)
    await chain()
    for (const event of ['login.ok', 'request.created', 'logout']) await write(event)
    await chain()
  })
  after(async () => {
    await portal?.end()
    await database?.drop()
  })

  const write = (event: string) =>
    portal.query(`insert into audit_event (actor_kind, event, at) values ('visitor', $1, now() - interval '2 minutes')`, [event])
  const chain = () => chainTrail(portal)

  /** Done by the owner with the guard off, looked at, and undone. */
  async function tamper(sql: string, digests: Digest[] = []) {
    const client = await database.pool.connect()
    try {
      await client.query('begin')
      for (const table of ['audit_event', 'audit_link']) await client.query(`alter table ${table} disable trigger user`)
      await client.query(sql)
      return (await verifyTrail(client, digests)).broken
    } finally {
      await client.query('rollback')
      client.release()
    }
  }

  for (const table of ['audit_event', 'audit_link']) {
    for (const sql of [`update ${table} set at = now()`, `delete from ${table}`, `truncate ${table} cascade`]) {
      it(`is not changed by the portal: ${sql}`, () => assert.rejects(portal.query(sql), { code: '42501' }))
      it(`is not changed by its owner either: ${sql}`, () => assert.rejects(database.pool.query(sql), /only ever added to/))
    }
  }

  it('holds, whatever the clock’s zone of whoever reads it', async () => {
    const client = await database.pool.connect()
    try {
      for (const zone of ['UTC', 'Europe/Athens', 'Pacific/Kiritimati']) {
        await client.query(`select set_config('timezone', $1, false)`, [zone])
        assert.equal((await verifyTrail(client)).broken, undefined, zone)
      }
    } finally {
      client.release(true)
    }
  })

  const tampered: [what: string, sql: string, link: string, why: string][] = [
    ['a changed row', `update audit_event set actor_kind = 'staff' where id = 2`, '1', 'row_changed'],
    ['a blank at the end of a word', `update audit_event set outcome = 'ok ' where id = 2`, '1', 'row_changed'],
    ['a microsecond', `update audit_event set at = at + interval '1 microsecond' where id = 1`, '1', 'row_changed'],
    ['a changed row of the last link', `update audit_event set outcome = 'ok ' where id = 6`, '2', 'row_or_hash_changed'],
    ['a row taken out of the middle', 'delete from audit_event where id = 3', '1', 'row_missing'],
    ['the first row taken out', 'delete from audit_event where id = 1', '1', 'row_missing'],
    ['the last row taken out', 'delete from audit_event where id = 7', '2', 'row_missing'],
    ['all rows of a link taken out', 'delete from audit_event where id between 1 and 4', '1', 'row_missing'],
    ['a link taken out', 'delete from audit_link where id = 1', '2', 'link_missing'],
    ['a link taken out with its rows', 'delete from audit_link where id = 1; delete from audit_event where id < 5', '2', 'link_missing'],
    ['a hash that was exchanged', `update audit_link set hash = sha256('x') where id = 1`, '1', 'hash_changed'],
    ['the last hash exchanged', `update audit_link set hash = sha256('x') where id = 2`, '2', 'row_or_hash_changed'],
    ['a link that ends elsewhere', 'update audit_link set last_event = 6 where id = 2', '2', 'row_missing'],
  ]
  for (const [what, sql, link, why] of tampered) {
    it(`shows in a copy that was tampered with where and how: ${what}`, async () => {
      const broken = await tamper(sql)
      assert.deepEqual([broken?.link, broken?.why], [link, why])
    })
  }

  it('shows a row that was put into a gap between two links, or before the first', async () => {
    await database.pool.query(`select setval(pg_get_serial_sequence('audit_event', 'id'), 100)`)
    await write('logout')
    await chain()
    assert.equal((await verifyTrail(database.pool)).broken, undefined)
    for (const [id, link] of [
      [50, '3'],
      [-1, '1'],
    ] as const) {
      const forged = `insert into audit_event (id, actor_kind, event) overriding system value values (${id}, 'staff', 'levelb.approved')`
      const broken = await tamper(forged)
      assert.deepEqual([broken?.link, broken?.why], [link, 'row_added'])
    }
  })

  describe('with digests kept elsewhere', () => {
    const kept: Digest[] = []
    const folder = mkdtempSync(`${tmpdir()}/digest-`)
    const file = `${folder}/kept.txt`
    before(async () => {
      for (const _ of [1, 2]) {
        await write('login.ok')
        await chain()
        kept.push((await findHead(portal)) as Digest)
      }
      writeFileSync(file, kept.map(digest => `on a day: ${digestLine(digest)}\r\n> quoted\n`).join(''))
    })
    after(() => rmSync(folder, { recursive: true }))

    /** As somebody would who makes the chain again over what they changed. */
    const written = `update audit_event set actor_kind = 'staff' where id = 2;
      truncate audit_link restart identity;`

    it('shows a trail that was written anew as a whole, which the chain itself does not', async () => {
      assert.deepEqual(await rewritten([]), undefined)
      const broken = await rewritten(kept)
      assert.equal(broken?.why, 'digest_differs')
      assert.equal(broken?.link, kept[0]?.link)
    })

    it('shows a trail whose end was cut off', async () => {
      const cut = `delete from audit_link where id = ${kept[1]?.link}; delete from audit_event where id > ${kept[0]?.lastEvent}`
      assert.equal(await tamper(cut), undefined)
      const broken = await tamper(cut, kept)
      assert.deepEqual([broken?.why, broken?.link], ['digest_link_gone', kept[1]?.link])
    })

    it('reads a trail whose old links have left, from the digest of the last of them', async () => {
      const left = `delete from audit_link where id <= ${kept[0]?.link}; delete from audit_event where id <= ${kept[0]?.lastEvent}`
      assert.equal((await tamper(left))?.why, 'link_missing')
      assert.equal(await tamper(left, kept), undefined)
      assert.equal((await tamper(`${left}; update audit_event set outcome = 'x'`, kept))?.link, kept[1]?.link)
    })

    it('says all that in a sentence, and nothing else of a file without a digest', async () => {
      const { text, holds } = await runVerify(database.pool, ['--digest', file])
      assert.ok(holds, text)
      assert.match(
        text,
        /^The trail holds, and agrees with 2 digests kept elsewhere: \d+ links over \d+ events, the last link is \d+ of 20/,
      )
      const { hash } = kept[0] as Digest
      writeFileSync(file, digestLine({ ...(kept[0] as Digest), hash: Buffer.from(hash).reverse() }))
      const other = await runVerify(database.pool, ['--digest', file])
      assert.equal(other.holds, false)
      assert.match(
        other.text,
        /does not hold at link \d+ \(events \d+ to \d+, chained on 20\S+\): a digest kept elsewhere has another hash/,
      )
      writeFileSync(file, 'thyrida-audit 1 2')
      await assert.rejects(runVerify(database.pool, ['--digest', file]), /There is no digest in/)
      await assert.rejects(runVerify(database.pool, ['--digest', `${folder}/none`]), /cannot be read/)
      await assert.rejects(runVerify(database.pool, ['--colour', 'red']), /--colour/)
    })

    async function rewritten(digests: Digest[]) {
      const client = await database.pool.connect()
      try {
        await client.query('begin')
        for (const table of ['audit_event', 'audit_link']) await client.query(`alter table ${table} disable trigger user`)
        await client.query(written)
        for (const { lastEvent } of [{ lastEvent: '4' }, { lastEvent: '7' }, { lastEvent: '101' }, ...kept])
          await chainUpTo(client, lastEvent)
        return (await verifyTrail(client, digests)).broken
      } finally {
        await client.query('rollback')
        client.release()
      }
    }

    /** Links as they were made: rows behind are young meanwhile. */
    async function chainUpTo(client: Db, lastEvent: string): Promise<void> {
      await client.query(`update audit_event set at = at + interval '1 day' where id > $1`, [lastEvent])
      assert.ok(await chainTrail(client))
      await client.query(`update audit_event set at = at - interval '1 day' where id > $1`, [lastEvent])
    }
  })

  it('holds where numbers get another digit, of rows within a link and of links', async () => {
    await database.pool.query(`select setval(pg_get_serial_sequence('audit_event', 'id'), 995)`)
    for (const count of [12, 1, 1, 1, 1, 1, 1, 1, 1]) {
      for (let n = 0; n < count; n++) await write('login.ok')
      assert.equal(await chain(), count)
    }
    const { broken, links } = await verifyTrail(database.pool)
    assert.equal(broken, undefined)
    assert.ok(links > 10, String(links))
  })

  it('leaves rows younger than a minute to a later link, and misses none', async () => {
    await portal.query(`insert into audit_event (actor_kind, event) values ('visitor', 'login.ok')`)
    assert.equal(await chain(), 0)
    await write('login.ok')
    assert.equal(await chain(), 0, 'an older row behind a younger one waits with it')
  })
})
