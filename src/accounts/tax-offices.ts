/** The list of tax offices, in groups by first letter: a select of three hundred needs handles. */
import type { Db } from '../db/db.js'
import type { TextKey } from '../i18n/index.js'

export type TaxOffice = { id: string; name: string }
export type TaxOfficeGroup = { letter: string; offices: TaxOffice[] }

const order = new Intl.Collator('el')

export async function listTaxOffices(db: Db): Promise<{ today: TaxOffice[]; groups: TaxOfficeGroup[] }> {
  const { rows } = await db.query<TaxOffice & { code: string | null }>(`select id, code, name from tax_office order by name`, [])
  const byLetter = new Map<string, TaxOffice[]>()
  const today = rows.filter(office => office.code === null)
  for (const office of rows.filter(({ code }) => code !== null).sort((a, b) => order.compare(a.name, b.name))) {
    const letter = office.name.slice(0, 1)
    byLetter.set(letter, [...(byLetter.get(letter) ?? []), office])
  }
  return { today, groups: [...byLetter].map(([letter, offices]) => ({ letter, offices })) }
}

async function isTaxOffice(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(`select from tax_office where id = $1`, [id])
  return rowCount === 1
}

/** A choice that is not on the list did not come from our form. */
export async function taxOfficeProblem(db: Db, id: string | undefined): Promise<Record<string, TextKey>> {
  if (id === undefined || id === 'other' || (await isTaxOffice(db, id))) return {}
  return { tax_office: 'accounts.wrong.taxOffice' }
}
