/** A process apart, in which what strangers send is opened: it knows no key and no session, and may fall without the portal falling. */
import { fileURLToPath } from 'node:url'
import type { Tinypool } from 'tinypool'
import { codePath } from '../paths.js'

const idleMilliseconds = 30_000
const mostMilliseconds = 20_000

let ready: Promise<Tinypool> | undefined

/** Started with the first file, and let go of a while after the last one. None of our settings goes there. */
function processApart(): Promise<Tinypool> {
  ready ??= import('tinypool').then(({ Tinypool }) => {
    const pool = new Tinypool({
      runtime: 'child_process',
      serialization: 'advanced',
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: idleMilliseconds,
      env: { MALLOC_ARENA_MAX: '1' },
    })
    return pool.on('error', () => {}) // it fell at rest: the next file starts another
  })
  return ready
}

/** What the module `file` of `src/` makes of `task`. `undefined`: the process fell over it, or it took too long. */
export async function runApart<T>(file: string, task: unknown): Promise<T | undefined> {
  const pool = await processApart()
  const options = { filename: fileURLToPath(codePath(file)), signal: AbortSignal.timeout(mostMilliseconds) }
  return pool.run(task, options).catch(() => undefined)
}
