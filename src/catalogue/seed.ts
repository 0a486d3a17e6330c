/** The catalogue from files into the database and back. The database is the truth at run time; files are how it is edited. */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { type Db, transaction } from '../db/db.js'
import { translate } from '../i18n/index.js'
import { rootPath } from '../paths.js'
import type { Portal } from '../portal.js'
import { type Part, type Parts, parts } from './definition.js'
import { CatalogueProblem, checkShape, partOf, readPart } from './files.js'
import { findBadReferences } from './references.js'
import { buildSearch, searchBuild } from './search-index.js'
import * as write from './seed-store.js'
import * as read from './store.js'

const t = translate('el')

/** Reads the files of a folder, or the named ones. */
export async function readFiles(files: URL[]): Promise<Partial<Parts>> {
  const found: Partial<Record<Part, unknown>> = {}
  const problems: string[] = []
  for (const file of files) {
    try {
      const part = partOf(file.pathname)
      found[part] = await readPart(part, await readFile(file, 'utf8'))
    } catch (error) {
      if (!(error instanceof CatalogueProblem)) throw error
      problems.push(...error.sentences)
    }
  }
  if (problems.length) throw new CatalogueProblem(problems)
  return found as Partial<Parts>
}

/** All parts as they stand in the database, keys in their usual order. */
export async function readParts(db: Db): Promise<Parts> {
  const services = await read.readServices(db)
  const raw: Record<Part, unknown> = {
    categories: await read.readCategories(db),
    departments: await read.readDepartments(db),
    services: services.map(({ version, ...definition }) => definition),
    'life-events': await read.readLifeEvents(db),
    answers: await read.readAnswers(db),
    synonyms: await read.readSynonyms(db),
    streets: await read.readStreets(db),
    'tax-offices': await read.readTaxOffices(db),
  }
  return Object.fromEntries(parts.map(part => [part, checkShape(part, raw[part])])) as Parts
}

/** Puts the given parts in the place of those that are there; the others stay. Returns which parts changed. Throws CatalogueProblem. */
export async function importParts(tx: Db, given: Partial<Parts>): Promise<Part[]> {
  await write.lockCatalogue(tx)
  const before = await readParts(tx)
  const after = { ...before, ...given }
  const changed = parts.filter(part => !isDeepStrictEqual(before[part], after[part]))
  const problems = [...findBadReferences(after), ...(await findVanishing(tx, after))]
  if (problems.length) throw new CatalogueProblem(problems)
  if (changed.length === 0) return []
  await writeParts(tx, after)
  return changed
}

async function findVanishing(tx: Db, { services, departments }: Parts): Promise<string[]> {
  const inUse = await write.findServicesInUse(
    tx,
    services.map(service => service.slug),
  )
  const withWork = await write.findDepartmentsInUse(
    tx,
    departments.map(department => department.slug),
  )
  return [
    ...inUse.map(name => t('catalogue.files.serviceInUse', { name })),
    ...withWork.map(name => t('catalogue.files.departmentInUse', { name })),
  ]
}

async function writeParts(tx: Db, all: Parts): Promise<void> {
  await write.writeCategories(tx, all.categories)
  await write.writeDepartments(tx, all.departments)
  await write.writeServices(tx, all.services)
  await write.dropOthers(tx, all)
  await write.writeLifeEvents(tx, all['life-events'])
  await write.writeAnswers(tx, all.answers)
  await write.writeSynonyms(tx, all.synonyms)
  await write.writeStreets(tx, all.streets)
  await write.writeTaxOffices(tx, all['tax-offices'])
  await buildSearch(tx, all)
  await write.raiseVersion(tx, searchBuild)
}

function seedFiles(): URL[] {
  const folder = rootPath('src/catalogue/seed/')
  return readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .map(name => new URL(name, folder))
}

/** The first start fills an empty catalogue; a newer edition of the search makes its index anew. */
export async function loadSeedIfEmpty({ pool, log }: Portal): Promise<void> {
  const { searchBuild: built } = await read.readVersion(pool)
  if (built === searchBuild) return
  await transaction(pool, async tx => {
    await write.lockCatalogue(tx)
    if ((await read.readVersion(tx)).searchBuild === searchBuild) return
    if (await read.isEmpty(tx)) await importParts(tx, await readFiles(seedFiles()))
    else await rebuildSearch(tx)
    log.info({ event: 'catalogue.loaded' }, 'catalogue')
  })
}

async function rebuildSearch(tx: Db): Promise<void> {
  await buildSearch(tx, await readParts(tx))
  await write.raiseVersion(tx, searchBuild)
}
