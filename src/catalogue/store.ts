/** The catalogue as it stands in PostgreSQL. */
import type { Db } from '../db/db.js'
import type { Answers, Category, Department, LifeEvent, Service, Street, Synonym, TaxOffice } from './definition.js'

export async function isEmpty(db: Db): Promise<boolean> {
  const { rowCount } = await db.query('select from service limit 1', [])
  return rowCount === 0
}

export async function readVersion(db: Db): Promise<{ version: number; searchBuild: number }> {
  const { rows } = await db.query<{ version: number; searchBuild: number }>(
    'select version::int as version, search_build as "searchBuild" from catalogue_version',
    [],
  )
  return rows[0] ?? { version: 0, searchBuild: 0 }
}

export async function readServices(db: Db): Promise<Service[]> {
  const { rows } = await db.query<{ service: Service }>(
    `select definition || jsonb_build_object(
       'slug', slug, 'title', title, 'summary', summary, 'category', category, 'department', department,
       'channel', channel, 'minLevel', min_level, 'version', version) as service
     from service order by position`,
    [],
  )
  return rows.map(row => row.service)
}

export async function readCategories(db: Db): Promise<Category[]> {
  const { rows } = await db.query<Category>('select slug, title, summary from category order by position', [])
  return rows
}

export async function readDepartments(db: Db): Promise<Department[]> {
  const { rows } = await db.query<{ department: Department }>(
    `select jsonb_strip_nulls(jsonb_build_object(
       'slug', slug, 'name', name, 'category', category, 'directorate', directorate, 'phones', phones, 'email', email,
       'address', address, 'hours', hours, 'certainty', certainty, 'note', note)) as department
     from department order by position`,
    [],
  )
  return rows.map(row => row.department)
}

export async function readLifeEvents(db: Db): Promise<LifeEvent[]> {
  const { rows } = await db.query<LifeEvent>('select slug, title, summary, services, certainty from life_event order by position', [])
  return rows
}

export async function readAnswers(db: Db): Promise<Answers> {
  const { rows } = await db.query<{ answers: Answers }>(
    `select jsonb_build_object(
       'emergencies', coalesce(jsonb_agg(definition order by position) filter (where kind = 'emergency'), '[]'),
       'notOurs', coalesce(jsonb_agg(definition order by position) filter (where kind = 'not_ours'), '[]')) as answers
     from catalogue_answer`,
    [],
  )
  return rows[0]?.answers ?? { emergencies: [], notOurs: [] }
}

export async function readSynonyms(db: Db): Promise<Synonym[]> {
  const { rows } = await db.query<{ synonym: Synonym }>(
    `select jsonb_strip_nulls(jsonb_build_object('words', words, 'services', nullif(services, '{}'), 'means', nullif(means, '{}'), 'certainty', certainty)) as synonym
     from synonym order by position`,
    [],
  )
  return rows.map(row => row.synonym)
}

export async function readStreets(db: Db): Promise<Street[]> {
  const { rows } = await db.query<Street>('select name, verified from street order by position', [])
  return rows
}

export async function readTaxOffices(db: Db): Promise<TaxOffice[]> {
  const { rows } = await db.query<{ office: TaxOffice }>(
    `select jsonb_build_object('id', id, 'code', code, 'name', name)
       || case when merged_into is null then '{}'::jsonb else jsonb_build_object('mergedInto', merged_into) end as office
     from tax_office order by position`,
    [],
  )
  return rows.map(row => row.office)
}
