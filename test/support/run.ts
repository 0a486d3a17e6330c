/** `npm test [FILE …]`: one PostgreSQL and one browser for the run, each test file a clone of the migrated database. */
import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../../src/db/embedded.js'
import { migrate } from '../../src/db/migrate.js'
import { findBrowser } from './find-browser.js'

async function listTests(): Promise<string[]> {
  const names = await readdir('test', { recursive: true })
  return names
    .filter(name => name.endsWith('.test.ts'))
    .map(name => join('test', name))
    .sort()
}

/** The portal's role, as an operator would make it. */
async function makePortalRole(ownerUrl: string): Promise<string> {
  const url = new URL(ownerUrl)
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  await client.query(`create role portal login in role thyrida_portal password ${client.escapeLiteral(url.password)}`)
  await client.end()
  url.username = 'portal'
  return url.href
}

function serverOf(url: string): string {
  const server = new URL(url)
  server.pathname = '/postgres'
  return server.href
}

/** Ctrl-C reaches the tests too: they end first, then the database they stand on. */
function runTests(files: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const options = ['--import', 'tsx', '--test', '--test-concurrency=2', '--test-reporter=spec']
  const tests = spawn(process.execPath, [...options, ...files], { stdio: 'inherit', env: { ...process.env, ...environment } })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tests.kill(signal))
  return new Promise((resolve, reject) => tests.on('error', reject).on('close', status => resolve(status ?? 1)))
}

async function main(files: string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'thyrida-test-'))
  await chmod(folder, 0o755)
  const database = await startEmbedded({ dataDir: join(folder, 'database'), fast: true })
  try {
    await migrate(database.url)
    return await runTests(files, {
      NODE_ENV: 'test',
      TEST_DATABASE_URL: serverOf(database.url),
      TEST_PORTAL_URL: await makePortalRole(database.url),
      TEST_TEMPLATE: 'thyrida',
      TEST_BROWSER: await findBrowser(),
    })
  } finally {
    await database.stop('immediate')
    for (const place of [folder, database.home]) await rm(place, { recursive: true, force: true })
  }
}

const given = process.argv.slice(2)
process.exitCode = await main(given.length ? given : await listTests()).catch(error => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  return 1
})
