/** The portal as a list, in the order a request meets it. */

import express, { type Express } from 'express'
import { staffAccountRoutes } from './accounts/desk-routes.js'
import { accountRoutes } from './accounts/routes.js'
import { findSession } from './accounts/sessions.js'
import { applicationKinds } from './applications/application.js'
import { applicationDeskRoutes } from './applications/desk-routes.js'
import { counterHoursRoutes } from './appointments/desk-routes.js'
import { appointmentRoutes } from './appointments/link-routes.js'
import { attachmentDeskRoutes } from './attachments/desk-routes.js'
import { attachmentRoutes } from './attachments/routes.js'
import { auditRoutes } from './audit/desk-routes.js'
import type { Catalogue } from './catalogue/catalogue.js'
import { catalogueRoutes } from './catalogue/routes.js'
import { complaintKind } from './complaints/complaint.js'
import { deskRoutes } from './desk/desk-routes.js'
import { holidayDeskRoutes } from './holidays/desk-routes.js'
import { pageRoutes } from './pages/routes.js'
import { postRoomRoutes } from './parcels/desk-routes.js'
import { parcelRoutes } from './parcels/routes.js'
import type { Portal } from './portal.js'
import { privacyRoutes } from './privacy/routes.js'
import { requestDeskRoutes } from './requests/desk-routes.js'
import type { RequestKind } from './requests/kind.js'
import { keepWhatWasTyped, requestRoutes } from './requests/routes.js'
import { templateDeskRoutes } from './templates/desk-routes.js'
import { claimRoutes } from './verification/claim-routes.js'
import { lackingClaims } from './verification/claims.js'
import { verificationDeskRoutes } from './verification/desk-routes.js'
import { paperRoutes } from './verification/paper-routes.js'
import { pauseRoutes } from './verification/pause-routes.js'
import { keepCounterForm } from './verification/rescue.js'
import { revocationRoutes } from './verification/revocation-routes.js'
import { verificationRoutes } from './verification/routes.js'
import { formBody, readQueryOnce, refuseNulInAddress, tidyBody } from './web/body.js'
import { csrfOfPosts, formsOnly, originWall } from './web/csrf.js'
import { errorPages, notFound } from './web/error-pages.js'
import { builtFiles, namedFiles } from './web/files.js'
import { securityHeaders } from './web/headers.js'
import { healthRoutes, sessionRoutes } from './web/health.js'
import { actors, locals } from './web/locals.js'
import { requestLog } from './web/log.js'
import type { ReadyPages } from './web/ready-pages.js'
import { sessions } from './web/session.js'
import { theme } from './web/theme.js'
import { windowRoutes } from './windows/desk-routes.js'

export function createApp(portal: Portal, catalogue: Catalogue, ready: ReadyPages): Express {
  const { config, pool, log } = portal
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.set('trust proxy', config.trustProxy === '' ? false : config.trustProxy)

  app.use(requestLog(log))
  app.use(securityHeaders(config))
  app.use('/build', builtFiles())
  app.use(namedFiles())
  app.get('/theme.css', theme(config.municipality))

  app.use(readQueryOnce)
  app.use(locals(portal))
  app.use(refuseNulInAddress)
  app.use(originWall(config.publicUrl), formsOnly)
  app.use(healthRoutes(pool))
  app.use(ready.offer)
  app.use(
    sessions(
      config,
      pool,
      sid => findSession(pool, sid, config.limits),
      problem => log.warn({ problem: String(problem) }, 'session store'),
    ),
  )
  app.use(actors(portal))
  app.use(formBody(config.limits), tidyBody, csrfOfPosts)

  const kinds = [complaintKind(portal), ...applicationKinds]
  app.use(sessionRoutes())
  app.use(requestRoutes(portal, catalogue, kinds)) // the most asked for of those that are never ready, so first to be looked through
  app.use(attachmentRoutes(portal, catalogue))
  app.use(parcelRoutes(portal, kinds))
  app.use(pageRoutes(portal, catalogue))
  app.use(catalogueRoutes(portal, catalogue, (id, service) => lackingClaims(pool, id, service)))
  app.use(accountRoutes(portal))
  app.use(privacyRoutes(portal))
  app.use(verificationRoutes(portal))
  app.use(claimRoutes(portal, catalogue))
  app.use(appointmentRoutes(portal))
  app.use(staffAccountRoutes(portal))
  app.use(windowRoutes(portal))
  app.use(auditRoutes(portal))
  app.use(deskRoutes(portal))
  app.use(attachmentDeskRoutes(portal, catalogue))
  app.use(requestDeskRoutes(portal, catalogue, kinds))
  app.use(applicationDeskRoutes(portal, applicationKinds[0] as RequestKind))
  app.use(templateDeskRoutes(portal, catalogue))
  app.use(postRoomRoutes(portal, catalogue, kinds))
  app.use(revocationRoutes(portal))
  app.use(paperRoutes(portal))
  app.use(holidayDeskRoutes(portal))
  app.use(counterHoursRoutes(portal))
  app.use(pauseRoutes(portal)) // before the visits: its address reads like a code
  app.use(verificationDeskRoutes(portal, catalogue))

  app.use(notFound)
  app.use(keepWhatWasTyped(portal, catalogue), keepCounterForm(portal))
  app.use(errorPages(portal))
  return app
}
