import type { Db } from '../db/db.js'

/** The clerk has the case open now. */
export async function upsertViewer(db: Db, requestId: string, staffId: string): Promise<void> {
  await db.query(
    `insert into request_viewer (request_id, staff_id) values ($1, $2)
     on conflict (request_id, staff_id) do update set seen_at = now()`,
    [requestId, staffId],
  )
}

export type Viewer = { name: string; minutes: number }

/** Who else looked at it in the last quarter of an hour, the latest first. */
export async function listOtherViewers(db: Db, requestId: string, staffId: string): Promise<Viewer[]> {
  const { rows } = await db.query<Viewer>(
    `select s.name, floor(extract(epoch from now() - v.seen_at) / 60)::int as minutes
     from request_viewer v
     join staff s on s.id = v.staff_id
     where v.request_id = $1 and v.staff_id <> $2 and v.seen_at > now() - interval '15 minutes'
     order by v.seen_at desc`,
    [requestId, staffId],
  )
  return rows
}

export async function deleteOldViewers(db: Db): Promise<void> {
  await db.query(`delete from request_viewer where seen_at < now() - interval '1 day'`, [])
}
