/** `npm run audit:verify`: reads the whole trail and says whether a row was changed or taken out. */
import { readCommandConfig } from '../config.js'
import { createPool } from '../db/db.js'
import { verifyTrail } from './upkeep.js'

const pool = createPool(readCommandConfig())
const broken = await verifyTrail(pool)
await pool.end()
process.stdout.write(broken ? `The trail does not hold from link ${broken} on.\n` : 'The trail holds.\n')
process.exitCode = broken ? 1 : 0
