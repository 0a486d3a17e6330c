import type { Service, Subcategory } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'

export type FormKey = { service: string; serviceVersion: number }
export type Form = { title: Bilingual; subcategories: Subcategory[] }

export async function listForms(db: Db, keys: FormKey[]): Promise<(FormKey & Form)[]> {
  const { rows } = await db.query<FormKey & Form>(
    `select f.service, f.version as "serviceVersion", f.title, f.subcategories
     from service_form f
     join unnest($1::text[], $2::int[]) as wanted (service, version) on wanted.service = f.service and wanted.version = f.version`,
    [keys.map(key => key.service), keys.map(key => key.serviceVersion)],
  )
  return rows
}

/** As it stood. Undefined of what was kept before whole definitions were. */
export async function findDefinition(db: Db, { service, serviceVersion }: FormKey): Promise<Service | undefined> {
  const { rows } = await db.query<{ definition: Service | null }>(
    'select definition from service_form where service = $1 and version = $2',
    [service, serviceVersion],
  )
  return rows[0]?.definition ?? undefined
}
