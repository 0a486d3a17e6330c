/** A process that migrates the database of its argument and does nothing else: to be killed half way. */
import { migrate } from '../../src/db/migrate.js'

await migrate(process.argv[2] as string)
