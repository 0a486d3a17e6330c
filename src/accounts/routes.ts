/** The accounts of citizens, door by door. */
import { Router } from 'express'
import type { Portal } from '../portal.js'
import { activationRoutes } from './activation-routes.js'
import { registerRoutes } from './register-routes.js'
import { registerSentRoutes } from './register-sent-routes.js'
import { signInRoutes } from './sign-in-routes.js'
import { accountThrottles } from './throttles.js'

export function accountRoutes(portal: Portal): Router {
  const throttles = accountThrottles(portal)
  const router = Router()
  router.use(registerRoutes(portal, throttles))
  router.use(registerSentRoutes(portal, throttles))
  router.use(activationRoutes(portal, throttles))
  router.use(signInRoutes(portal, throttles))
  return router
}
