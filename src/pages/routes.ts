/** Pages that are about the portal itself. Of whoever is signed in, the front page says how much waits for them, and nothing else. */
import { type Request, type Response, Router } from 'express'
import { actorOf, requires } from '../access/require.js'
import type { Catalogue } from '../catalogue/catalogue.js'
import { emergencyNumbers } from '../catalogue/emergency-numbers.js'
import type { Translate } from '../i18n/index.js'
import { countPending } from '../pending/pending.js'
import type { Portal } from '../portal.js'
import { readyPage } from '../web/page.js'
import { accessibilityAnswerDays, onDevice, retention, writtenOn } from './facts.js'
import { securityText } from './security-text.js'

const doors = [
  { slug: 'kathariotita-provlima', title: 'pages.home.doors.cleaning', text: 'pages.home.doors.cleaningText' },
  { slug: 'prasino-provlima', title: 'pages.home.doors.greenery', text: 'pages.home.doors.greeneryText' },
  { slug: 'ilektrofotismos-provlima', title: 'pages.home.doors.lighting', text: 'pages.home.doors.lightingText' },
  { slug: 'technika-provlima', title: 'pages.home.doors.works', text: 'pages.home.doors.worksText' },
]

export function pageRoutes({ config, pool }: Portal, catalogue: Catalogue): Router {
  const router = Router()
  const security = securityText(config, new Date())
  router.get('/', requires('page:read'), home)
  router.get('/contact', requires('page:read'), contact)
  router.get('/privacy', requires('page:read'), privacy)
  router.get('/accessibility', requires('page:read'), accessibility)
  router.get('/.well-known/security.txt', requires('page:read'), securityContact)
  return router

  async function home(_req: Request, res: Response): Promise<void> {
    const t = textsOf(res)
    const actor = actorOf(res)
    const { categories, lifeEvents } = catalogue
    readyPage(res, 'pages/home', {
      title: t('pages.home.title'),
      description: t('pages.home.description'),
      hideSearch: true,
      doors,
      categories,
      lifeEvents,
      pending: actor.kind === 'citizen' ? await countPending(pool, actor.id) : 0,
    })
  }

  function contact(_req: Request, res: Response): void {
    const { departments, answers } = catalogue
    readyPage(res, 'pages/contact', {
      title: textsOf(res)('pages.contact.title'),
      reachable: departments.filter(isReachable),
      others: departments.filter(department => !isReachable(department)),
      emergencies: emergencyNumbers(answers.emergencies),
    })
  }

  function privacy(_req: Request, res: Response): void {
    const tiles = /^https?:\/\/([^/]+)/.exec(config.tileUrl)?.[1]?.replace('{s}.', '')
    readyPage(res, 'pages/privacy', {
      title: textsOf(res)('pages.privacy.title'),
      onDevice: onDevice(config),
      retention: retention(config),
      photos: config.limits.LIMIT_PHOTOS,
      tiles,
      writtenOn,
    })
  }

  function accessibility(_req: Request, res: Response): void {
    readyPage(res, 'pages/accessibility', {
      title: textsOf(res)('pages.accessibility.title'),
      minutes: config.limits.IDLE_MINUTES_CITIZEN,
      days: accessibilityAnswerDays,
      writtenOn,
    })
  }

  function securityContact(_req: Request, res: Response): void {
    res.type('text/plain').send(security)
  }
}

function textsOf(res: Response): Translate {
  return res.locals.t as Translate
}

function isReachable({ phones, email }: { phones: string[]; email?: string | null }): boolean {
  return phones.length > 0 || Boolean(email)
}
