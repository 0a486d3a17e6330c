/** What the counter has verified and its owner may still change: where they live, and their Δ.Ο.Υ. All else is changed at the counter. */
import * as z from 'zod'
import type { Db } from '../db/db.js'
import type { Sealer } from '../db/secret.js'
import * as field from '../fields/schemas.js'
import { placeOf } from './citizen.js'
import { needed, passwordText } from './forms.js'
import { findVerifiedRow, updateAddress, updateTaxOffice } from './verified-store.js'

const password = { password_current: passwordText('accounts.missing.passwordCurrent') }

export const passwordForm = z.strictObject(password)

export const addressForm = z.strictObject({
  street: needed(field.line(100), 'accounts.missing.street'),
  street_number: needed(field.streetNumber, 'fields.streetNumber.required'),
  postal_code: needed(field.postalCode, 'fields.postalCode.required'),
  area: needed(field.line(100), 'accounts.missing.area'),
  ...password,
})
export type Address = Omit<z.output<typeof addressForm>, 'password_current'>

export function taxOfficeForm(body: unknown) {
  const other = (body as Record<string, unknown> | undefined)?.tax_office === 'other'
  return z.strictObject({
    tax_office: needed(field.line(40), 'accounts.missing.taxOffice'),
    tax_office_other: other
      ? needed(field.line(100), 'accounts.missing.taxOfficeOther')
      : z
          .unknown()
          .optional()
          .transform(() => ''),
    ...password,
  })
}

/** As it is kept: an id of the list, or what was typed. */
export const taxOfficeOf = (data: { tax_office: string; tax_office_other: string }) =>
  data.tax_office === 'other' ? `other:${data.tax_office_other}` : data.tax_office

export type VerifiedData = { level: 'A' | 'B'; address: Address; taxOffice: string }

export async function findVerifiedData(db: Db, sealer: Sealer, id: string): Promise<VerifiedData | undefined> {
  const row = await findVerifiedRow(db, id)
  if (!row) return undefined
  const { level, street, streetNumber, postalCode, area, taxOffice } = row
  return {
    level,
    address: { street: street ?? '', street_number: streetNumber ?? '', postal_code: postalCode ?? '', area: area ?? '' },
    taxOffice: taxOffice ? sealer.open(taxOffice, placeOf('tax_office', id)) : '',
  }
}

export async function keepAddress(tx: Db, id: string, address: Address): Promise<void> {
  const { street, street_number: streetNumber, postal_code: postalCode, area } = address
  await updateAddress(tx, id, { street, streetNumber, postalCode, area })
}

export async function keepTaxOffice(tx: Db, sealer: Sealer, id: string, taxOffice: string): Promise<void> {
  await updateTaxOffice(tx, id, sealer.seal(taxOffice, placeOf('tax_office', id)))
}
