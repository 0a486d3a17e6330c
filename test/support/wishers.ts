/** People on their way to Level B, and what their papers say. */
import { keepPersonal } from '../../src/accounts/citizen.js'
import { levelBForm } from '../../src/accounts/forms.js'
import { makeCitizen, type TestCitizen } from './people.js'
import type { TestPortal } from './portal.js'
import { personal } from './registering.js'

let numbers = 100

/** Numbers that pass the check digit, each once. */
function newAfm(): string {
  for (;;) {
    numbers += 7
    const eight = `90${String(numbers).padStart(6, '0')}`
    const sum = [...eight].reduce((folded, digit) => folded * 2 + Number(digit), 0)
    return `${eight}${((sum * 2) % 11) % 10}`
  }
}

export type Wisher = TestCitizen & { afm: string; mobile: string }

/** Nobody's document is anybody else's. */
const documentOf = (afm: string) => `ΑΒ ${afm.slice(2, 8)}`

/** Somebody who has filled everything in, a week ago. */
export async function makeWisher(portal: Pick<TestPortal, 'pool' | 'portal'>, afm = newAfm()): Promise<Wisher> {
  const person = await makeCitizen(portal)
  const mobile = `69${afm.slice(0, 8)}`
  const typed = { ...personal, afm, mobile, identity_number: documentOf(afm) }
  const parsed = levelBForm(typed, {}).safeParse(typed)
  if (!parsed.success) throw new Error(JSON.stringify(parsed.error.issues))
  await keepPersonal(portal.pool, portal.portal.sealer, person.id, parsed.data)
  await portal.pool.query(`update citizen set wants_level_b = true, activated_at = now() - interval '7 days' where id = $1`, [person.id])
  return { ...person, afm, mobile }
}

/** As a clerk copies them: capitals, genitives, a Latin first name. */
export const papersOf = (person: Wisher, changes: Record<string, string | string[]> = {}) => ({
  person_present: 'yes',
  identity_paper: 'identity_card_old',
  identity_number: `αβ ${person.afm.slice(2, 8)}`,
  surname: 'ΔΟΚΙΜΑΚΗ',
  first_name: 'MARIA',
  father_name: 'ΓΕΩΡΓΙΟΥ',
  mother_name: '',
  birth_date: '3/9/1980',
  papers: ['tax_assessment'],
  paper_end: '778',
  afm: person.afm,
  tax_office: 'kefode-attikis',
  street: 'ΞΑΝΘΟΥ',
  street_number: '12 Α',
  postal_code: '132 31',
  ...changes,
})
