import type { Db } from '../db/db.js'
import { type Owner, valuesOf } from './session-store.js'

export async function deleteCodes(db: Db, owner: Owner): Promise<void> {
  await db.query(`delete from recovery_code where citizen_id = $1 or staff_id = $2`, valuesOf(owner))
}

export async function insertCodes(db: Db, owner: Owner, prints: Buffer[]): Promise<void> {
  await db.query(`insert into recovery_code (citizen_id, staff_id, code_print) select $1, $2, unnest($3::bytea[])`, [
    ...valuesOf(owner),
    prints,
  ])
}

export async function burnCode(db: Db, owner: Owner, print: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    `update recovery_code set used_at = now() where (citizen_id = $1 or staff_id = $2) and code_print = $3 and used_at is null`,
    [...valuesOf(owner), print],
  )
  return rowCount === 1
}

export async function countCodes(db: Db, owner: Owner): Promise<number> {
  const { rows } = await db.query<{ left: number }>(
    `select count(*)::int as left from recovery_code where (citizen_id = $1 or staff_id = $2) and used_at is null`,
    valuesOf(owner),
  )
  return rows[0]?.left ?? 0
}
