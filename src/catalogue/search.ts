/** Searching the catalogue: forgives accents, endings, Greeklish, the wrong keyboard and slips of the finger. */
import type { Pool } from '../db/db.js'
import type { NotOurs, Service } from './definition.js'
import { findHits, type Hit } from './search-store.js'
import { fold, readingsOf } from './search-words.js'

/**
 * `found` is false where only something like the words was found, or nothing at all; `sure` is true where the answers
 * are just what was asked for, and belong before the services.
 */
export type Results = { found: boolean; services: Service[]; answers: NotOurs[]; sure: boolean }
export type Search = (query: string) => Promise<Results>

type Things = { service(slug: string): Service | undefined; notOurs(key: string): NotOurs | undefined }

const mostKept = 500
const mostNearest = 5

/** Results hold nothing of anybody, so the same question need not be asked of the database twice until the catalogue changes. */
export function createSearch(pool: Pool, things: Things): Search & { forget(): void } {
  const kept = new Map<string, Results>()
  let edition = 0
  return Object.assign(search, { forget })

  function forget(): void {
    edition++
    kept.clear()
  }

  async function search(query: string): Promise<Results> {
    const known = kept.get(query)
    if (known) return known
    const asked = edition
    const readings = readingsOf(query)
    const results = resultsOf(readings.length ? await findHits(pool, readings, fold(query)) : [], things)
    if (kept.size >= mostKept) kept.clear()
    if (asked === edition) kept.set(query, results)
    return results
  }
}

/** What is far behind the best is left out; an answer stands beside services only where it fits about as well. */
function resultsOf(hits: Hit[], things: Things): Results {
  const best = Math.max(0, ...hits.map(hit => hit.score))
  const found = hits.some(hit => hit.direct)
  const good = found ? hits.filter(hit => hit.direct && (hit.exact > 0 || hit.score >= best * 0.35)) : hits.slice(0, mostNearest)
  const services = good.filter(hit => hit.kind === 'service')
  const answers = good.filter(hit => hit.kind === 'not_ours' && (hit.exact > 0 || hit.score >= best * 0.6)).slice(0, 2)
  return {
    found,
    services: services.map(hit => things.service(hit.key)).filter(service => service !== undefined),
    answers: answers.map(hit => things.notOurs(hit.key)).filter(answer => answer !== undefined),
    sure: services.length === 0 || answers.some(hit => hit.exact > 0),
  }
}
