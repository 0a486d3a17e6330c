/** The portal as it runs in production, built, and the plain servers beside it. */
import { readFileSync } from 'node:fs'
import { freePort } from '../../src/web/listen.js'
import { type Server, startNode } from './machine.js'
import type { Town } from './town.js'

/** What `npm start` runs. */
const [, arenas = '', command = ''] =
  /^MALLOC_ARENA_MAX=(\d+) exec node (.*)$/.exec(JSON.parse(readFileSync('package.json', 'utf8')).scripts.start) ?? []

type Wish = { where?: string; settings?: Record<string, string> }

export async function startPortal({ settings }: Town, wish: Wish = {}): Promise<Server> {
  const profile = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : []
  return startNode({
    args: [...profile, ...command.split(' ')],
    env: { MALLOC_ARENA_MAX: arenas, ...settings, ...wish.settings },
    port: await freePort(),
    where: wish.where,
  })
}

export async function startYardstick({ settings }: Town, kind: 'bare' | 'search' | 'list', source = ''): Promise<Server> {
  return startNode({ args: ['--import', 'tsx', 'test/bench/yardstick.ts', kind, source], env: settings, port: await freePort() })
}
