/** Which core does what, the servers under test, and what they cost. Linux tells it in /proc; elsewhere only rates are known. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { availableParallelism } from 'node:os'
import { setTimeout } from 'node:timers/promises'

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** The server has core 0 for itself; the database and the load have core 1. */
export const cores = { server: '0', rest: '1', all: '0,1' }

/** Moves a process, with all its threads and what it starts from now on. */
export function pin(pid: number, where: string): void {
  if (canPin) spawnSync('taskset', ['-acp', where, String(pid)])
}

export function layout(): string {
  return canPin ? 'server on core 0, database and load on core 1' : 'nothing pinned: no taskset, or one core'
}

/** Whatever happens to this run, none of its servers outlives it. */
const children = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

export type Server = { url: string; pid: number; millisecondsToFirstPage: number; stop(): Promise<void> }

type Start = { args: string[]; env: Record<string, string>; port: number; where?: string; path?: string }

/** Starts Node and waits for its first 200. It gets the settings given here and nothing of this process's own. */
export async function startNode({ args, env, port, where = cores.server, path = '/' }: Start): Promise<Server> {
  const command = [...(canPin ? ['taskset', '-c', where] : []), process.execPath, ...args]
  const started = performance.now()
  const child = spawn(command[0] as string, command.slice(1), {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', PORT: String(port), ...env },
  })
  children.add(child)
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(`${url}${path}`))) {
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended with ${child.exitCode} before its first page`)
    await setTimeout(5)
  }
  const millisecondsToFirstPage = performance.now() - started
  return { url, pid: child.pid as number, millisecondsToFirstPage, stop: () => end(child) }
}

function answers(url: string): Promise<boolean> {
  return new Promise(resolve => {
    get(url, { agent: false }, response => {
      response.resume().on('end', () => resolve(response.statusCode === 200))
    }).on('error', () => resolve(false))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  children.delete(child)
}

const number = (text: string | undefined) => Number(text ?? Number.NaN)

/** Microseconds of processor time so far, of all threads. NaN where the system does not tell. */
export function cpuOf(pid: number): number {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`)
    return tasks.reduce((sum, task) => sum + number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]), 0) / 1000
  } catch {
    return Number.NaN
  }
}

/** The same of PostgreSQL: of the processes it has, and of those it had. */
export function cpuOfDatabase(pid: number): number {
  try {
    return ticksOf(pid, true) + childrenOf(pid).reduce((sum, child) => sum + ticksOf(child, false), 0)
  } catch {
    return Number.NaN
  }
}

/** Those alive now that this process started. */
export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

function ticksOf(pid: number, withEnded: boolean): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user, system, endedUser, endedSystem] = fields.slice(11, 15) as [number, number, number, number]
  return (user + system + (withEnded ? endedUser + endedSystem : 0)) * 10_000
}

/** Megabytes: what is this process's own, and its share of what it shares. */
export function memoryOf(pid: number): { pss: number; rss: number } {
  try {
    const told = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const read = (name: string) => number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(told)?.[1]) / 1024
    return { pss: read('Pss'), rss: read('Rss') }
  } catch {
    return { pss: Number.NaN, rss: Number.NaN }
  }
}
