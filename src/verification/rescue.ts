/**
 * A session that ended, or a window that was closed, in the middle of a form at the counter: nothing is decided, and nothing that was typed is lost. It waits, sealed, in the
 * session that the sign-in page starts, for the same visit and for as long as a session of staff may rest.
 */
import type { NextFunction, Request, Response } from 'express'
import { actorOf, staffOf } from '../access/require.js'
import type { Sealer } from '../db/secret.js'
import { NotOnDuty } from '../errors.js'
import type { Portal } from '../portal.js'
import { typedValues } from '../web/forms.js'
import { seeOther } from '../web/see-other.js'

const visitPath = /^(\/desk\/verifications\/[\w-]{10,40})\/(comparison|refusal|hold)$/

const placeOf = (path: string) => ({ table: 'session', column: 'counter', row: path })

export function keepCounterForm({ sealer }: Portal) {
  return function rescue(error: unknown, req: Request, res: Response, next: NextFunction): void {
    const path = visitPath.exec(req.path)?.[1]
    const noWindow = error instanceof NotOnDuty
    const staleForm = noWindow || (error as { code?: unknown })?.code === 'EBADCSRFTOKEN'
    if (!path || !staleForm || req.method !== 'POST' || !res.locals.sameOrigin || !req.body) return next(error)
    res.locals.startSession((problem?: unknown) => {
      if (problem) return next(problem)
      req.session.counter = { path, typed: sealer.seal(JSON.stringify(typedValues(req.body)), placeOf(path)).toString('base64') }
      seeOther(res, wayBack(res, path, noWindow), noWindow ? undefined : res.locals.t('verification.desk.rescued')).catch(next)
    })
  }
}

function wayBack(res: Response, path: string, noWindow: boolean): string {
  if (noWindow) return `/desk/duty?next=${encodeURIComponent(path)}`
  return actorOf(res).kind === 'staff' ? path : `/desk/login?next=${encodeURIComponent(path)}`
}

/** What was typed for this visit, once. */
export function rescued({ sealer }: Portal, req: Request, res: Response): Record<string, string | string[]> | undefined {
  const { counter } = req.session
  if (!counter) return undefined
  req.session.counter = undefined
  if (counter.path !== req.path) return undefined
  const {
    version: _older,
    code: _spent,
    form_of: whose,
    ...typed
  } = JSON.parse(sealer.open(Buffer.from(counter.typed, 'base64'), placeOf(counter.path)))
  return whose === signOf(sealer, staffOf(res).id) ? typed : undefined
}

/** Says in the form whose it is, so that the next clerk at the same machine does not read what this one typed. */
export function signOf(sealer: Sealer, staffId: string): string {
  return sealer.fingerprint(staffId, 'counter-form').toString('base64url')
}
