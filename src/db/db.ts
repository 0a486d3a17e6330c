/** The pool, and what a store may do with it. */
import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Config } from '../config.js'

export type Pool = pg.Pool
export type Db = Pick<pg.Pool, 'query'>

const names = new Map<string, string>()

/** SQL texts are constants, so each becomes a named statement: parsed and planned once a connection. */
function nameOf(text: string): string {
  let name = names.get(text)
  if (!name) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 20)
    names.set(text, name)
  }
  return name
}

class NamedClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: pg's overloads cannot be written down again in one signature
  override query(this: any, config: any, values?: any, callback?: any): any {
    if (typeof config === 'string' && Array.isArray(values)) return super.query({ name: nameOf(config), text: config, values }, callback)
    return super.query(config, values, callback)
  }
}

type PoolSettings = Pick<Config, 'databaseUrl' | 'databasePool'>

/** Without the error handler an idle connection lost to a restart of PostgreSQL would end the process. */
export function createPool({ databaseUrl, databasePool }: PoolSettings, onError: (error: Error) => void = () => {}): Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    Client: NamedClient,
    max: databasePool,
    connectionTimeoutMillis: 2500,
    idleTimeoutMillis: 30_000,
    query_timeout: 15_000,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 10_000,
    application_name: 'thyrida',
  })
  // A connection that this process is giving up itself is not lost.
  const lost = (error: Error) => void (pool.ending || onError(error))
  pool.on('error', lost)
  pool.on('connect', client => void client.on('error', lost))
  return pool
}

const commitWork = new WeakMap<Db, (() => void)[]>()

/** Runs `work` once the transaction is committed; not at all when it is rolled back. */
export function afterCommit(tx: Db, work: () => void): void {
  commitWork.get(tx)?.push(work)
}

/** Everything or nothing: commits what `work` did, or rolls it back and throws what it threw. */
export async function transaction<T>(pool: Pool, work: (tx: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  const later: (() => void)[] = []
  commitWork.set(client, later)
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    for (const run of later) run()
    return result
  } catch (error) {
    await client.query('rollback').catch(failure => {
      broken = failure
    })
    throw error
  } finally {
    commitWork.delete(client)
    client.release(broken)
  }
}

/** True for errors that mean «the database is away or overloaded», never «the question was wrong». */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'ENOENT') return (error as NodeJS.ErrnoException).syscall === 'connect' // its socket is not there
  return /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|57P0\d|08\w{3}|53\w{3}|57014)$/.test(code) || awayMessages.test(error.message)
}

const awayMessages =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error|not queryable/i

class TakenBack extends Error {}

/** Runs `work` as a transaction would, then takes everything back: what would be. */
export async function rehearse<T>(pool: Pool, work: (tx: Db) => Promise<T>): Promise<T> {
  const seen: T[] = []
  await transaction(pool, async tx => {
    seen.push(await work(tx))
    throw new TakenBack()
  }).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error
  })
  return seen[0] as T
}
