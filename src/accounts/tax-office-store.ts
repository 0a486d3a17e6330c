import type { Db } from '../db/db.js'

export type TaxOffice = { id: string; code: string | null; name: string }

export async function listTaxOfficeRows(db: Db): Promise<TaxOffice[]> {
  const { rows } = await db.query<TaxOffice>(`select id, code, name from tax_office order by position`, [])
  return rows
}

export async function hasTaxOffice(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(`select from tax_office where id = $1`, [id])
  return rowCount === 1
}
