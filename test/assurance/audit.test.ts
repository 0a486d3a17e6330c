/** The trail: only ever added to, by the portal too; a change made behind its back is found. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { chainTrail } from '../../src/audit/chain.js'
import { verifyTrail } from '../../src/audit/verify.js'
import { transaction } from '../../src/db/db.js'
import { upkeepTasks } from '../../src/jobs/upkeep.js'
import { file } from '../support/doors.js'
import { makeCitizen, makeStaff, signIn, signInStaff } from '../support/people.js'
import { startPortal, type TestPortal } from '../support/portal.js'

let portal: TestPortal
before(async () => {
  portal = await startPortal({ JOBS: 'off' })
  const { number } = await file(await signIn(portal, await makeCitizen(portal)))
  await (await signInStaff(portal, await makeStaff(portal, ['clerk'], ['ilektrofotismos']))).get(`/desk/requests/${number}`)
})
after(() => portal.stop())

/** As the portal's own role; every statement is taken back. */
async function asPortal(sql: string): Promise<string> {
  const client = await portal.portal.pool.connect()
  try {
    await client.query('begin')
    await client.query(sql)
    return 'allowed'
  } catch (error) {
    return (error as { code: string }).code
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const denied = '42501'

describe('the portal’s role', () => {
  for (const table of ['audit_event', 'audit_link', 'audit_address'])
    it(`adds to ${table} and cannot change it`, async () => {
      const column = { audit_event: 'event', audit_link: 'hash', audit_address: 'address' }[table]
      assert.equal(await asPortal(`update ${table} set ${column} = ${column}`), denied)
      assert.equal(await asPortal(`truncate ${table} cascade`), denied)
      if (table !== 'audit_address') assert.equal(await asPortal(`delete from ${table}`), denied)
    })

  it('makes, changes and drops no table, and is nobody else', async () => {
    for (const sql of [
      'drop table audit_event',
      'alter table audit_event disable trigger audit_event_only_added',
      'alter table citizen add column extra text',
      'create table public.extra (id int)',
      'drop trigger audit_event_only_added on audit_event',
      'create role extra',
      'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
      'set role thyrida_owner',
      'set session_replication_role = replica',
      `copy citizen to '/tmp/x'`,
      `copy citizen from program 'id'`,
      "insert into migration (name, run_on) values ('x', now())",
    ])
      assert.notEqual(await asPortal(sql), 'allowed', sql)
    assert.equal(await asPortal('select count(*) from audit_event'), 'allowed')
  })
})

describe('the trail', () => {
  it('cannot be changed by the tables’ owner either, unless the guard is taken off', async () => {
    for (const sql of [
      `update audit_event set event = 'x'`,
      'delete from audit_event',
      'truncate audit_event cascade',
      'delete from audit_link',
    ])
      await assert.rejects(portal.pool.query(sql), /only ever added to/, sql)
  })

  it('says who looked at whose matter and why', async () => {
    const { rows } = await portal.pool.query(
      `select actor_kind, actor_role, target_type, target_id, reason from audit_event where event = 'person.viewed'`,
    )
    assert.equal(rows.length, 1)
    assert.deepEqual([rows[0].actor_kind, rows[0].actor_role, rows[0].target_type], ['staff', 'clerk', 'citizen'])
    assert.match(rows[0].reason, /^request [0-9a-f-]{36}$/)
  })

  it('is chained, and a row that was changed or taken out behind its back is found', async () => {
    const { pool } = portal
    await withoutGuard(`update audit_event set at = at - interval '10 minutes'`)
    const half = (await pool.query('select id from audit_event order by id')).rows
    assert.ok(half.length > 4)
    assert.equal(await transaction(portal.portal.pool, chainTrail), half.length)
    assert.equal(await transaction(portal.portal.pool, chainTrail), 0, 'nothing new, no link')
    await pool.query(`insert into audit_event (at, actor_kind, event) values (now() - interval '5 minutes', 'visitor', 'login.failed')`)
    await transaction(portal.portal.pool, chainTrail)
    assert.equal(await brokenLink(), undefined)
    const { id } = half[2]
    await pool.query('create table kept as select * from audit_event where id = $1', [id])
    for (const column of ['outcome', 'actor_kind', 'actor_role', 'event', 'target_type', 'target_id', 'reason', 'request_id', 'device']) {
      await withoutGuard(`update audit_event set ${column} = 'x' where id = ${id}`)
      assert.equal(await brokenLink(), '1', column)
      await withoutGuard(`update audit_event e set ${column} = kept.${column} from kept where e.id = kept.id`)
      assert.equal(await brokenLink(), undefined, `${column} put back`)
    }
    for (const change of ['actor_id = gen_random_uuid()', `at = at + interval '1 microsecond'`]) {
      await withoutGuard(`update audit_event set ${change} where id = ${id}`)
      assert.equal(await brokenLink(), '1', change)
      await withoutGuard('update audit_event e set actor_id = kept.actor_id, at = kept.at from kept where e.id = kept.id')
    }
    await withoutGuard(`delete from audit_address where event_id = ${id}; delete from audit_event where id = ${id}`)
    assert.equal(await brokenLink(), '1', 'taken out')
    await pool.query('insert into audit_event overriding system value select * from kept')
    assert.equal(await brokenLink(), undefined, 'put back')
    await withoutGuard(`update audit_link set hash = decode(repeat('00', 32), 'hex') where id = 1`, 'audit_link')
    assert.equal(await brokenLink(), '1')
    await withoutGuard(`delete from audit_link where id = 1`, 'audit_link')
    assert.equal(await brokenLink(), '2', 'a link that was taken out breaks the next')
  })

  it('forgets after a year from which network somebody acted, and nothing else', async () => {
    const { pool } = portal
    const count = async (table: string) => (await pool.query(`select count(*)::int as n from ${table}`)).rows[0].n
    const [events, addresses] = [await count('audit_event'), await count('audit_address')]
    assert.ok(addresses > 2)
    await withoutGuard(`update audit_event set at = at - interval '366 days' where id = (select min(event_id) from audit_address)`)
    await upkeepTasks.find(({ name }) => name === 'sweep')?.run(portal.portal)
    assert.deepEqual([await count('audit_event'), await count('audit_address')], [events, addresses - 1])
  })

  const brokenLink = async () => (await verifyTrail(portal.portal.pool)).broken?.link

  /** As a dishonest operator with the owner's rights would. */
  async function withoutGuard(sql: string, table = 'audit_event'): Promise<void> {
    await portal.pool.query(`alter table ${table} disable trigger ${table}_only_added`)
    await portal.pool.query(sql)
    await portal.pool.query(`alter table ${table} enable trigger ${table}_only_added`)
  }
})
