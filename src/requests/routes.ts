/** What citizens do with requests: ask, and follow what they asked. */
import { type NextFunction, type Request, type Response, Router } from 'express'
import { actorOf, requires } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { seeOther } from '../web/see-other.js'
import { askHandlers } from './ask.js'
import { answersTyped } from './body.js'
import { saveDraft } from './draft.js'
import type { RequestKind } from './kind.js'
import { ownHandlers } from './own.js'
import { formWithFiles } from './uploads.js'

export function requestRoutes(portal: Portal, catalogue: Catalogue, kinds: readonly RequestKind[]): Router {
  const router = Router()
  const ask = askHandlers(portal, catalogue, kinds)
  const own = ownHandlers(portal, catalogue, kinds)
  const photos = formWithFiles(portal.config.limits)

  router.get('/services/:slug/request', requires('request:prepare'), withForm, ask.show)
  router.post('/services/:slug/request', requires('request:prepare', 'multipart'), photos, ask.answer)
  router.get('/services/:slug/request/check', requires('request:prepare'), withForm, ask.check)
  router.post('/services/:slug/request/photos', requires('request:submit', 'multipart'), photos, ask.addPhoto)
  router.post('/services/:slug/request/photos/:id/removal', requires('request:submit'), ask.removePhoto)
  router.post('/services/:slug/request/discard', requires('request:prepare'), ask.discard)
  router.get('/photos/:id', requires('request:read'), own.photo)

  router.get('/requests', requires('request:read'), own.list)
  router.get('/requests/:number', requires('request:read'), own.show)
  router.get('/requests/:number/mend', requires('request:mend'), own.mendForm)
  router.post('/requests/:number/mend', requires('request:mend'), own.mend)
  router.post('/requests/:number/withdrawal', requires('request:mend'), own.withdraw)
  router.post('/requests/:number/messages', requires('request:mend'), own.write)
  router.post('/requests/:number/reopening', requires('request:mend'), own.reopen)
  return router
}

/**
 * A form whose session had died: the browser itself says that it comes from here, so its text is kept as a draft and
 * found again after signing in. Nothing else is done with it.
 */
export function keepWhatWasTyped({ pool }: Portal, catalogue: Catalogue) {
  return async function rescue(error: unknown, req: Request, res: Response, next: NextFunction): Promise<void> {
    const slug = /^\/services\/([a-z0-9-]+)\/request$/.exec(req.path)?.[1]
    const service = slug && catalogue.service(slug)
    const staleForm = (error as { code?: unknown })?.code === 'EBADCSRFTOKEN' && req.method === 'POST'
    if (!staleForm || !service || !res.locals.sameOrigin || !req.body) return next(error)
    const typed = answersTyped(service, req.body as Record<string, unknown>)
    res.locals.startSession(async (problem?: unknown) => {
      if (problem) return next(problem)
      try {
        await saveDraft(pool, actorOf(res), req, service.slug, typed)
        await seeOther(res, `/services/${service.slug}/request/check`, res.locals.t('requests.rescued'))
      } catch (fault) {
        next(fault)
      }
    })
  }
}
