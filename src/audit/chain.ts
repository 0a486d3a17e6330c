/** The trail, chained: each link holds the hash of its rows and of the link before. */
import { createHash } from 'node:crypto'
import type { Db } from '../db/db.js'

export type Row = { id: string; line: string }

const mostRows = 5000
/** What stands before the first link. */
export const noHash: Buffer = Buffer.alloc(32)

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
  const hash = linkHash(before?.hash ?? noHash, rows)
  await db.query('insert into audit_link (first_event, last_event, hash, events) values ($1, $2, $3, $4)', [
    rows[0]?.id,
    rows.at(-1)?.id,
    hash,
    rows.length,
  ])
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

/** In UTC, or the text would change with the zone of whoever reads it; by the number, not by its text, which the result calls `id` too. */
export async function readRows(db: Db, after: string, last: string): Promise<Row[]> {
  const { rows } = await db.query<Row>(
    `select id::text, jsonb_build_array(id, at at time zone 'UTC', actor_kind, actor_id, actor_role, event, target_type, target_id, outcome, reason,
       request_id, device)::text as line
     from audit_event where id > $1 and id <= $2 order by audit_event.id`,
    [after, last],
  )
  return rows
}

export function linkHash(before: Buffer, rows: Row[]): Buffer {
  const hash = createHash('sha256').update(before)
  for (const row of rows) hash.update(row.line).update('\n')
  return hash.digest()
}

export type Link = { id: string; at: Date; firstEvent: string; lastEvent: string; events: number | null; hash: Buffer }

export async function listLinks(db: Db): Promise<Link[]> {
  const { rows } = await db.query<Link>(
    `select id::text, at, first_event::text as "firstEvent", last_event::text as "lastEvent", events, hash from audit_link order by audit_link.id`,
    [],
  )
  return rows
}
