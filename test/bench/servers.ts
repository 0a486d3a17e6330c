/** The portal as it runs in production, built, and the plain servers beside it. */
import { freePort, type Server, startNode } from './machine.js'
import type { Town } from './town.js'

type Wish = { where?: string; settings?: Record<string, string>; nodeOptions?: string[] }

export async function startPortal({ settings }: Town, wish: Wish = {}): Promise<Server> {
  const profile = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : []
  return startNode({
    args: [...profile, 'dist/start.js'],
    env: { ...settings, ...wish.settings },
    port: await freePort(),
    where: wish.where,
  })
}

export async function startYardstick({ settings }: Town, kind: 'bare' | 'search' | 'list', source = ''): Promise<Server> {
  return startNode({ args: ['--import', 'tsx', 'test/bench/yardstick.ts', kind, source], env: settings, port: await freePort() })
}
