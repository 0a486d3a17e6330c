/** What the clock asks of the house itself: the trail is chained, what has run out is swept away. */
import { createHash } from 'node:crypto'
import type { Db } from '../db/db.js'
import { transaction } from '../db/db.js'
import { kept } from '../retention.js'
import type { Task } from './jobs.js'

type Row = { id: string; line: string }

const mostRows = 5000

/** Adds one link over the rows written since the last one. Rows still in an open transaction come with a later link. */
export async function chainTrail(db: Db): Promise<number> {
  const {
    rows: [before],
  } = await db.query<{ lastEvent: string; hash: Buffer }>(
    'select last_event as "lastEvent", hash from audit_link order by id desc limit 1',
    [],
  )
  const rows = await readRows(db, before?.lastEvent ?? '0', await findLastSettled(db, before?.lastEvent ?? '0'))
  if (rows.length === 0) return 0
  const hash = linkHash(before?.hash ?? Buffer.alloc(32), rows)
  await db.query('insert into audit_link (first_event, last_event, hash) values ($1, $2, $3)', [rows[0]?.id, rows.at(-1)?.id, hash])
  return rows.length
}

/**
 * Up to the first row that is not yet a minute old: no transaction of the portal lives that long, so no earlier number
 * can still appear. A row's time is when its transaction began: a higher number may well have an earlier time.
 */
async function findLastSettled(db: Db, after: string): Promise<string> {
  const { rows } = await db.query<{ last: string }>(
    `select coalesce(max(id), 0)::text as last from (
       select id from audit_event
       where id > $1 and id < coalesce((select min(id) from audit_event where id > $1 and at >= now() - interval '1 minute'), 9223372036854775807)
       order by id limit $2) as settled`,
    [after, mostRows],
  )
  return rows[0]?.last ?? '0'
}

/** In UTC, or the text would change with the zone of whoever reads it. */
async function readRows(db: Db, after: string, last: string): Promise<Row[]> {
  const { rows } = await db.query<Row>(
    `select id::text, jsonb_build_array(id, at at time zone 'UTC', actor_kind, actor_id, actor_role, event, target_type, target_id, outcome, reason,
       request_id, device)::text as line
     from audit_event where id > $1 and id <= $2 order by id`,
    [after, last],
  )
  return rows
}

function linkHash(before: Buffer, rows: Row[]): Buffer {
  const hash = createHash('sha256').update(before)
  for (const row of rows) hash.update(row.line).update('\n')
  return hash.digest()
}

/** Reads the whole trail again, gaps between links too. Returns the number of the first link that does not hold, or undefined. */
export async function verifyTrail(db: Db): Promise<string | undefined> {
  const { rows: links } = await db.query<{ id: string; before: string; lastEvent: string; hash: Buffer }>(
    `select id::text, coalesce(lag(last_event) over (order by id), first_event - 1)::text as before, last_event as "lastEvent", hash
     from audit_link order by id`,
    [],
  )
  let before: Buffer = Buffer.alloc(32)
  for (const link of links) {
    const rows = await readRows(db, link.before, link.lastEvent)
    if (!linkHash(before, rows).equals(link.hash)) return link.id
    before = link.hash
  }
  return undefined
}

export const upkeepTasks: Task[] = [
  { name: 'chain-trail', cron: '*/10 * * * *', run: ({ pool }) => transaction(pool, chainTrail).then(() => {}) },
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
