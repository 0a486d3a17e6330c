/** What `npm start` runs: the demo where no database is named, the portal itself otherwise. */
import { wantsDemo } from './config.js'

if (wantsDemo()) {
  const { startDemo } = await import('./demo.js')
  await startDemo()
} else {
  const { serve } = await import('./server.js')
  await serve()
}
