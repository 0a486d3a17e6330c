/** How long a proof of who somebody of the staff is counts, and asking for another one in the form of the act itself. */
import type { Request, Response } from 'express'
import * as z from 'zod'
import { staffOf } from '../access/require.js'
import type { Portal } from '../portal.js'
import { renewSession, saveSession } from '../web/session.js'
import type { StaffLimits } from './staff-limits.js'
import { type Problem, type Proof, proveAgain } from './staff-proof.js'

const minute = 60_000

/** Whether they typed password and code not long ago, by this machine's clock, which wrote the time down. */
export function isFresh({ config }: Pick<Portal, 'config'>, req: Request): boolean {
  const since = Math.abs(Date.now() - (req.session.freshAt ?? 0)) // typed «tomorrow», by a clock that was wrong, is not fresh
  return since < config.limits.FRESH_MINUTES_STAFF * minute
}

/** A new session id for the same person. The token of forms stays, so that a page open in another tab still sends. */
export async function markFresh(req: Request): Promise<void> {
  const { staffId, browser, csrfSecret } = req.session
  await renewSession(req, { staffId, browser, csrfSecret })
  await saveSession(req)
}

const typed = (longest: number) => z.string('fields.repeated').max(longest, 'fields.text.long').optional()

/** The two fields of the proof, for the schema of an act that may ask for them: `z.strictObject({ …, ...proofFields })`. */
export const proofFields = { password_current: typed(1000), code: typed(40) }

/** What is wrong with the proof in the form; undefined where it is right or none is due. Throws TooMany. */
export async function freshen(portal: Portal, limits: StaffLimits, res: Response, given: Partial<Proof>): Promise<Problem | undefined> {
  if (isFresh(portal, res.req)) return undefined
  const { password_current = '', code = '' } = given
  if (!password_current) return { field: 'password_current', problem: 'staff.currentRequired' }
  if (!code.trim()) return { field: 'code', problem: 'staff.code.required' }
  const problem = await proveAgain(portal, limits, staffOf(res), { password_current, code })
  if (!problem) await markFresh(res.req)
  return problem
}
