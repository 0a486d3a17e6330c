/** Forms in memory: once written a version never changes, and a list would have its form sent again with every row. */
import type { Subcategory } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'

type FormKey = { service: string; serviceVersion: number }
type Form = { title: Bilingual; subcategories: Subcategory[] }

const most = 500
const kept = new WeakMap<Db, Map<string, Form>>()
const nameOf = ({ service, serviceVersion }: FormKey) => `${service} ${serviceVersion}`

/** Each row with the title and the kinds of problem of the form it was filled in on. */
export async function withForms<Row extends FormKey>(db: Db, rows: Row[]): Promise<(Row & Form)[]> {
  const forms = kept.get(db) ?? new Map<string, Form>()
  kept.set(db, forms)
  if (forms.size > most) forms.clear()
  const missing = rows.filter(row => !forms.has(nameOf(row)))
  if (missing.length) for (const form of await readForms(db, missing)) forms.set(nameOf(form), form)
  return rows.map(row => {
    const { title, subcategories } = forms.get(nameOf(row)) as Form
    return { ...row, title, subcategories }
  })
}

async function readForms(db: Db, keys: FormKey[]): Promise<(FormKey & Form)[]> {
  const { rows } = await db.query<FormKey & Form>(
    `select service, version as "serviceVersion", title, subcategories
     from service_form where (service, version) in (select * from unnest($1::text[], $2::int[]))`,
    [keys.map(key => key.service), keys.map(key => key.serviceVersion)],
  )
  return rows
}
