import type { Db } from '../db/db.js'

export type VerifiedRow = {
  level: 'A' | 'B'
  street: string | null
  streetNumber: string | null
  postalCode: string | null
  area: string | null
  taxOffice: Buffer | null
}

export async function findVerifiedRow(db: Db, id: string): Promise<VerifiedRow | undefined> {
  const { rows } = await db.query<VerifiedRow>(
    `select level, street, street_number as "streetNumber", postal_code as "postalCode", area, tax_office_sealed as "taxOffice"
     from citizen where id = $1 and status = 'active'`,
    [id],
  )
  return rows[0]
}

type Address = { street: string; streetNumber: string; postalCode: string; area: string }

export async function updateAddress(db: Db, id: string, { street, streetNumber, postalCode, area }: Address): Promise<void> {
  await db.query(`update citizen set street = $2, street_number = $3, postal_code = $4, area = $5 where id = $1`, [
    id,
    street,
    streetNumber,
    postalCode,
    area,
  ])
}

export async function updateTaxOffice(db: Db, id: string, sealed: Buffer): Promise<void> {
  await db.query(`update citizen set tax_office_sealed = $2 where id = $1`, [id, sealed])
}
