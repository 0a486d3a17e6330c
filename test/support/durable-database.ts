/** A PostgreSQL of a test's own that waits for the disk, to be crashed and started again. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPool } from '../../src/db/db.js'
import { startEmbedded } from '../../src/db/embedded.js'
import { migrate } from '../../src/db/migrate.js'
import type { TestDatabase } from './database.js'

export type DurableDatabase = TestDatabase & {
  /** As a power cut: nothing is written down first. */
  crash(): Promise<void>
  /** On the same port, from what the disk has. */
  start(): Promise<void>
}

export async function durableDatabase(): Promise<DurableDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'thyrida-durable-'))
  await chmod(folder, 0o755)
  let server = await startEmbedded({ dataDir: join(folder, 'database') })
  const { url: ownerUrl, port, home } = server
  await migrate(ownerUrl)
  const pool = createPool({ databaseUrl: ownerUrl, databasePool: 4 })
  const url = new URL(ownerUrl)
  url.username = 'portal'
  await pool.query(`create role portal login in role thyrida_portal password '${url.password}'`)
  return { url: url.href, ownerUrl, pool, crash: () => server.stop('immediate'), start, drop }

  async function start(): Promise<void> {
    server = await startEmbedded({ dataDir: join(folder, 'database'), port })
  }

  async function drop(): Promise<void> {
    await pool.end()
    await server.stop('immediate')
    for (const place of [folder, home]) await rm(place, { recursive: true, force: true })
  }
}
