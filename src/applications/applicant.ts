/** Who applies, as they stand today: what the account says, and what of it the counter has checked. */
import { findOwnRow } from '../accounts/profile.js'
import { taxOfficeName } from '../accounts/tax-offices.js'
import type { FormField } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import { NotFound } from '../errors.js'
import type { Claim } from '../fields/claims.js'
import { todayInAthens } from '../fields/dates.js'
import { showPostalCode } from '../fields/postal-code.js'
import { type Address, postAddressOf } from '../parcels/delivery.js'
import type { Portal } from '../portal.js'
import type { Answers } from '../requests/kind.js'
import { findOwnClaims } from '../verification/claims.js'

export type Applicant = {
  surname: string
  firstName: string
  fatherName: string | null
  motherName: string | null
  /** ISO day. */
  birthDate: string | null
  afm: string | null
  /** By name. */
  taxOffice: string | null
  street: string | null
  streetNumber: string | null
  postalCode: string | null
  area: string | null
  email: string | null
  phone: string | null
  mobile: string | null
  /** Of what counts today, the day on which the counter checked it. */
  claims: Partial<Record<Claim, string>>
}

/** Also where post for them goes: the delivery address of the profile, or else where they live. */
export async function findApplicant(portal: Portal, id: string): Promise<{ applicant: Applicant; postTo: Address | undefined }> {
  const row = await findOwnRow(portal, portal.pool, id)
  if (!row) throw new NotFound()
  const { rows: claims } = await findOwnClaims(portal, id)
  const applicant: Applicant = {
    surname: row.surname,
    firstName: row.firstName,
    fatherName: row.fatherName,
    motherName: row.motherName,
    birthDate: row.birthDate,
    afm: row.afm,
    taxOffice: row.taxOffice && (await taxOfficeName(portal.pool, row.taxOffice)),
    street: row.street,
    streetNumber: row.streetNumber,
    postalCode: row.postalCode,
    area: row.area,
    email: row.email,
    phone: row.phone,
    mobile: row.mobile,
    claims: Object.fromEntries(claims.filter(one => one.counts).map(one => [one.claim, todayInAthens(one.verifiedAt)])),
  }
  return { applicant, postTo: postAddressOf(row) }
}

type Prefill = NonNullable<FormField['prefill']>

/** Which claim vouches for what is filled in; what none does may be changed on the form. */
const vouchedBy: Record<Prefill, Claim | undefined> = {
  full_name: 'identity',
  birth_date: 'identity',
  afm: 'afm',
  tax_office: 'tax_office',
  address_line: 'address',
  postal_code: 'address',
  phone: undefined,
}

const valueOf: Record<Prefill, (applicant: Applicant) => string | null> = {
  full_name: ({ surname, firstName }) => `${surname} ${firstName}`,
  birth_date: ({ birthDate }) => birthDate,
  afm: ({ afm }) => afm,
  tax_office: ({ taxOffice }) => taxOffice,
  address_line: ({ street, streetNumber, area }) =>
    street ? [[street, streetNumber].filter(Boolean).join(' '), area].filter(Boolean).join(', ') : null,
  postal_code: ({ postalCode }) => postalCode && showPostalCode(postalCode),
  phone: ({ mobile, phone }) => mobile ?? phone,
}

/** `checkedOn`: the counter vouches for the value, which is locked; otherwise it is only a help. */
export type Prefilled = { value: string; checkedOn: string | undefined }

/** By field key. Fields without a prefill, and what the account does not know, are left out. */
export function prefilledFor(applicant: Applicant, fields: readonly FormField[]): Record<string, Prefilled> {
  const found: Record<string, Prefilled> = {}
  for (const { key, prefill } of fields) {
    const value = prefill && valueOf[prefill](applicant)
    if (!prefill || !value) continue
    const claim = vouchedBy[prefill]
    found[key] = { value, checkedOn: claim && applicant.claims[claim] }
  }
  return found
}

/** What is locked stands as the counter checked it, whatever was typed; what is only a help gives way. */
export function withPrefilled(prefilled: Record<string, Prefilled>, typed: Answers): Answers {
  const helps = Object.entries(prefilled).map(([key, { value, checkedOn }]) => [key, checkedOn ? value : (typed[key] ?? value)])
  return { ...typed, ...Object.fromEntries(helps) }
}
