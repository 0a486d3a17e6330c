/** What asking by application adds to the addresses of every request. */
import { type NextFunction, type Request, type Response, Router } from 'express'
import { actorOf, requires } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Portal } from '../portal.js'
import { kindOf, type RequestKind } from '../requests/kind.js'
import { keepTyped, sealForSession } from '../requests/sealed-draft.js'
import { leftPhotosUnread } from '../requests/uploads.js'
import { seeOther } from '../web/see-other.js'
import type { askHandlers } from './asking.js'
import { typedOf } from './typed.js'

export function askRoutes(ask: ReturnType<typeof askHandlers>): Router {
  const router = Router()
  router.get('/services/:slug/request/paper', requires('request:submit'), ask.paper)
  return router
}

/**
 * A form whose session had died: the browser itself says that it comes from here, so its text is kept, sealed, and found
 * again after signing in. Nothing else is done with it.
 */
export function keepApplicationTyped(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]) {
  return function rescue(error: unknown, req: Request, res: Response, next: NextFunction): void {
    const slug = /^\/services\/([a-z0-9-]+)\/request$/.exec(req.path)?.[1]
    const service = slug ? catalogue.service(slug) : undefined
    const staleForm = (error as { code?: unknown })?.code === 'EBADCSRFTOKEN' && req.method === 'POST'
    if (!staleForm || !service || !kindOf(kinds, service.channel)?.asksItself || !res.locals.sameOrigin || !req.body) return next(error)
    const typed = typedOf(service, req.body as Record<string, unknown>, [])
    res.locals.startSession(async (problem?: unknown) => {
      if (problem) return next(problem)
      try {
        const actor = actorOf(res)
        if (actor.kind === 'citizen') await keepTyped(portal, actor.id, service, typed)
        else req.session.draft = sealForSession(portal, service, typed)
        const { t } = res.locals
        const notice = [t('applications.rescued'), ...(leftPhotosUnread(res) ? [t('attachments.problem.afterSignIn')] : [])].join(' ')
        await seeOther(res, `/services/${service.slug}/request`, notice)
      } catch (fault) {
        next(fault)
      }
    })
  }
}
