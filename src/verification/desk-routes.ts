/** The counter. Its own addresses come before those that begin with a code. */
import { Router } from 'express'
import type { Catalogue } from '../catalogue/catalogue.js'
import type { Portal } from '../portal.js'
import { frontRoutes } from './front-routes.js'
import { supervisionRoutes } from './supervision-routes.js'
import { visitRoutes } from './visit-routes.js'

export function verificationDeskRoutes(portal: Portal, catalogue: Catalogue): Router {
  const router = Router()
  router.use(frontRoutes(portal))
  router.use(supervisionRoutes(portal))
  router.use(visitRoutes(portal, catalogue))
  return router
}
