/** What every part of the running portal shares. */
import type { Logger } from 'pino'
import type { Config } from './config.js'
import type { Pool } from './db/db.js'
import type { Sealer } from './db/secret.js'

export type Portal = { config: Config; pool: Pool; sealer: Sealer; log: Logger }
