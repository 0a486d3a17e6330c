/** Row 5: how long pages take while sixteen people sign in without pause, and what sign-ins are left of a core's hashing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { checkPassword, hashPassword } from '../../src/accounts/hashing.js'
import { rounds, show, showSpread, spreadOf } from './compare.js'
import { fromFront } from './load.js'
import { cores, pin, type Server } from './machine.js'
import type { Row } from './report.js'
import { startPortal } from './servers.js'
import { cookieOf, insertRequests, password, type Town } from './town.js'

const many = Number(process.env.BENCH_ROUNDS ?? 6)
const perSecond = 100
const seconds = 5
/** Under this a page is fast, whatever it is compared with. */
const floorMilliseconds = 5

type Quiet = { p99: number; p50: number }
type Storm = Quiet & { signIns: number; hashes: number }

/** Nothing is pinned here: hashing has threads of its own, and the question is whether pages find room beside them. */
export async function signInStorm(town: Town): Promise<Row> {
  for (const pid of [process.pid, town.databasePid]) pin(pid, cores.all)
  await town.owner.query('truncate service_request, request_event, letter, photo, draft, rate_limit')
  await insertRequests(town.owner, 1)
  const portal = await startPortal(town, { where: cores.all })
  const pairs = await rounds(
    many,
    () => storm(portal),
    () => pages(portal),
  )
  await portal.stop()
  for (const pid of [process.pid, town.databasePid]) pin(pid, cores.rest)
  return report(pairs)
}

function report(pairs: { ours: Storm; theirs: Quiet }[]): Row {
  const slower = spreadOf(pairs.map(({ ours, theirs }) => ours.p99 / Math.max(floorMilliseconds, theirs.p99)))
  const share = spreadOf(pairs.map(({ ours }) => ours.signIns / ours.hashes))
  const median = (pick: (pair: { ours: Storm; theirs: Quiet }) => number) => show(spreadOf(pairs.map(pick)).median, 1)
  return {
    what: 'page p99 in a storm of sign-ins ÷ without; sign-ins ÷ one core’s hashes',
    measured: `${showSpread(slower)}; ${showSpread(share)}`,
    bar: '≤ 2; ≥ 0.7',
    met: slower.median <= 2 && share.median >= 0.7,
    notes: [
      `quiet: p50 ${median(pair => pair.theirs.p50)} p99 ${median(pair => pair.theirs.p99)} ms at ${perSecond} pages/s`,
      `storm: p50 ${median(pair => pair.ours.p50)} p99 ${median(pair => pair.ours.p99)} ms, ${median(pair => pair.ours.signIns)} sign-ins/s; one core hashes ${median(pair => pair.ours.hashes)}/s`,
    ],
  }
}

async function storm(portal: Server): Promise<Storm> {
  const hashes = await hashRate()
  const clients = spawn(process.execPath, ['--import', 'tsx', 'test/bench/sign-in-clients.ts', portal.url, password], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = once(clients.stdout, 'data')
  await setTimeout(2000)
  const measured = await pages(portal)
  clients.kill('SIGTERM')
  const signIns = Number(String((await said)[0]))
  if (clients.exitCode) throw new Error('the sign-ins failed')
  return { ...measured, signIns, hashes }
}

/** Of one core that does nothing else. */
async function hashRate(): Promise<number> {
  const hash = await hashPassword(password)
  const started = performance.now()
  let done = 0
  for (; performance.now() - started < 2000; done++) await checkPassword(hash, password)
  return done / 2
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** Pages at a steady pace, whether the one before has come or not: a queue shows. */
async function pages(portal: Server): Promise<Quiet> {
  const started = performance.now()
  const asked: Promise<number>[] = []
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = started + (n * 1000) / perSecond
    while (performance.now() < due) await setTimeout(Math.max(0, due - performance.now()))
    asked.push(page(portal, due))
  }
  const took = (await Promise.all(asked)).sort((one, other) => one - other)
  return { p50: took[took.length >> 1] as number, p99: took[Math.floor(took.length * 0.99)] as number }
}

function page({ url }: Server, due: number): Promise<number> {
  return new Promise((resolve, reject) => {
    get(`${url}/requests`, { agent, headers: { ...fromFront, cookie: cookieOf(1) } }, response => {
      if (response.statusCode !== 200) reject(new Error(`a page was answered ${response.statusCode}`))
      response.resume().on('end', () => resolve(performance.now() - due))
    }).on('error', reject)
  })
}
