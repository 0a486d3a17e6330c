/** Searches that found nothing, for the editor who writes the synonyms. Never anything that could be somebody's. */

import type { Task } from '../jobs/jobs.js'
import type { Portal } from '../portal.js'
import { createThrottle } from '../web/throttle.js'
import { deleteOldMisses, recordMiss } from './search-store.js'
import { fold } from './search-words.js'

const longest = 60

/** Numbers of any length that could be an ΑΦΜ, a phone or a card, and addresses, are not written down. */
export function looksPersonal(query: string): boolean {
  return query.includes('@') || query.replace(/[\s.\-/()]/g, '').match(/\d{4,}/) !== null
}

export function createMisses(portal: Portal) {
  const { pool, log, config } = portal
  const daily = createThrottle(portal, 'search-miss', config.limits.LIMIT_SEARCH_RECORD_DAY, 24 * 3600)
  return { note }

  /** Nobody waits for it, and nobody is told when it fails or the day's share is used up. */
  function note(query: string, language: string): void {
    const words = fold(query).slice(0, longest)
    if (words === '' || looksPersonal(query)) return
    daily
      .take('all')
      .then(() => recordMiss(pool, words, language))
      .catch(problem => log.debug({ problem: String(problem) }, 'search miss not recorded'))
  }
}

/** What nobody has looked for in a year needs no synonym. */
export const catalogueTasks: Task[] = [{ name: 'catalogue-clean-up', cron: '47 3 * * *', run: ({ pool }) => deleteOldMisses(pool) }]
