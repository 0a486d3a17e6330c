/** Starts the portal: migrates, listens, works the jobs; closes cleanly on SIGTERM. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.js'
import { createCatalogue } from './catalogue/catalogue.js'
import { type Config, ConfigError, readConfig } from './config.js'
import { createPool } from './db/db.js'
import { migrate } from './db/migrate.js'
import { createSealer } from './db/secret.js'
import { startJobs } from './jobs/jobs.js'
import type { Portal } from './portal.js'
import { tasks } from './tasks.js'
import { createLog } from './web/log.js'
import { createReadyPages } from './web/ready-pages.js'

export type Running = { portal: Portal; server: Server; port: number; deliverMail(): Promise<number>; close(): Promise<void> }

export function createPortal(config: Config): Portal {
  const log = createLog(config.logLevel)
  const pool = createPool(config, error => log.warn({ problem: error.message }, 'idle connection lost'))
  return { config, pool, log, sealer: createSealer(config) }
}

/** Everything but the signals, so that the demo and the tests start the very same thing. */
export async function startServer(config: Config): Promise<Running> {
  await migrate(config.migrationDatabaseUrl)
  const portal = createPortal(config)
  await checkDurability(portal)
  const ready = createReadyPages(config)
  const catalogue = await createCatalogue(portal, ready.clear)
  const app = createApp(portal, catalogue, ready)
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2000, keepAliveTimeout: 5000 },
    (req, res) => void (ready.front(req, res) || app(req, res)),
  )
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(config.port, config.host, resolve))
  const jobs = config.jobs ? await startJobs(portal, tasks) : undefined
  return { portal, server, port: (server.address() as AddressInfo).port, deliverMail: async () => (await jobs?.deliverMail()) ?? 0, close }

  /** Answers what is under way, refuses what is new, then lets go of the database. */
  async function close(): Promise<void> {
    const closed = new Promise(resolve => server.close(resolve))
    server.closeIdleConnections()
    const hurry = setTimeout(() => server.closeAllConnections(), 9000)
    await closed
    clearTimeout(hurry)
    await catalogue.close()
    await jobs?.stop()
    await portal.pool.end()
  }
}

/** What was acknowledged must survive a power cut: the settings that promise it are looked at, not assumed. */
async function checkDurability({ pool, config, log }: Portal): Promise<void> {
  const { rows } = await pool.query<{ commit: string; sync: string }>(
    `select current_setting('synchronous_commit') as commit, current_setting('fsync') as sync`,
    [],
  )
  if (rows[0]?.commit === 'off' || rows[0]?.sync === 'off') {
    if (config.production) throw new ConfigError('The database has fsync or synchronous_commit off: acknowledged requests could be lost.')
    log.warn('fsync or synchronous_commit is off')
  }
}

/** The production start: one sentence for each mistake, nothing of the demo. */
export async function serve(): Promise<void> {
  let running: Running
  try {
    running = await startServer(readConfig())
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
    return
  }
  const { log, config } = running.portal
  process.on('uncaughtException', error => lastWords(log, error))
  log.info({ port: running.port, host: config.host }, 'app.started')
  const stop = () => void running.close().then(() => log.info('app.stopped'))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** Of a fault that nothing caught: what is true is not known any more, so a line in the log and the end. */
function lastWords(log: Portal['log'], { name, message, stack }: Error): void {
  log.fatal(
    {
      name,
      message: message.slice(0, 300),
      at: stack
        ?.split('\n')
        .slice(1, 8)
        .map(line => line.trim()),
    },
    'app.crashed',
  )
  process.exit(1)
}
