/** The portal as a process of its own, as in production: to be killed, stopped, and started again on the same data. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { readConfig } from '../../src/config.js'
import type { Pool } from '../../src/db/db.js'
import { createSealer } from '../../src/db/secret.js'
import type { Portal } from '../../src/portal.js'
import { freePort } from '../../src/web/listen.js'
import { createLog } from '../../src/web/log.js'
import type { TestDatabase } from './database.js'
import { type Mailbox, startMailbox } from './mailbox.js'
import { Visit } from './portal.js'

export type Ended = { code: number | null; signal: NodeJS.Signals | null }

export type ChildPortal = {
  url: string
  port: number
  /** What its code would share, here for making people in its database with its keys. */
  portal: Portal
  /** The owner's. */
  pool: Pool
  mailbox: Mailbox
  /** What it logged since it was first started, one object a line; what is no JSON stands under `text`. */
  log: LogLine[]
  pid(): number
  isAlive(): boolean
  start(settings?: Record<string, string>): Promise<void>
  /** Sends the signal and waits for the end. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended>
  visit(): Visit
  stop(): Promise<void>
}

export type LogLine = { level?: number; msg?: string; status?: number; text?: string } & Record<string, unknown>

const key = () => randomBytes(32).toString('base64')

/** So high that no limit is met: faults are looked for, not limits. */
const limits = [
  'REQUESTS_ACCOUNT_HOUR',
  'REQUESTS_ACCOUNT_DAY',
  'REQUESTS_ADDRESS_HOUR',
  'REQUESTS_SITE_HOUR',
  'MESSAGES_ACCOUNT_HOUR',
  'WRONG_PASSWORDS_PAIR',
  'WRONG_PASSWORDS_ACCOUNT_HOUR',
  'WRONG_PASSWORDS_EVER',
  'WRONG_PASSWORDS_ADDRESS',
  'WRONG_CODES',
  'SIGN_UP_EMAIL_HOUR',
  'SIGN_UP_ADDRESS_HOUR',
  'SIGN_UP_TRIES_ADDRESS',
  'RESET_EMAIL_HOUR',
  'RESEND_HOUR',
]

/** A connection for each request: one kept open may be closed by the portal's rules in the moment it is used again. */
const fresh = { connection: 'close' }

type Options = {
  mailbox?: Mailbox
  settings?: Record<string, string>
  /** Modules to load before the portal, such as one that turns the clock. */
  before?: string[]
}

/** Prepared, not yet started. `stop` also closes the mailbox and drops the database. */
export async function childPortal(database: TestDatabase, options: Options = {}): Promise<ChildPortal> {
  const mailbox = options.mailbox ?? (await startMailbox())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const log: LogLine[] = []
  let child: ChildProcess | undefined
  const environment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TMPDIR: process.env.TMPDIR,
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    SMTP_URL: mailbox.url,
    SESSION_SECRET: key(),
    FIELD_KEY: key(),
    INDEX_KEY: key(),
    PUBLIC_URL: url,
    PORT: String(port),
    FORM_FILL_SECONDS: '0',
    ...Object.fromEntries(limits.map(name => [`LIMIT_${name}`, '1000000'])),
    ...options.settings,
  }
  const isAlive = () => child !== undefined && child.exitCode === null && child.signalCode === null
  const config = readConfig(environment)
  return {
    url,
    port,
    portal: { config, pool: database.pool, sealer: createSealer(config), log: createLog('silent') },
    pool: database.pool,
    mailbox,
    log,
    pid: () => child?.pid as number,
    isAlive,
    start,
    end,
    visit: () => new Visit(url, fresh),
    stop,
  }

  async function start(settings: Record<string, string> = {}): Promise<void> {
    const imports = ['tsx', './test/support/with-parent.ts', ...(options.before ?? [])].flatMap(module => ['--import', module])
    child = spawn(process.execPath, [...imports, 'src/start.ts'], {
      env: { ...environment, ...settings },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const seen = log.length
    const listening = new Promise<void>(resolve => listen(child as ChildProcess, line => line.msg === 'app.started' && resolve()))
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the portal ended with ${code}: ${JSON.stringify(log.slice(seen).slice(-20))}`)
    })
    ended.catch(() => {})
    await Promise.race([listening, ended])
  }

  function listen(process: ChildProcess, heard: (line: LogLine) => void): void {
    for (const stream of [process.stdout, process.stderr]) {
      if (stream)
        createInterface(stream).on('line', text => {
          const line = parse(text)
          log.push(line)
          heard(line)
        })
    }
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended> {
    if (!child || !isAlive()) return { code: child?.exitCode ?? null, signal: child?.signalCode ?? null }
    const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
    child.kill(signal)
    const [code, by] = await ended
    return { code, signal: by }
  }

  async function stop(): Promise<void> {
    await end('SIGKILL')
    await mailbox.close()
    await database.drop()
  }
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text)
  } catch {
    return { text }
  }
}

/** Answers 500, with what was logged of each. */
export function faultsOf({ log }: Pick<ChildPortal, 'log'>): LogLine[] {
  return log.filter(line => (line.level ?? 0) >= 50 || line.text !== undefined)
}

/** Resident memory of a process in megabytes. */
export function megabytesOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/** Looks again and again until `found` gives something; fails after the deadline, which says nothing about speed. */
export async function until<T>(
  what: string,
  found: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 60,
): Promise<T> {
  const deadline = AbortSignal.timeout(seconds * 1000)
  while (!deadline.aborted) {
    const value = await found()
    if (value) return value
    await setTimeout(50)
  }
  throw new Error(`never came: ${what}`)
}

/** `FAULT_ROUNDS=20` for the long form. */
export function rounds(short: number): number {
  return Number(process.env.FAULT_ROUNDS || short)
}
