/** Somebody tries to make the trail say something else. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createPool, type Pool } from '../../src/db/db.js'
import { chainTrail, verifyTrail } from '../../src/jobs/upkeep.js'
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
  async function tamper(sql: string): Promise<string | undefined> {
    const client = await database.pool.connect()
    try {
      await client.query('begin')
      for (const table of ['audit_event', 'audit_link']) await client.query(`alter table ${table} disable trigger user`)
      await client.query(sql)
      return await verifyTrail(client)
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
        assert.equal(await verifyTrail(client), undefined, zone)
      }
    } finally {
      client.release(true)
    }
  })

  it('shows at which link a row was changed, taken out or put in', async () => {
    assert.equal(await tamper(`update audit_event set actor_kind = 'staff' where id = 2`), '1')
    assert.equal(await tamper(`update audit_event set outcome = 'ok ' where id = 6`), '2')
    assert.equal(await tamper(`update audit_event set at = at + interval '1 microsecond' where id = 1`), '1')
    assert.equal(await tamper('delete from audit_event where id = 3'), '1')
    assert.equal(await tamper('delete from audit_event where id = 4'), '1')
    assert.equal(await tamper('delete from audit_event where id between 1 and 4'), '1')
    assert.equal(await tamper('delete from audit_link where id = 1'), '2')
    assert.equal(await tamper(`update audit_link set last_event = 6 where id = 2`), '2')
  })

  it('shows a row that was put into a gap between two links', async () => {
    await database.pool.query(`select setval(pg_get_serial_sequence('audit_event', 'id'), 100)`)
    await write('logout')
    await chain()
    assert.equal(await verifyTrail(database.pool), undefined)
    const forged = `insert into audit_event (id, actor_kind, event) overriding system value values (50, 'staff', 'levelb.approved')`
    assert.equal(await tamper(forged), '3')
  })

  it('leaves rows younger than a minute to a later link, and misses none', async () => {
    await portal.query(`insert into audit_event (actor_kind, event) values ('visitor', 'login.ok')`)
    assert.equal(await chain(), 0)
    await write('login.ok')
    assert.equal(await chain(), 0, 'an older row behind a younger one waits with it')
  })
})
