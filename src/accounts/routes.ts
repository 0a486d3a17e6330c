/** The accounts of citizens, door by door. */
import { Router } from 'express'
import type { Portal } from '../portal.js'
import { accountPageRoutes } from './account-routes.js'
import { activationRoutes } from './activation-routes.js'
import { confirmRoutes } from './confirm-routes.js'
import { emailRoutes } from './email-routes.js'
import { linkRoutes } from './link-routes.js'
import { ownFactorRoutes } from './own-factor-routes.js'
import { passwordRoutes } from './password-routes.js'
import { registerRoutes } from './register-routes.js'
import { registerSentRoutes } from './register-sent-routes.js'
import { codeLimits } from './second-factor.js'
import { securityRoutes } from './security-routes.js'
import { signInRoutes } from './sign-in-routes.js'
import { accountThrottles } from './throttles.js'

export function accountRoutes(portal: Portal): Router {
  const throttles = accountThrottles(portal)
  const limits = codeLimits(portal, 'citizen')
  const router = Router()
  router.use(registerRoutes(portal, throttles))
  router.use(registerSentRoutes(portal, throttles))
  router.use(activationRoutes(portal, throttles))
  router.use(signInRoutes(portal, throttles, limits))
  router.use(passwordRoutes(portal, throttles))
  router.use(linkRoutes(portal))
  router.use(confirmRoutes(portal, throttles))
  router.use(accountPageRoutes(portal, throttles))
  router.use(securityRoutes(portal, throttles))
  router.use(ownFactorRoutes(portal, limits))
  router.use(emailRoutes(portal, throttles))
  return router
}
