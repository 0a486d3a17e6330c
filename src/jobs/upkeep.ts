/** What the clock asks of the house itself: the trail is chained, what has run out is swept away. */
import { chainTrail } from '../audit/chain.js'
import { digestTask } from '../audit/digest.js'
import type { Db } from '../db/db.js'
import { transaction } from '../db/db.js'
import { kept } from '../retention.js'
import type { Task } from './jobs.js'

export const upkeepTasks: Task[] = [
  { name: 'chain-trail', cron: '*/10 * * * *', run: ({ pool }) => transaction(pool, chainTrail).then(() => {}) },
  digestTask,
  { name: 'sweep', cron: '17 3 * * *', run: ({ pool }) => sweep(pool) },
]

/** Sessions and counters that have run out; after a while, from which network somebody acted. */
async function sweep(db: Db): Promise<void> {
  await db.query('delete from session where expire < now()', [])
  await db.query('delete from rate_limit where expire < extract(epoch from now()) * 1000', [])
  await db.query(`delete from audit_address a using audit_event e where e.id = a.event_id and e.at < now() - make_interval(years => $1)`, [
    kept.addressYears,
  ])
}
