/** The list of tax offices, in groups by first letter: a select of three hundred needs handles. */
import type { Db } from '../db/db.js'
import type { TextKey } from '../i18n/index.js'
import { hasTaxOffice, listTaxOfficeRows, type TaxOffice } from './tax-office-store.js'

type Group = { letter: string; offices: TaxOffice[] }

const order = new Intl.Collator('el')

/** `today`: the offices that have taken over from many others, and carry no code of the old list. */
export async function listTaxOffices(db: Db): Promise<{ today: TaxOffice[]; groups: Group[] }> {
  const rows = await listTaxOfficeRows(db)
  const old = rows.filter(({ code }) => code !== null).sort((a, b) => order.compare(a.name, b.name))
  const letters = [...new Set(old.map(({ name }) => name.slice(0, 1)))]
  const groups = letters.map(letter => ({ letter, offices: old.filter(({ name }) => name.startsWith(letter)) }))
  return { today: rows.filter(({ code }) => code === null), groups }
}

/** A choice that is not on the list did not come from our form. */
export async function taxOfficeProblem(db: Db, id: string | undefined): Promise<Record<string, TextKey>> {
  if (id === undefined || id === 'other' || (await hasTaxOffice(db, id))) return {}
  return { tax_office: 'accounts.wrong.taxOffice' }
}

/** The name of an office as it is kept: an id of the list, or `other:` and what was typed. */
export async function taxOfficeName(db: Db, kept: string): Promise<string> {
  if (kept.startsWith('other:')) return kept.slice('other:'.length)
  return (await listTaxOfficeRows(db)).find(office => office.id === kept)?.name ?? kept
}
