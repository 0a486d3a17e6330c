/** The jobs alone, for those who run them apart from the web: start the portal there with JOBS=off. */

import { ConfigError, readConfig } from './config.js'
import { startJobs } from './jobs/jobs.js'
import { createPortal } from './server.js'
import { tasks } from './tasks.js'

try {
  const portal = createPortal(readConfig())
  const jobs = await startJobs(portal, tasks)
  portal.log.info('worker.started')
  const stop = () => void jobs.stop().then(() => portal.pool.end())
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
