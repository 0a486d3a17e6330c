import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'

/** Open ones, and which colleagues sit there now. */
export type OpenWindow = { slug: string; title: Bilingual; names: string[] }

export async function listOpenWindows(db: Db, staffId: string): Promise<OpenWindow[]> {
  const { rows } = await db.query<OpenWindow>(
    `select d.slug, d.title, coalesce(array_agg(distinct f.name) filter (where f.id is not null), '{}') as names
     from desk d
       left join session s on s.sess ->> 'desk' = d.slug and s.staff_id is not null and s.staff_id <> $1 and s.expire > now()
       left join staff f on f.id = s.staff_id
     where d.closed_at is null group by d.slug order by d.position`,
    [staffId],
  )
  return rows
}

/** Held open until the transaction ends. */
export async function isOpenWindow(db: Db, slug: string): Promise<boolean> {
  const { rowCount } = await db.query(`select from desk where slug = $1 and closed_at is null for share`, [slug])
  return rowCount === 1
}
