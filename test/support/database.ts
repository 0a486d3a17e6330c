/** A database of its own for each test file: a clone of one that is already migrated. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { createPool, type Pool } from '../../src/db/db.js'

export type TestDatabase = {
  /** As the portal's role: no right to change tables or the trail. */
  url: string
  /** As the owner. */
  ownerUrl: string
  /** The owner's, for looking and for moving time in rows. */
  pool: Pool
  drop(): Promise<void>
}

function setting(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run the tests by «npm test -- FILE»`)
  return value
}

function on(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

/** TEST_DATABASE_URL is the server's owner, TEST_PORTAL_URL the portal's role on it, TEST_TEMPLATE the database to clone. */
export async function freshDatabase(template = setting('TEST_TEMPLATE')): Promise<TestDatabase> {
  const owner = setting('TEST_DATABASE_URL')
  const name = `test_${randomBytes(6).toString('hex')}`
  await ask(owner, `create database ${name} template ${template}`)
  const ownerUrl = on(owner, name)
  const pool = createPool({ databaseUrl: ownerUrl, databasePool: 4 })
  return { url: on(setting('TEST_PORTAL_URL'), name), ownerUrl, pool, drop }

  async function drop(): Promise<void> {
    await pool.end()
    await ask(owner, `drop database if exists ${name} with (force)`)
  }
}

/** As an operator makes it for the first start: nothing in it. */
export function emptyDatabase(): Promise<TestDatabase> {
  return freshDatabase('template0')
}
