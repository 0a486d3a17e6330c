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

export type Window = { slug: string; version: number; title: Bilingual; closedAt: Date | null }

/** All that ever were; what was decided at a closed one still names it. */
export async function listWindows(db: Db): Promise<Window[]> {
  const { rows } = await db.query<Window>(`select slug, version, title, closed_at as "closedAt" from desk order by position`, [])
  return rows
}

export async function findWindow(db: Db, slug: string): Promise<Window | undefined> {
  const { rows } = await db.query<Window>(`select slug, version, title, closed_at as "closedAt" from desk where slug = $1`, [slug])
  return rows[0]
}

/** The slug of the new one, or undefined where an open one has this name, or two were added at once. */
export async function insertWindow(db: Db, title: Bilingual): Promise<string | undefined> {
  const { rows } = await db.query<{ slug: string }>(
    `insert into desk (slug, title, position)
     select 'window-' || coalesce(max(position), 0) + 1, $1, coalesce(max(position), 0) + 1 from desk
     on conflict do nothing returning slug`,
    [title],
  )
  return rows[0]?.slug
}

/** False where the page was older than the row. */
export async function updateTitle(db: Db, slug: string, version: number, title: Bilingual): Promise<boolean> {
  const { rowCount } = await db.query(`update desk set title = $3, version = version + 1 where slug = $1 and version = $2`, [
    slug,
    version,
    title,
  ])
  return rowCount === 1
}

export async function updateClosed(db: Db, slug: string, version: number, closed: boolean): Promise<boolean> {
  const { rowCount } = await db.query(
    `update desk set closed_at = case when $3 then now() end, version = version + 1
     where slug = $1 and version = $2 and (closed_at is null) = $3`,
    [slug, version, closed],
  )
  return rowCount === 1
}
