/** What was declared, put right by the counter as the papers have it and with the citizen present. */
import type { Db } from '../db/db.js'
import type { Sealer } from '../db/secret.js'
import { type PersonName, parseName } from '../fields/names.js'
import { placeOf } from './citizen.js'
import { type NewPaper, updateDeclared } from './put-right-store.js'

/** By the names of the form; dates as ISO days, a Δ.Ο.Υ. by its id. What is not here stays. */
export type PutRight = Partial<
  Record<
    | 'surname'
    | 'first_name'
    | 'father_name'
    | 'mother_name'
    | 'birth_date'
    | 'identity_number'
    | 'afm'
    | 'tax_office'
    | 'street'
    | 'street_number'
    | 'postal_code',
    string
  >
>

export async function putRight(tx: Db, sealer: Sealer, id: string, right: PutRight, paper: NewPaper): Promise<void> {
  const seal = (column: Parameters<typeof placeOf>[0], value?: string) => (value ? sealer.seal(value, placeOf(column, id)) : null)
  const print = (value: string | undefined, purpose: string) => (value ? sealer.fingerprint(value, purpose) : null)
  await updateDeclared(tx, id, {
    surname: nameOf(right.surname),
    firstName: nameOf(right.first_name),
    fatherName: nameOf(right.father_name),
    motherName: nameOf(right.mother_name),
    birthDate: seal('birth_date', right.birth_date),
    identityNumber: seal('identity_number', right.identity_number),
    identityNumberPrint: print(right.identity_number, 'identity_number'),
    paper: right.identity_number ? paper : undefined,
    afm: seal('afm', right.afm),
    afmPrint: print(right.afm, 'afm'),
    taxOffice: seal('tax_office', right.tax_office),
    street: right.street ?? null,
    streetNumber: right.street_number ?? null,
    postalCode: right.postal_code ?? null,
  })
}

function nameOf(text: string | undefined): PersonName | undefined {
  const parsed = text === undefined ? undefined : parseName(text)
  return parsed?.ok ? parsed.name : undefined
}

/** As the accounts keep it: two numbers that are the same have the same. */
export const numberPrints = (sealer: Sealer, { afm, identity_number: number }: Pick<PutRight, 'afm' | 'identity_number'>) => ({
  afm: afm ? sealer.fingerprint(afm, 'afm') : undefined,
  identityNumber: number ? sealer.fingerprint(number, 'identity_number') : undefined,
})
