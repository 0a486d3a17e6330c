/** Rows of the counter's hours. */
import { randomUUID } from 'node:crypto'
import type { Db } from '../db/db.js'

/** `weekday` from 1, Monday; `opens` and `closes` as 08:00 on Athens time. */
export type Hours = { weekday: number; opens: string; closes: string; slotMinutes: number; windows: number }
export type HoursRow = Hours & { id: string }

export async function listHours(db: Db): Promise<HoursRow[]> {
  const { rows } = await db.query<HoursRow>(
    `select id, weekday, to_char(opens, 'HH24:MI') as opens, to_char(closes, 'HH24:MI') as closes, slot_minutes as "slotMinutes", windows
     from counter_hours order by weekday, opens`,
    [],
  )
  return rows
}

/** Fails where they overlap with others of that day. */
export async function insertHours(db: Db, { weekday, opens, closes, slotMinutes, windows }: Hours): Promise<string> {
  const id = randomUUID()
  await db.query(`insert into counter_hours (id, weekday, opens, closes, slot_minutes, windows) values ($1, $2, $3, $4, $5, $6)`, [
    id,
    weekday,
    opens,
    closes,
    slotMinutes,
    windows,
  ])
  return id
}

export async function deleteHours(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(`delete from counter_hours where id = $1`, [id])
  return rowCount === 1
}
