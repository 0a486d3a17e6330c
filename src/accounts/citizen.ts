/** What a citizen declares, as it is kept: names three ways, the numbers that could be stolen sealed and findable by fingerprint. */
import type { Db } from '../db/db.js'
import type { Sealer } from '../db/secret.js'
import type { PersonName } from '../fields/names.js'
import type { PersonalData } from './forms.js'
import { type ContactColumns, type PersonalColumns, updateContact, updatePersonal } from './store.js'

/** Where each sealed value stands: a value copied to another column or row does not open. */
export const placeOf = (column: 'birth_date' | 'identity_number' | 'afm' | 'tax_office', row: string) => ({
  table: 'citizen',
  column: `${column}_sealed`,
  row,
})

export async function keepPersonal(db: Db, sealer: Sealer, id: string, data: PersonalData): Promise<void> {
  await updatePersonal(db, id, personalColumns(sealer, id, data))
  await updateContact(db, id, contactColumns(data))
}

export function contactColumns(
  data: Pick<PersonalData, 'phone' | 'mobile' | `delivery_${'street' | 'number' | 'postal_code' | 'area'}`>,
): ContactColumns {
  return {
    phone: data.phone ?? null,
    mobile: data.mobile ?? null,
    deliveryStreet: data.delivery_street ?? null,
    deliveryNumber: data.delivery_number ?? null,
    deliveryPostalCode: data.delivery_postal_code ?? null,
    deliveryArea: data.delivery_area ?? null,
  }
}

function personalColumns(sealer: Sealer, id: string, data: PersonalData): PersonalColumns {
  const seal = (column: Parameters<typeof placeOf>[0], value: string | undefined) =>
    value ? sealer.seal(value, placeOf(column, id)) : null
  const print = (value: string | undefined, purpose: string) => (value ? sealer.fingerprint(value, purpose) : null)
  return {
    ...parent('fatherName', data.father_name, data.father_name_none),
    ...parent('motherName', data.mother_name, data.mother_name_none),
    birthDate: seal('birth_date', data.birth_date),
    identityKind: data.identity_kind ?? null,
    identityNumber: seal('identity_number', data.identity_number),
    identityNumberPrint: print(data.identity_number, 'identity_number'),
    identityIssuer: data.identity_issuer ?? null,
    identityIssued: data.identity_issued ?? null,
    identityExpires: data.identity_expires ?? null,
    afm: seal('afm', data.afm),
    afmPrint: print(data.afm, 'afm'),
    taxOffice: seal('tax_office', data.tax_office === 'other' ? `other:${data.tax_office_other}` : data.tax_office),
    street: data.street ?? null,
    streetNumber: data.street_number ?? null,
    postalCode: data.postal_code ?? null,
    area: (data.street && data.area) ?? null, // the form comes with the town filled in: alone it says nothing
  }
}

/** Empty text where the papers name nobody, which is an answer; null where nothing was said. */
function parent<Name extends 'fatherName' | 'motherName'>(name: Name, given: PersonName | undefined, none: string | boolean) {
  const nobody = none ? '' : null
  return { [name]: given?.typed ?? nobody, [`${name}Official`]: given?.official ?? nobody } as Record<
    Name | `${Name}Official`,
    string | null
  >
}
