/** Migrations that meet one another, or are cut off half way. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, it } from 'node:test'
import pg from 'pg'
import { migrate } from '../../src/db/migrate.js'
import { childPortal, rounds, until } from '../support/child-portal.js'
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/database.js'
import { type Filer, fileOne, makeFilers } from '../support/filing.js'

/** Everything that a migration makes: columns, constraints, indexes, rights, and what is noted as done. */
async function describeSchema({ pool }: TestDatabase): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select concat_ws(' ', table_schema, table_name, column_name, data_type, column_default, is_nullable) as line
       from information_schema.columns where table_schema in ('public', 'graphile_worker')
     union all select indexdef from pg_indexes where schemaname in ('public', 'graphile_worker')
     union all select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)
     union all select concat_ws(' ', tgrelid::regclass, pg_get_triggerdef(oid)) from pg_trigger where not tgisinternal
     union all select concat_ws(' ', c.oid::regclass, c.relrowsecurity, a.privilege_type) from pg_class c, aclexplode(c.relacl) a
       where c.relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace) and a.grantee = 'thyrida_portal'::regrole
     union all select concat_ws(' ', p.oid::regprocedure, a.privilege_type) from pg_proc p, aclexplode(p.proacl) a
       where p.pronamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace) and a.grantee = 'thyrida_portal'::regrole
     union all select concat_ws(' ', nspname, nspacl) from pg_namespace where nspname in ('public', 'graphile_worker')
     union all select name from migration`,
    [],
  )
  return rows.map(({ line }) => line).sort()
}

async function wholeSchema(): Promise<string[]> {
  const database = await freshDatabase()
  return describeSchema(database).finally(database.drop)
}

const holding = 4242
const everyPoint = ['CREATE TABLE public.letter', 'GRANT', 'CREATE SCHEMA graphile_worker', 'COMMENT graphile_worker']
const points = everyPoint.slice(0, rounds(2))

/** Whoever does `what` waits there, its transaction open, until the lock of `client` is gone. */
async function holdAt({ pool }: TestDatabase, client: pg.Client, what: string): Promise<void> {
  await client.connect()
  await client.query('select pg_advisory_lock($1)', [holding])
  await pool.query('create schema hold')
  await pool.query(`create table hold.what as select $1::text as what`, [what])
  await pool.query(`
    create function hold.wait() returns event_trigger language plpgsql as $$
    begin
      if exists (select from pg_event_trigger_ddl_commands(), hold.what where concat_ws(' ', command_tag, object_identity) = what) then
        perform pg_advisory_xact_lock(${holding});
      end if;
    end $$;
    create event trigger hold on ddl_command_end execute function hold.wait()`)
}

describe('a migration', { concurrency: false }, () => {
  const open: TestDatabase[] = []
  const empty = async () => {
    const database = await emptyDatabase()
    open.push(database)
    return database
  }
  afterEach(() => Promise.all(open.splice(0).map(database => database.drop())))

  it('is made once by two portals that start at once, and both serve', async () => {
    const database = await empty()
    const portals = await Promise.all([childPortal(database), childPortal(database)])
    try {
      await Promise.all(portals.map(portal => portal.start()))
      assert.deepEqual(await describeSchema(database), await wholeSchema())
      const { rows } = await database.pool.query(
        'select (select count(*)::int from service) as services, (select version::int from catalogue_version) as version',
      )
      assert.deepEqual(rows, [{ services: 60, version: 3 }]) // once by each of two migrations that tell what services need, once by the seed
      for (const portal of portals) assert.equal((await fileOne(((await makeFilers(portal, 1)) as [Filer])[0]))?.status, 303)
    } finally {
      for (const portal of portals) {
        await portal.end('SIGKILL')
        await portal.mailbox.close()
      }
    }
  })

  for (const what of points) {
    it(`killed at «${what}» is completed by the next start`, async () => {
      const database = await empty()
      const client = new pg.Client({ connectionString: database.ownerUrl })
      try {
        await holdAt(database, client, what)
        const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/migrate.ts', database.ownerUrl], { stdio: 'ignore' })
        const gone = once(child, 'exit')
        await until(`the migration to reach ${what}`, async () => (await waiting(database)).length > 0 || child.exitCode !== null)
        assert.equal(child.exitCode, null, `the migration never came to ${what}`)
        child.kill('SIGKILL')
        await gone
        for (const pid of await waiting(database)) await database.pool.query('select pg_terminate_backend($1)', [pid])
        await until('its end', async () => (await waiting(database)).length === 0)
      } finally {
        await client.end()
      }
      await database.pool.query('drop event trigger hold')
      await database.pool.query('drop schema hold cascade')
      await migrate(database.ownerUrl)
      assert.deepEqual(await describeSchema(database), await wholeSchema())
    })
  }

  it('cut off between its tables and the rights to them is completed by the next start', async () => {
    const database = await freshDatabase()
    open.push(database)
    await database.pool.query('revoke all on letter from thyrida_portal')
    await database.pool.query(`comment on schema graphile_worker is 'of an earlier version'`)
    await migrate(database.ownerUrl)
    assert.deepEqual(await describeSchema(database), await wholeSchema())
  })

  async function waiting({ pool }: TestDatabase): Promise<number[]> {
    const { rows } = await pool.query<{ pid: number }>(
      `select pid from pg_locks where locktype = 'advisory' and objid = $1 and not granted and database = (select oid from pg_database where datname = current_database())`,
      [holding],
    )
    return rows.map(({ pid }) => pid)
  }
})
