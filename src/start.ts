/** What `npm start` runs: the demo where no database is named, the portal itself otherwise. */
import { ConfigError, wantsDemo } from './config.js'

if (wantsDemo()) {
  const { startDemo } = await import('./demo.js')
  await startDemo().catch(error => {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  })
} else {
  const { serve } = await import('./server.js')
  await serve()
}
