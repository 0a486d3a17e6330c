import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'

/** Of its owner. The row stays locked to the end of the transaction; the next statement sees what a faster one did. */
export async function lockOwnRow(db: Db, citizenId: string, number: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'select 1 from service_request where number = $1 and citizen_id = $2 and check_code is not null for update',
    [number, citizenId],
  )
  return rowCount === 1
}

export type Lacking = { id: string; kind: string; version: number }

/** Where it goes on, and this paper is owed. */
export async function findLacking(db: Db, number: string, field: string): Promise<Lacking | undefined> {
  const { rows } = await db.query<Lacking>(
    `select r.id, r.kind, r.version
     from service_request r
     join request_paper p on p.request_id = r.id and p.field = $2 and p.state = 'owed'
     where r.number = $1 and r.closed_at is null`,
    [number, field],
  )
  return rows[0]
}

/** Returns what the paper is called; undefined where it was said before. */
export async function updatePaperBrought(db: Db, requestId: string, field: string): Promise<Bilingual | undefined> {
  const { rows } = await db.query<{ title: Bilingual }>(
    `update request_paper set way = 'bring' where request_id = $1 and field = $2 and state = 'owed' and way <> 'bring' returning title`,
    [requestId, field],
  )
  return rows[0]?.title
}
