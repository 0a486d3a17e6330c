/** The desk's buttons of an application that its page adds to the moves. */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { requires, staffOf } from '../access/require.js'
import { NotFound } from '../errors.js'
import type { Portal } from '../portal.js'
import type { RequestKind } from '../requests/kind.js'
import { parseNumber } from '../requests/number.js'
import { parseForm, seenVersion } from '../web/forms.js'
import { seeOther } from '../web/see-other.js'
import { settleAtDesk } from './paper-came.js'

const paperForm = z.strictObject({ version: seenVersion, act: z.enum(['given', 'not_needed', 'owed']) })

/** `kind`: any of those that have papers; they share one table of moves. */
export function applicationDeskRoutes(portal: Portal, kind: RequestKind): Router {
  const router = Router()
  router.post('/desk/requests/:number/papers/:id', requires('desk:work-request'), settle)
  return router

  async function settle(req: Request, res: Response): Promise<void> {
    const number = parseNumber(req.params.number)
    const parsed = parseForm(paperForm, req.body)
    if (!number || !parsed.ok) throw new NotFound()
    await settleAtDesk(portal, kind, staffOf(res), number, String(req.params.id), parsed.data)
    await seeOther(res, `/desk/requests/${number}#papers`, res.locals.t(`decisions.paper.done.${parsed.data.act}`))
  }
}
