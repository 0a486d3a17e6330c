/** Brings a database to the present: migrations in SQL, then the job runner's own tables. */
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { rootPath } from '../paths.js'

const lockNumber = 0x7479726964 // «thyrid»: two processes that start at once migrate one after the other

/** Forward only, under one lock. `url` is the owner's: the portal's own role has no right to change tables. */
export async function migrate(url: string, log: (message: string) => void = () => {}): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    if (await isUpToDate(client)) return
    await client.query('select pg_advisory_lock($1)', [lockNumber])
    await migrateOurs(client, log)
    await migrateJobs(url)
    await grantPortal(client)
    await client.query(`comment on schema graphile_worker is '${finishedMark()}'`)
  } finally {
    await client.end()
  }
}

const require = createRequire(import.meta.url)

function migrationNames(): string[] {
  return readdirSync(rootPath('migrations'))
    .map(file => file.replace(/\.sql$/, ''))
    .sort()
}

/** Written when everything is done, the rights too: a start that was cut off before leaves an earlier one or none. */
function finishedMark(): string {
  return `${require('graphile-worker/package.json').version} after ${migrationNames().at(-1)}`
}

/** A start with nothing to do loads neither the migrations' runner nor the jobs'. */
async function isUpToDate(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ done: string | null; mark: string | null }>(
    `select to_regclass('public.migration')::text as done, obj_description(to_regnamespace('graphile_worker'), 'pg_namespace') as mark`,
  )
  if (!rows[0]?.done || rows[0].mark !== finishedMark()) return false
  const done = await client.query<{ name: string }>('select name from migration')
  const names = new Set(done.rows.map(row => row.name))
  return migrationNames().every(name => names.has(name))
}

async function migrateOurs(client: pg.Client, log: (message: string) => void): Promise<void> {
  const { runner } = await import('node-pg-migrate')
  await runner({
    dbClient: client,
    dir: fileURLToPath(rootPath('migrations')),
    direction: 'up',
    migrationsTable: 'migration',
    noLock: true,
    checkOrder: true,
    logger: { debug: () => {}, info: log, warn: log, error: log },
  })
}

async function migrateJobs(url: string): Promise<void> {
  const { runMigrations, Logger } = await import('graphile-worker')
  await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) })
}

/** The portal's role may use what exists, change no table, and only add to the audit trail. */
async function grantPortal(client: pg.Client): Promise<void> {
  await client.query(`
    grant usage on schema public, graphile_worker to thyrida_portal;
    grant select, insert, update, delete on all tables in schema public, graphile_worker to thyrida_portal;
    grant usage, select on all sequences in schema public, graphile_worker to thyrida_portal;
    grant execute on all functions in schema public, graphile_worker to thyrida_portal;
    revoke update, delete, truncate on audit_event, audit_link from thyrida_portal;
    revoke update on audit_address from thyrida_portal;
    revoke insert, update, delete on migration from thyrida_portal;`)
  await openJobTables(client)
}

/** The job runner shuts its tables by row-level security to all but their owner, grants or no grants. */
async function openJobTables(client: pg.Client): Promise<void> {
  await client.query(`
    do $$
    declare shut regclass;
    begin
      for shut in select oid from pg_class where relnamespace = 'graphile_worker'::regnamespace and relkind = 'r' and relrowsecurity loop
        execute format('alter table %s disable row level security', shut);
      end loop;
    end $$`)
}
