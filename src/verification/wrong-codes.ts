/** Codes are not to be guessed at the counter either: a wrong one counts against the clerk, wherever it is sent. */
import type { Staff } from '../access/actor.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import { createThrottle } from '../web/throttle.js'
import type { VerificationRow } from './store.js'
import { isKnown, type Key, openVisit } from './visit.js'

export type WrongCodes = {
  /** The open visit, or undefined; throws TooMany. */
  open(clerk: Staff, key: Key): Promise<VerificationRow | undefined>
  /** Throws NotFound for a code that nobody ever had. */
  check(clerk: Staff, key: Key): Promise<void>
}

export function wrongCodes(portal: Portal): WrongCodes {
  const wrong = createThrottle(portal, 'visit-code', portal.config.limits.LIMIT_VISIT_CODES_HOUR, 3600)
  return { open, check }

  async function counted<T>(clerk: Staff, look: () => Promise<T>): Promise<T> {
    await wrong.take(clerk.id)
    const found = await look()
    if (found) await wrong.giveBack(clerk.id)
    return found
  }

  function open(clerk: Staff, key: Key): Promise<VerificationRow | undefined> {
    return counted(clerk, () => openVisit(portal, clerk, key))
  }

  async function check(clerk: Staff, key: Key): Promise<void> {
    if (!(await counted(clerk, () => isKnown(portal, clerk, key)))) throw new NotFound()
  }
}
