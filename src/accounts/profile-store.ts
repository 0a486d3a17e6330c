/** One citizen's row in whole, for the owner's own pages. */
import type { Db } from '../db/db.js'
import type { Language } from '../i18n/index.js'

export type ProfileRow = {
  id: string
  username: string
  email: string
  language: Language
  level: 'A' | 'B'
  wantsLevelB: boolean
  surname: string
  firstName: string
  fatherName: string | null
  motherName: string | null
  birthDate: Buffer | null
  identityKind: string | null
  identityNumber: Buffer | null
  identityIssuer: string | null
  identityIssued: string | null
  identityExpires: string | null
  afm: Buffer | null
  taxOffice: Buffer | null
  street: string | null
  streetNumber: string | null
  postalCode: string | null
  area: string | null
  phone: string | null
  mobile: string | null
  deliveryStreet: string | null
  deliveryNumber: string | null
  deliveryPostalCode: string | null
  deliveryArea: string | null
}

export async function findProfileRow(db: Db, id: string): Promise<ProfileRow | undefined> {
  const { rows } = await db.query<ProfileRow>(
    `select id, username, email, language, level, wants_level_b as "wantsLevelB", surname, first_name as "firstName",
       father_name as "fatherName", mother_name as "motherName", birth_date_sealed as "birthDate",
       identity_kind as "identityKind", identity_number_sealed as "identityNumber", identity_issuer as "identityIssuer",
       identity_issued::text as "identityIssued", identity_expires::text as "identityExpires",
       afm_sealed as "afm", tax_office_sealed as "taxOffice",
       street, street_number as "streetNumber", postal_code as "postalCode", area, phone, mobile,
       delivery_street as "deliveryStreet", delivery_number as "deliveryNumber",
       delivery_postal_code as "deliveryPostalCode", delivery_area as "deliveryArea"
     from citizen where id = $1 and status = 'active'`,
    [id],
  )
  return rows[0]
}
