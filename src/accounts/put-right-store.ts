import type { Db } from '../db/db.js'
import type { IdentityKind } from '../fields/identity.js'
import type { PersonName } from '../fields/names.js'

/** With a new number the paper behind it is a new one too: its kind and its end, and nothing of the old one. */
export type NewPaper = { kind: IdentityKind; expiresOn: string | null }

type Declared = {
  surname: PersonName | undefined
  firstName: PersonName | undefined
  fatherName: PersonName | undefined
  motherName: PersonName | undefined
  birthDate: Buffer | null
  identityNumber: Buffer | null
  identityNumberPrint: Buffer | null
  paper: NewPaper | undefined
  afm: Buffer | null
  afmPrint: Buffer | null
  taxOffice: Buffer | null
  street: string | null
  streetNumber: string | null
  postalCode: string | null
}

const three = (name: PersonName | undefined) => [name?.typed ?? null, name?.official ?? null, name?.key ?? null]
const two = (name: PersonName | undefined) => [name?.typed ?? null, name?.official ?? null]

/** Null leaves a column as it was. Fails by the unique index where somebody else is certified with the ΑΦΜ. */
export async function updateDeclared(db: Db, id: string, d: Declared): Promise<void> {
  await db.query(
    `update citizen set
       surname = coalesce($2, surname), surname_official = coalesce($3, surname_official), surname_key = coalesce($4, surname_key),
       first_name = coalesce($5, first_name), first_name_official = coalesce($6, first_name_official), first_name_key = coalesce($7, first_name_key),
       father_name = coalesce($8, father_name), father_name_official = coalesce($9, father_name_official),
       mother_name = coalesce($10, mother_name), mother_name_official = coalesce($11, mother_name_official),
       birth_date_sealed = coalesce($12, birth_date_sealed),
       identity_number_sealed = coalesce($13, identity_number_sealed), identity_number_print = coalesce($14, identity_number_print),
       identity_kind = case when $15::text is null then identity_kind else $15 end,
       identity_expires = case when $15::text is null then identity_expires else $16::date end,
       identity_issuer = case when $15::text is null then identity_issuer end,
       identity_issued = case when $15::text is null then identity_issued end,
       afm_sealed = coalesce($17, afm_sealed), afm_print = coalesce($18, afm_print), tax_office_sealed = coalesce($19, tax_office_sealed),
       street = coalesce($20, street), street_number = coalesce($21, street_number), postal_code = coalesce($22, postal_code)
     where id = $1`,
    [
      id,
      ...three(d.surname),
      ...three(d.firstName),
      ...two(d.fatherName),
      ...two(d.motherName),
      d.birthDate,
      d.identityNumber,
      d.identityNumberPrint,
      d.paper?.kind ?? null,
      d.paper?.expiresOn ?? null,
      d.afm,
      d.afmPrint,
      d.taxOffice,
      d.street,
      d.streetNumber,
      d.postalCode,
    ],
  )
}
