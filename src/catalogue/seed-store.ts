/** Writing the catalogue: each part whole, in one statement. */
import type { Db } from '../db/db.js'
import type { Answers, Category, Department, LifeEvent, Parts, ServiceDefinition, Street, Synonym, TaxOffice } from './definition.js'

export async function raiseVersion(db: Db, searchBuild: number): Promise<void> {
  await db.query('update catalogue_version set version = version + 1, search_build = $1', [searchBuild])
}

/** One import at a time. */
export async function lockCatalogue(db: Db): Promise<void> {
  await db.query('select from catalogue_version for update', [])
}

export async function writeCategories(db: Db, categories: Category[]): Promise<void> {
  await db.query(
    `insert into category (slug, position, title, summary)
     select slug, position, title, summary from jsonb_to_recordset($1) as c(slug text, position int, title jsonb, summary jsonb)
     on conflict (slug) do update set position = excluded.position, title = excluded.title, summary = excluded.summary`,
    [placed(categories)],
  )
}

export async function writeDepartments(db: Db, departments: Department[]): Promise<void> {
  await db.query(
    `insert into department (slug, position, name, category, directorate, phones, email, address, hours, certainty, note)
     select slug, position, name, category, directorate, phones, email, address, hours, certainty, note
     from jsonb_to_recordset($1) as d(slug text, position int, name jsonb, category text, directorate jsonb, phones text[],
       email text, address jsonb, hours jsonb, certainty text, note text)
     on conflict (slug) do update set position = excluded.position, name = excluded.name, category = excluded.category,
       directorate = excluded.directorate, phones = excluded.phones, email = excluded.email, address = excluded.address,
       hours = excluded.hours, certainty = excluded.certainty, note = excluded.note`,
    [placed(departments)],
  )
}

/** A service whose definition is the same keeps its version, wherever it stands in the list. */
export async function writeServices(db: Db, services: ServiceDefinition[]): Promise<void> {
  const rows = services.map(({ slug, category, department, channel, minLevel, title, summary, ...definition }) => ({
    slug,
    category,
    department,
    channel,
    minLevel,
    title,
    summary,
    definition,
  }))
  await db.query(
    `insert into service (slug, position, category, department, channel, min_level, title, summary, definition)
     select slug, position, category, department, channel, "minLevel", title, summary, definition
     from jsonb_to_recordset($1) as s(slug text, position int, category text, department text, channel text, "minLevel" text,
       title jsonb, summary jsonb, definition jsonb)
     on conflict (slug) do update set position = excluded.position, category = excluded.category, department = excluded.department,
       channel = excluded.channel, min_level = excluded.min_level, title = excluded.title, summary = excluded.summary,
       definition = excluded.definition,
       version = service.version + (row(service.category, service.department, service.channel, service.min_level, service.title, service.summary, service.definition)
         is distinct from row(excluded.category, excluded.department, excluded.channel, excluded.min_level, excluded.title, excluded.summary, excluded.definition))::int`,
    [placed(rows)],
  )
}

/** Of services that are no longer wanted, those that somebody's request (it keeps its form) or draft points at. */
export async function findServicesInUse(db: Db, wanted: string[]): Promise<string[]> {
  const { rows } = await db.query<{ slug: string }>(
    `select slug from service s
     where slug <> all($1)
       and (exists (select from service_form f where f.service = s.slug) or exists (select from draft d where d.service = s.slug))`,
    [wanted],
  )
  return rows.map(row => row.slug)
}

export async function findDepartmentsInUse(db: Db, wanted: string[]): Promise<string[]> {
  const { rows } = await db.query<{ slug: string }>(
    `select slug from department d
     where slug <> all($1)
       and (exists (select from service_request r where r.department = d.slug) or exists (select from staff m where d.slug = any(m.departments)))`,
    [wanted],
  )
  return rows.map(row => row.slug)
}

export async function dropOthers(
  db: Db,
  { services, departments, categories }: Pick<Parts, 'services' | 'departments' | 'categories'>,
): Promise<void> {
  const slugs = (rows: { slug: string }[]) => rows.map(row => row.slug)
  await db.query('delete from service where slug <> all($1)', [slugs(services)])
  await db.query('delete from department where slug <> all($1)', [slugs(departments)])
  await db.query('delete from category where slug <> all($1)', [slugs(categories)])
}

export async function writeLifeEvents(db: Db, events: LifeEvent[]): Promise<void> {
  await db.query('delete from life_event', [])
  await db.query(
    `insert into life_event (slug, position, title, summary, services, certainty)
     select slug, position, title, summary, services, certainty
     from jsonb_to_recordset($1) as e(slug text, position int, title jsonb, summary jsonb, services text[], certainty text)`,
    [placed(events)],
  )
}

export async function writeAnswers(db: Db, { emergencies, notOurs }: Answers): Promise<void> {
  const rows = [
    ...emergencies.map(definition => ({ key: definition.key, kind: 'emergency', definition })),
    ...notOurs.map(definition => ({ key: definition.key, kind: 'not_ours', definition })),
  ]
  await db.query('delete from catalogue_answer', [])
  await db.query(
    `insert into catalogue_answer (key, kind, position, definition)
     select key, kind, position, definition from jsonb_to_recordset($1) as a(key text, kind text, position int, definition jsonb)`,
    [placed(rows)],
  )
}

export async function writeSynonyms(db: Db, synonyms: Synonym[]): Promise<void> {
  await db.query('delete from synonym', [])
  await db.query(
    `insert into synonym (position, words, services, means, certainty)
     select position, words, coalesce(services, '{}'), coalesce(means, '{}'), certainty
     from jsonb_to_recordset($1) as s(position int, words text[], services text[], means text[], certainty text)`,
    [placed(synonyms)],
  )
}

export async function writeStreets(db: Db, streets: Street[]): Promise<void> {
  await db.query('delete from street', [])
  await db.query(
    `insert into street (name, position, verified)
     select name, position, verified from jsonb_to_recordset($1) as s(name text, position int, verified boolean)`,
    [placed(streets)],
  )
}

export async function writeTaxOffices(db: Db, offices: TaxOffice[]): Promise<void> {
  await db.query('delete from tax_office', [])
  await db.query(
    `insert into tax_office (id, code, name, merged_into, position)
     select id, code, name, "mergedInto", position from jsonb_to_recordset($1) as o(id text, code text, name text, "mergedInto" text, position int)`,
    [placed(offices)],
  )
}

/** As JSON, with the order they stand in. */
function placed(rows: object[]): string {
  return JSON.stringify(rows.map((row, position) => ({ ...row, position })))
}
