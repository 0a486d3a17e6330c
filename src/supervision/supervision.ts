/** What a supervisor has to look at. Opened by whoever finds that something is not right; it imports no feature, so that all may. */
import type { Db } from '../db/db.js'
import { insertCase, type NewCase } from './store.js'

/** One open case a matter: opened twice, the first one stands. */
export async function openCase(tx: Db, found: NewCase): Promise<void> {
  await insertCase(tx, found)
}

export { type CaseRow, closeCase, findCase, listCases } from './store.js'
