/** Row 4: the click on «send», with all that belongs to it, against pgbench saying the same to the database and nothing else. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rounds, show, showSpread, spreadOf } from './compare.js'
import { type Ask, fromFront, load } from './load.js'
import { cores, cpuOfDatabase } from './machine.js'
import type { Row } from './report.js'
import { startPortal } from './servers.js'
import { overhear, type Script, scriptOf } from './statements.js'
import { addressOf, citizenOf, cookieOf, people, submissionOf, type Town } from './town.js'

const slug = 'ilektrofotismos-provlima'
const path = `/services/${slug}/request`
const answers = {
  subcategory: 'lamp_out',
  street: 'Ξάνθου',
  street_number: '12',
  postal_code: '13231',
  description: 'Δεν ανάβει εδώ και μέρες',
}
const many = Number(process.env.BENCH_ROUNDS ?? 6)
const clients = 8
const perRound = people - (people % clients)
const bar = 0.5

const what = 'submitting a request, all included'

export async function submitting(town: Town): Promise<Row> {
  if (spawnSync('pgbench', ['--version']).status !== 0) return withoutPgbench()
  await clear(town)
  const token = await tokenOf(town)
  const { script, said } = await record(town, token)
  const folder = await mkdtemp(join(tmpdir(), 'thyrida-pgbench-'))
  const file = join(folder, 'submission.sql')
  await writeFile(file, script.text)
  if (process.env.BENCH_SCRIPT) process.stdout.write(script.text)
  const portal = await startPortal(town)
  const pairs = await rounds(
    many,
    () => measured(town, () => load(portal, asks(token), { amount: perRound, status: 303 }).then(({ rate, cpu }) => ({ rate, cpu }))),
    () => measured(town, () => pgbench(town, file, script)),
  )
  await portal.stop()
  await rm(folder, { recursive: true })
  const share = spreadOf(pairs.map(({ ours, theirs }) => ours.rate / theirs.rate))
  const words = (side: 'ours' | 'theirs') =>
    `${show(spreadOf(pairs.map(pair => pair[side].rate)).median, 0)}/s, database ${show(spreadOf(pairs.map(pair => pair[side].database)).median, 0)} µs`
  const cpu = show(spreadOf(pairs.map(pair => pair.ours.cpu)).median, 0)
  return {
    what,
    measured: showSpread(share),
    bar: `≥ ${bar}`,
    met: share.median >= bar,
    notes: [`portal: ${words('ours')}, itself ${cpu} µs`, `pgbench, ${said} statements: ${words('theirs')}`],
  }
}

function withoutPgbench(): Row {
  const how =
    'pgbench is not here: it comes with Debian’s and Ubuntu’s package «postgresql-contrib» or «postgresql» (apt-get install postgresql).'
  return { what, measured: '–', bar: `≥ ${bar}`, met: undefined, notes: [how] }
}

type Submitting = { rate: number; cpu: number }

/** Each run begins with the same rows, and must leave one request and one letter a person. */
async function measured(town: Town, run: () => Promise<Submitting>): Promise<Submitting & { database: number }> {
  await clear(town)
  const before = cpuOfDatabase(town.databasePid)
  const done = await run()
  const database = (cpuOfDatabase(town.databasePid) - before) / perRound
  const { rows } = await town.owner.query(
    'select (select count(*) from service_request)::int as requests, (select count(*) from letter)::int as letters',
  )
  if (rows[0].requests !== perRound || rows[0].letters !== perRound)
    throw new Error(`${perRound} submissions left ${JSON.stringify(rows[0])}`)
  return { ...done, database }
}

/** Everybody has written a request and has yet to send it. */
async function clear({ owner }: Town): Promise<void> {
  await owner.query('truncate service_request, request_event, letter, photo, draft, rate_limit')
  await owner.query(
    `insert into draft (citizen_id, service, answers, submission_key)
     select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, $1, $2, ('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid
     from generate_series(1, $3::int) as n`,
    [slug, answers, people],
  )
  await owner.query('vacuum analyze')
}

/** All sessions of the bench have one secret, so one token fits all. */
async function tokenOf(town: Town): Promise<string> {
  const portal = await startPortal(town)
  const response = await fetch(`${portal.url}${path}/check`, { headers: { ...fromFront, cookie: cookieOf(1) } })
  const token = /name="_csrf" value="([^"]+)"/.exec(await response.text())?.[1]
  await portal.stop()
  if (!token) throw new Error(`no token on the check page: ${response.status}`)
  return token
}

function askOf(n: number, token: string): Ask & { method: 'POST'; headers: Record<string, string>; body: string } {
  return {
    method: 'POST',
    path,
    headers: {
      cookie: cookieOf(n),
      origin: 'https://portal.example',
      'x-forwarded-for': addressOf(n),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ _csrf: token, confirmed: 'yes', submission_key: submissionOf(n) }).toString(),
  }
}

function asks(token: string): () => Ask {
  let n = 0
  return () => askOf(1 + (n++ % people), token)
}

async function record(town: Town, token: string): Promise<{ script: Script; said: number }> {
  const [warm, heard] = [1, 2]
  const statements = await overhear(town, async (url, mark) => {
    await send(url, askOf(warm, token))
    mark()
    await send(url, askOf(heard, token))
  })
  const { rows } = await town.owner.query('select id, number from service_request where citizen_id = $1', [citizenOf(heard)])
  return { script: scriptOf(statements, heard, rows[0]), said: statements.length }
}

async function send(url: string, ask: ReturnType<typeof askOf>): Promise<void> {
  const response = await fetch(`${url}${ask.path}`, { ...ask, headers: { ...fromFront, ...ask.headers }, redirect: 'manual' })
  if (response.status !== 303) throw new Error(`a submission was answered ${response.status}: ${await response.text()}`)
}

/** In the server's place, on its core, with as many connections as the portal has. */
async function pgbench({ databaseUrl }: Town, file: string, { variables }: Script): Promise<Submitting> {
  const url = new URL(databaseUrl)
  const values = Object.entries({ ...variables, i: '-1', clients: String(clients) }).flatMap(([name, value]) => ['-D', `${name}=${value}`])
  const options = ['-n', '-M', 'prepared', '-f', file, '-c', String(clients), '-t', String(perRound / clients), ...values]
  const { stdout, stderr } = await promisify(execFile)(
    'taskset',
    ['-c', cores.server, 'pgbench', ...options, '-h', url.hostname, '-p', url.port, '-U', url.username, 'thyrida'],
    {
      env: { ...process.env, PGPASSWORD: url.password },
    },
  )
  const rate = Number(/tps = ([\d.]+) \(without/.exec(stdout)?.[1])
  if (Number.isNaN(rate)) throw new Error(`pgbench: ${stdout}\n${stderr}`)
  return { rate, cpu: Number.NaN }
}
