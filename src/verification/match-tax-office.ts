/** When two papers name the same Δ.Ο.Υ., or the one into which the state merged it. */
import { placeWords, samePlace } from './match-address.js'

/** A row of the list of tax offices; `mergedInto` is the id of the successor. */
export type TaxOfficeLike = { id: string; name: string; mergedInto?: string | null }

/**
 * Each is an id of the list, `other:` with what was typed, or a name. An office counts as each of its successors, in both directions;
 * two offices that were merged into the same third are still two.
 */
export function sameTaxOffice(a: string, b: string, offices: readonly TaxOfficeLike[]): boolean {
  const [listedA, listedB] = [listed(a, offices), listed(b, offices)]
  if (listedA.length === 0 && listedB.length === 0) return samePlace(officeWords(a), officeWords(b))
  return listedA.some(one => listedB.some(other => follows(one, other, offices) || follows(other, one, offices)))
}

/** The rows that the text may mean: more than one where an abbreviation leaves it open, none where it is not on the list. */
function listed(text: string, offices: readonly TaxOfficeLike[]): TaxOfficeLike[] {
  const chosen = offices.filter(({ id }) => id === text.trim())
  if (chosen.length > 0) return chosen
  const words = officeWords(text)
  return offices.filter(({ name }) => samePlace(officeWords(name), words))
}

function officeWords(text: string): string[] {
  const name = text
    .replace(/^\s*other:/, '')
    .replace(/ΘΕΣ\/ΝΙΚΗ/giu, 'ΘΕΣΣΑΛΟΝΙΚΗ')
    .replace(/Δ\.?\s?Ο\.?\s?Υ\.?(?!\p{L})/giu, ' ')
  return placeWords(name)
}

/** Whether `later` is `office` itself or a successor of it. Lists are edited by hand: a circle in them must end. */
function follows(office: TaxOfficeLike, later: TaxOfficeLike, offices: readonly TaxOfficeLike[]): boolean {
  const passed = new Set<string>()
  let at: TaxOfficeLike | undefined = office
  while (at && !passed.has(at.id)) {
    if (at.id === later.id) return true
    passed.add(at.id)
    const next: string | null | undefined = at.mergedInto
    at = offices.find(({ id }) => id === next)
  }
  return false
}
