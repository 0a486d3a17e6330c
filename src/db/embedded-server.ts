/** One run of PostgreSQL, from the first word in its log to its end, and a guard that ends it if this process cannot. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { ConfigError } from '../config.js'
import type { OsUser, Place } from './embedded-programs.js'

type Wish = { port: number; fast: boolean; log: (line: string) => void }
type Server = { port: number; pid: number; stop(mode?: 'fast' | 'immediate'): Promise<void> }

/** The children of a killed server live a moment longer and hold its memory. */
const patience = { tries: 50, waitMs: 200 }

export async function launch(place: Place, wish: Wish): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const port = wish.port || (await freePort())
    const child = start(place, port, wish.fast)
    const failure = await readiness(child, wish.log)
    if (!failure) return guarded(child, port, place.as)
    const mayPass = /shared memory block/.test(failure) || (!wish.port && /in use/.test(failure))
    if (!mayPass || attempt === patience.tries) throw new ConfigError(explain(failure, place, port))
    await setTimeout(patience.waitMs)
  }
}

/** In a session of its own, or Ctrl-C would stop it before those who still write to it. */
function start(place: Place, port: number, fast: boolean): ChildProcess {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', `thyrida.owner=${process.pid}`]
  if (fast) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
  const options = ['-D', place.cluster, '-p', String(port), ...settings.flatMap(setting => ['-c', setting])]
  return spawn(join(place.programs, 'postgres'), options, {
    ...place.as,
    cwd: place.home,
    env: { LC_ALL: 'C' },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** Resolves when it takes connections, or with its last words when it ended instead. */
function readiness(child: ChildProcess, log: (line: string) => void): Promise<string | undefined> {
  const said: string[] = []
  return new Promise((resolve, reject) => {
    if (!child.stderr) return reject(new Error('PostgreSQL has no log'))
    createInterface(child.stderr).on('line', line => {
      log(line)
      if (said.length < 40) said.push(line)
      if (line.endsWith('database system is ready to accept connections')) resolve(undefined)
    })
    child.on('error', reject)
    child.on('close', () => resolve(said.join('\n') || 'it ended without a word'))
  })
}

function explain(said: string, place: Place, port: number): string {
  if (/lock file "postmaster.pid" already exists/.test(said)) return `Another demo is at work on ${place.home}: stop it first.`
  if (/in use/.test(said)) return `Port ${port} is taken: PostgreSQL cannot listen there.`
  return `PostgreSQL did not start on ${place.cluster}:\n${said}`
}

/** Keeps no program alive: one that ends without a word takes its PostgreSQL along. */
function guarded(child: ChildProcess, port: number, as: OsUser | undefined): Server {
  const pid = child.pid as number
  const guard = guardOf(pid, as)
  const ended = once(child, 'exit').then(() => {
    guard.stdin?.end('ended\n')
    return once(guard, 'exit')
  })
  hold(child, false)
  hold(guard, false)
  return {
    port,
    pid,
    async stop(mode = 'fast') {
      hold(child, true)
      hold(guard, true)
      child.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
      await ended
    },
  }
}

function hold(child: ChildProcess, yes: boolean): void {
  for (const handle of [child, child.stdin, child.stderr]) {
    if (handle && 'unref' in handle) yes ? handle.ref() : handle.unref()
  }
}

/** Waits at the other end of a pipe. If this process dies, however it dies, the pipe breaks and PostgreSQL is told to shut down. */
function guardOf(pid: number, as: OsUser | undefined): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', 'read -r _ || kill -INT "$0"', String(pid)], {
    ...as,
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.stdin?.on('error', () => {})
  return guard
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
