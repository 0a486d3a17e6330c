import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'

/** `owed`: how many papers, before this one. */
export type Lacking = { id: string; kind: string; version: number; owed: number }

/** Of its owner; the row stays locked to the end of the transaction. What is owed is counted by the next statement, which sees what a faster one did. */
export async function lockOwnRow(db: Db, citizenId: string, number: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'select 1 from service_request where number = $1 and citizen_id = $2 and check_code is not null for update',
    [number, citizenId],
  )
  return rowCount === 1
}

export async function findLacking(db: Db, citizenId: string, number: string): Promise<Lacking | undefined> {
  const { rows } = await db.query<Lacking>(
    `select r.id, r.kind, r.version,
            (select count(*) from request_paper p where p.request_id = r.id and p.state = 'owed')::int as owed
     from service_request r where r.number = $1 and r.citizen_id = $2`,
    [number, citizenId],
  )
  return rows[0]
}

/** Returns what the paper is called; undefined where it is not owed. */
export async function updatePaperGiven(db: Db, requestId: string, field: string): Promise<Bilingual | undefined> {
  const { rows } = await db.query<{ title: Bilingual }>(
    `update request_paper set state = 'given', way = 'attach', given_at = now()
     where request_id = $1 and field = $2 and state = 'owed' returning title`,
    [requestId, field],
  )
  return rows[0]?.title
}

/** The same; undefined also where it was said before. */
export async function updatePaperBrought(db: Db, requestId: string, field: string): Promise<Bilingual | undefined> {
  const { rows } = await db.query<{ title: Bilingual }>(
    `update request_paper set way = 'bring' where request_id = $1 and field = $2 and state = 'owed' and way <> 'bring' returning title`,
    [requestId, field],
  )
  return rows[0]?.title
}
