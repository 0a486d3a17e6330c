/** What an earlier run may have left: a server whose owner was killed, or the note of one that is gone. */
import { readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ConfigError } from '../config.js'

const patience = { tries: 150, waitMs: 100 }

/** Ends a server that nobody owns any more, and throws if somebody does. */
export async function endOrphan(cluster: string): Promise<void> {
  const pid = Number((await read(join(cluster, 'postmaster.pid'))).split('\n')[0])
  if (!pid) return
  if (!(await livesIn(cluster, pid))) return rm(join(cluster, 'postmaster.pid'), { force: true })
  const owner = Number((await read(join(cluster, 'postmaster.opts'))).match(/thyrida\.owner=(\d+)/)?.[1])
  if (owner && isAlive(owner)) {
    throw new ConfigError(`Another demo (process ${owner}) is at work on ${cluster}: stop it first, or run this one in another folder.`)
  }
  await end(cluster, pid)
}

async function end(cluster: string, pid: number): Promise<void> {
  signal(pid, 'SIGINT')
  for (let i = 0; i < patience.tries; i++) {
    if (!(await livesIn(cluster, pid))) return
    await setTimeout(patience.waitMs)
  }
  throw new ConfigError(`A server (process ${pid}) that an earlier run left on ${cluster} does not end: end it with «kill -QUIT ${pid}».`)
}

/** A server works inside its data folder. Where the system does not tell, the number alone must do, though it may be anybody's by now. */
async function livesIn(cluster: string, pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return isAlive(pid)
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '')
  return folder === (await realpath(cluster))
}

function isAlive(pid: number): boolean {
  return signal(pid, 0)
}

/** False if there is no such process. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}
