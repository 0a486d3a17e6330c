/** Whether anything was written: asked of every table. */
import type { TestPortal } from './portal.js'

/** Of each table: how many rows, and which transaction wrote each of them. */
export async function rowsOf({ pool }: TestPortal, except: string[]): Promise<Map<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  const counted = tables
    .filter(({ name }) => !except.includes(name))
    .map(async ({ name }): Promise<[string, string]> => {
      const { rows } = await pool.query(
        `select count(*) || ' ' || coalesce(md5(string_agg(ctid::text || xmin::text, ',' order by ctid)), '') as state from "${name}"`,
      )
      return [name, rows[0].state]
    })
  return new Map(await Promise.all(counted))
}
