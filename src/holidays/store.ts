/** Rows of holidays. */
import type { Db } from '../db/db.js'
import type { Holiday } from './rule.js'

export async function listHolidays(db: Db, year: number): Promise<Holiday[]> {
  const { rows } = await db.query<Holiday>(
    `select day::text, title, half from holiday where day >= make_date($1, 1, 1) and day < make_date($1 + 1, 1, 1) order by day`,
    [year],
  )
  return rows
}

export async function listClosedDays(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ day: string }>(`select day::text from holiday where not half`, [])
  return rows.map(({ day }) => day)
}

/** False where that day is one already. */
export async function insertHoliday(db: Db, { day, title, half }: Holiday): Promise<boolean> {
  const { rowCount } = await db.query(`insert into holiday (day, title, half) values ($1, $2, $3) on conflict do nothing`, [
    day,
    title,
    half,
  ])
  return rowCount === 1
}

export async function deleteHoliday(db: Db, day: string): Promise<boolean> {
  const { rowCount } = await db.query(`delete from holiday where day = $1`, [day])
  return rowCount === 1
}

/** What stands there stays as it is. Returns how many were missing. */
export async function insertByRule(db: Db, holidays: Holiday[]): Promise<number> {
  const { rowCount } = await db.query(
    `insert into holiday (day, title, half, by_rule)
     select day, title, half, true from jsonb_to_recordset($1) as given (day date, title jsonb, half boolean) on conflict do nothing`,
    [JSON.stringify(holidays)],
  )
  return rowCount ?? 0
}

export async function isFilled(db: Db, year: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from holiday where by_rule and day >= make_date($1, 1, 1) and day < make_date($1 + 1, 1, 1) limit 1`,
    [year],
  )
  return rowCount === 1
}
