/** Forms in memory: once written a version never changes, and a list would have its form sent again with every row. */
import type { Db } from '../db/db.js'
import { type Form, type FormKey, listForms } from './form-store.js'

const most = 500
const kept = new WeakMap<Db, Map<string, Form>>()
const nameOf = ({ service, serviceVersion }: FormKey) => `${service} ${serviceVersion}`

/** A full one makes room for a new one; whoever still reads the old one keeps it. */
function formsOf(db: Db): Map<string, Form> {
  const known = kept.get(db)
  if (known && known.size <= most) return known
  const forms = new Map<string, Form>()
  kept.set(db, forms)
  return forms
}

/** Each row with the title and the kinds of problem of the form it was filled in on. */
export async function withForms<Row extends FormKey>(db: Db, rows: Row[]): Promise<(Row & Form)[]> {
  const forms = formsOf(db)
  const missing = rows.filter(row => !forms.has(nameOf(row)))
  if (missing.length) for (const form of await listForms(db, missing)) forms.set(nameOf(form), form)
  return rows.map(row => Object.assign(row, forms.get(nameOf(row)) as Form))
}
