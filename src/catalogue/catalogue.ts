/** The whole catalogue in memory, as the database has it: sixty services are small, and every page asks for them. */
import type { Pool } from '../db/db.js'
import type { Portal } from '../portal.js'
import type { Answers, Category, Department, LifeEvent, NotOurs, Service, Street, TaxOffice } from './definition.js'
import { createSearch, type Search } from './search.js'
import { loadSeedIfEmpty } from './seed.js'
import * as read from './store.js'

type Contents = {
  version: number
  services: Service[]
  categories: Category[]
  departments: Department[]
  lifeEvents: LifeEvent[]
  answers: Answers
  streets: Street[]
  taxOffices: TaxOffice[]
}

export type Catalogue = Readonly<Contents> & {
  service(slug: string): Service | undefined
  department(slug: string): Department | undefined
  search: Search
  /** Looks whether the database has a newer one; it is looked at by itself every few seconds. */
  refresh(): Promise<void>
  close(): Promise<void>
}

const pollMilliseconds = 3000

/** Fills an empty database first. `onChange` is called when the contents have changed: whatever was made of the old ones must go. */
export async function createCatalogue(portal: Portal, onChange: () => void): Promise<Catalogue> {
  await loadSeedIfEmpty(portal)
  let contents = await load(portal.pool)
  let services = bySlug(contents.services)
  let departments = bySlug(contents.departments)
  const search = createSearch(portal.pool, { service: slug => services.get(slug), notOurs: key => notOursOf(contents.answers, key) })
  const timer = setInterval(() => void look(), pollMilliseconds).unref()
  let looking = false
  return {
    get version() {
      return contents.version
    },
    get services() {
      return contents.services
    },
    get categories() {
      return contents.categories
    },
    get departments() {
      return contents.departments
    },
    get lifeEvents() {
      return contents.lifeEvents
    },
    get answers() {
      return contents.answers
    },
    get streets() {
      return contents.streets
    },
    get taxOffices() {
      return contents.taxOffices
    },
    service: slug => services.get(slug),
    department: slug => departments.get(slug),
    search,
    refresh,
    close: async () => clearInterval(timer),
  }

  /** While the database is away the catalogue stays as it was last seen; one look at a time. */
  async function look(): Promise<void> {
    if (looking) return
    looking = true
    await refresh().catch(error => portal.log.debug({ problem: String(error) }, 'catalogue not looked at'))
    looking = false
  }

  async function refresh(): Promise<void> {
    const { version } = await read.readVersion(portal.pool)
    if (version === contents.version) return
    contents = await load(portal.pool)
    services = bySlug(contents.services)
    departments = bySlug(contents.departments)
    search.forget()
    onChange()
  }
}

/** The version is read first: a change in between is seen at the next look. */
async function load(pool: Pool): Promise<Contents> {
  const { version } = await read.readVersion(pool)
  const [services, categories, departments, lifeEvents, answers, streets, taxOffices] = await Promise.all([
    read.readServices(pool),
    read.readCategories(pool),
    read.readDepartments(pool),
    read.readLifeEvents(pool),
    read.readAnswers(pool),
    read.readStreets(pool),
    read.readTaxOffices(pool),
  ])
  return { version, services, categories, departments, lifeEvents, answers, streets, taxOffices }
}

function bySlug<T extends { slug: string }>(rows: T[]): Map<string, T> {
  return new Map(rows.map(row => [row.slug, row]))
}

function notOursOf({ notOurs }: Answers, key: string): NotOurs | undefined {
  return notOurs.find(answer => answer.key === key)
}

/** What may be asked for on line today; the others are only read about. */
export function isOnline(service: Pick<Service, 'channel' | 'fields'>): boolean {
  return service.channel !== 'information' && service.fields.length > 0
}
