/** A real PostgreSQL from npm, for the demo and the tests: nothing to install, and nothing left behind. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { endOrphan } from './embedded-orphan.js'
import { exists, findHome, findPrograms, osUser, type Place } from './embedded-programs.js'
import { launch } from './embedded-server.js'

type Options = {
  dataDir: string
  /** 0 takes any free one. */
  port?: number
  /** Does not wait for the disk: only for data that nobody will miss. */
  fast?: boolean
  log?: (line: string) => void
}

export type Embedded = {
  /** Of the owner, who may do everything, on the database `thyrida`. */
  url: string
  port: number
  pid: number
  /** Where the data really lies: `dataDir`, or, for root in a folder closed to others, a place under /var/lib. */
  home: string
  /** `fast` writes everything down first; `immediate` is a crash, from which the next start recovers. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
}

/** Starts it, and the first time makes the data folder. Throws one sentence when the folder or the port is in use. */
export async function startEmbedded({ dataDir, port = 0, fast = false, log = () => {} }: Options): Promise<Embedded> {
  const as = osUser()
  const programs = await findPrograms(as)
  const home = await findHome(dataDir, as)
  const place = { programs, home, cluster: join(home, 'pg18'), as }
  const password = await readPassword(place)
  if (!(await exists(place.cluster))) await makeCluster(place)
  await endOrphan(place.cluster)
  const server = await launch(place, { port, fast, log })
  const url = `postgres://postgres:${password}@127.0.0.1:${server.port}/thyrida`
  await makeDatabase(url)
  return { ...server, url, home }
}

function passwordFile(place: Place): string {
  return join(place.home, 'password')
}

async function readPassword(place: Place): Promise<string> {
  const file = passwordFile(place)
  if (await exists(place.cluster)) return readFile(file, 'utf8')
  const password = randomBytes(24).toString('base64url')
  await rm(file, { force: true })
  await writeFile(file, password, { mode: 0o600 })
  if (place.as) await chown(file, place.as.uid, place.as.gid)
  return password
}

/** Under another name until it is whole: an interrupted start leaves nothing that looks finished. */
async function makeCluster(place: Place): Promise<void> {
  const unfinished = `${place.cluster}.new`
  await rm(unfinished, { recursive: true, force: true })
  await promisify(execFile)(join(place.programs, 'initdb'), [...initOptions(place), '-D', unfinished], {
    ...place.as,
    cwd: place.home,
    env: { LC_ALL: 'C' },
  })
  await rename(unfinished, place.cluster)
}

/** Letters are PostgreSQL's own, whatever the machine has installed; but trigrams ask the system's `lc_ctype`, and see no Greek in «C». */
function initOptions(place: Place): string[] {
  const ctype = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  return [
    '--username=postgres',
    `--pwfile=${passwordFile(place)}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    `--lc-ctype=${ctype}`,
  ]
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/thyrida$/, 'postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'thyrida'")
    if (!rowCount) await client.query('create database thyrida')
  } finally {
    await client.end()
  }
}
