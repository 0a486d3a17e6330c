/**
 * The blind match: the clerk types what the paper says without seeing what the citizen declared, and learns only which fields differ.
 * Forgives how a paper writes a thing, never what it says.
 */
import { parseAfm } from '../fields/afm.js'
import { compact } from '../fields/compact.js'
import { greekLookalike, officialCapitals } from '../fields/greek.js'
import { parseIdentityNumber } from '../fields/identity.js'
import { samePostalCode, sameStreet, sameStreetNumber } from './match-address.js'
import { sameFather, sameMother, sameName } from './match-names.js'
import { sameTaxOffice, type TaxOfficeLike } from './match-tax-office.js'

export type { TaxOfficeLike }

export const paperFields = [
  'surname',
  'first_name',
  'father_name',
  'mother_name',
  'birth_date',
  'identity_number',
  'afm',
  'tax_office',
  'street',
  'street_number',
  'postal_code',
] as const
export type PaperField = (typeof paperFields)[number]
/** An empty name of a parent: the papers name none. */
export type Declared = Partial<Record<PaperField, string>>
/** As the clerk typed it; a field that is not here was not on the papers shown, and is not compared. */
export type Seen = Partial<Record<PaperField, string>>

/** The fields that differ, in the order of `paperFields`. What a paper shows and nobody declared differs. */
export function differences(declared: Declared, seen: Seen, offices: readonly TaxOfficeLike[]): PaperField[] {
  return paperFields.filter(field => {
    const [own, shown] = [declared[field], seen[field]]
    return shown !== undefined && (own === undefined || !same[field](own, shown, offices))
  })
}

const same: Record<PaperField, (a: string, b: string, offices: readonly TaxOfficeLike[]) => boolean> = {
  surname: sameName,
  first_name: sameName,
  father_name: sameFather,
  mother_name: sameMother,
  birth_date: (a, b) => a.trim() === b.trim(),
  identity_number: (a, b) => identityKey(a) === identityKey(b),
  afm: (a, b) => afmKey(a) === afmKey(b),
  tax_office: sameTaxOffice,
  street: sameStreet,
  street_number: sameStreetNumber,
  postal_code: samePostalCode,
}

/** One key for cards and passports: which of them it was is a field of its own, and a number the rules refuse may still be what the paper says. */
function identityKey(text: string): string {
  const parsed = parseIdentityNumber('identity_card', text)
  return parsed.ok ? parsed.number : Array.from(officialCapitals(compact(text)), greekLookalike).join('')
}

function afmKey(text: string): string {
  const parsed = parseAfm(text)
  return parsed.ok ? parsed.afm : compact(text)
}
