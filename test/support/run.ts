/** `npm test [FILE …]`: one PostgreSQL and one browser for the run, each test file a clone of the migrated database. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../../src/db/embedded.js'
import { migrate } from '../../src/db/migrate.js'
import { findBrowser } from './find-browser.js'

const template = 'thyrida'

async function listTests(): Promise<string[]> {
  const names = await readdir('test', { recursive: true })
  return names.filter(name => name.endsWith('.test.ts')).sort().map(name => join('test', name))
}

/** The portal's role, as an operator would make it. */
async function makePortalRole(url: string): Promise<string> {
  const password = randomBytes(16).toString('hex')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`create role portal login in role thyrida_portal password '${password}'`)
  await client.end()
  const portal = new URL(url)
  portal.username = 'portal'
  portal.password = password
  return portal.href
}

const given = process.argv.slice(2)
const files = given.length ? given : await listTests()
const folder = await mkdtemp(join(tmpdir(), 'thyrida-test-'))
const database = await startEmbedded({ dataDir: join(folder, 'database'), fast: true })
let code = 1
try {
  await migrate(database.url)
  const portalUrl = await makePortalRole(database.url)
  const server = new URL(database.url)
  server.pathname = '/postgres'
  const environment = {
    ...process.env,
    NODE_ENV: 'test',
    TEST_DATABASE_URL: server.href,
    TEST_PORTAL_URL: portalUrl,
    TEST_TEMPLATE: template,
    TEST_BROWSER: await findBrowser(),
  }
  const tests = spawn(process.execPath, ['--import', 'tsx', '--test', '--test-concurrency=2', '--test-reporter=spec', ...files], { stdio: 'inherit', env: environment })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tests.kill(signal))
  code = await new Promise<number>(resolve => tests.on('close', status => resolve(status ?? 1)))
} finally {
  await database.stop('fast')
  await rm(folder, { recursive: true, force: true })
}
process.exit(code)
