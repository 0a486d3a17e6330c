import { type Request, type Response, Router } from 'express'
import { actorOf, requires } from '../access/require.js'
import { NotFound } from '../errors.js'
import type { Claim } from '../fields/claims.js'
import type { Language, Translate } from '../i18n/index.js'
import { showMoney } from '../i18n/money.js'
import type { Portal } from '../portal.js'
import { page, readyPage } from '../web/page.js'
import { papersOf } from './bag.js'
import { type Catalogue, isOnline } from './catalogue.js'
import type { Service } from './definition.js'
import { emergencyNumbers } from './emergency-numbers.js'
import { createKeptPages } from './kept-pages.js'
import { createMisses } from './misses.js'
import { papersAskedBy, questionsOf } from './questions.js'
import type { Results } from './search.js'
import { emergenciesOf, kindsOf, notOursOf, relatedTo, timeBasisOf, timeOf } from './service-page.js'
import { today } from './today.js'

/** What the counter has yet to check of somebody before they may ask for the service. */
type Lacking = (citizenId: string, service: Service) => Promise<Claim[]>

export function catalogueRoutes(portal: Portal, catalogue: Catalogue, lackingOf: Lacking): Router {
  const misses = createMisses(portal)
  const kept = createKeptPages(() => catalogue.version)
  const router = Router()
  router.get('/services', requires('catalogue:read'), list)
  router.get('/services/:slug', requires('catalogue:read'), one)
  router.get('/services/:slug/blank', requires('catalogue:read'), blank)
  router.get('/levels', requires('catalogue:read'), levels)
  router.get('/bag', requires('catalogue:read'), bag)
  return router

  async function list(req: Request, res: Response): Promise<void> {
    const query = oneOf(req.query.q).trim().slice(0, 100)
    const category = catalogue.categories.find(({ slug }) => slug === req.query.category)
    const event = catalogue.lifeEvents.find(({ slug }) => slug === req.query.event)
    if (query) return found(req, res, query, category?.slug)
    const lang = res.locals.lang as Language
    const chosen = category ? category.title[lang] : event?.title[lang]
    const services = event
      ? event.services.map(slug => catalogue.service(slug)).filter(service => service !== undefined)
      : inCategory(category?.slug)
    readyPage(res, category || event ? 'catalogue/some' : 'catalogue/menu', {
      title: chosen ?? texts(res)('catalogue.menu.title'),
      catalogue,
      services,
      summary: (category ?? event)?.summary,
      hideSearch: !category && !event,
      isOnline,
    })
  }

  function inCategory(slug: string | undefined): Service[] {
    return slug ? catalogue.services.filter(service => service.category === slug) : catalogue.services
  }

  async function found(req: Request, res: Response, query: string, category: string | undefined): Promise<void> {
    const { version } = catalogue
    const results = await catalogue.search(query)
    if (!results.found) misses.note(query, res.locals.lang)
    const key = `${res.locals.lang} ${req.originalUrl}`
    const ready = req.session ? undefined : kept.get(key)
    if (ready) return void res.type('html').send(ready)
    const html = showResults(res, query, category, results)
    if (!req.session && version === catalogue.version) kept.keep(key, html)
  }

  function showResults(res: Response, query: string, category: string | undefined, results: Results): string {
    const services = results.services.filter(service => !category || service.category === category)
    return page(res, 'catalogue/results', {
      title: texts(res)('catalogue.search.title', { query }),
      catalogue,
      query,
      hideSearch: true,
      category: catalogue.categories.find(({ slug }) => slug === category),
      found: results.found && services.length + results.answers.length > 0,
      categories: catalogue.categories.filter(({ slug }) => results.services.some(service => service.category === slug)),
      services,
      answers: results.answers,
      sure: results.sure,
      isOnline,
    })
  }

  async function one(req: Request, res: Response): Promise<void> {
    const service = serviceOf(req)
    const actor = actorOf(res)
    const t = texts(res)
    const lang = res.locals.lang as Language
    const lacking = actor.kind === 'citizen' && actor.level === 'B' ? await lackingOf(actor.id, service) : []
    readyPage(res, 'catalogue/service', {
      title: service.title[lang],
      description: service.summary[lang],
      service,
      category: catalogue.categories.find(({ slug }) => slug === service.category),
      department: catalogue.department(service.department),
      online: isOnline(service),
      today: today(service, actor, lacking.length > 0),
      lacking,
      questions: questionsOf(service, lang, t),
      papers: papersOf([service], catalogue.services),
      asked: papersAskedBy(service, lang, t),
      kinds: kindsOf(service),
      emergencies: emergencyNumbers(emergenciesOf(service, catalogue)),
      notOurs: notOursOf(service, catalogue),
      related: relatedTo(service, catalogue),
      amount: service.cost.kind === 'fixed' && service.cost.amountCents !== null ? showMoney(service.cost.amountCents, lang) : undefined,
      time: timeOf(service, t),
      timeBasis: timeBasisOf(service, t),
    })
  }

  function blank(req: Request, res: Response): void {
    const service = serviceOf(req)
    if (service.fields.length === 0) throw new NotFound()
    readyPage(res, 'catalogue/blank', {
      title: texts(res)('catalogue.blank.title', { service: service.title[res.locals.lang as Language] }),
      service,
      department: catalogue.department(service.department),
      questions: questionsOf(service, res.locals.lang as Language, texts(res)),
      papers: papersAskedBy(service, res.locals.lang as Language, texts(res)),
    })
  }

  function levels(_req: Request, res: Response): void {
    const count = (level: Service['minLevel']) => catalogue.services.filter(service => service.minLevel === level).length
    readyPage(res, 'catalogue/levels', { title: texts(res)('catalogue.levels.title'), counts: { levelA: count('A'), levelB: count('B') } })
  }

  function bag(req: Request, res: Response): void {
    const slugs = [...new Set([req.query.s ?? []].flat().slice(0, 60))]
    const chosen = slugs.map(slug => catalogue.service(String(slug))).filter(service => service !== undefined)
    page(res, 'catalogue/bag', {
      title: texts(res)('catalogue.bag.title'),
      catalogue,
      chosen,
      papers: papersOf(chosen, catalogue.services),
      without: (slug: string) =>
        chosen
          .filter(service => service.slug !== slug)
          .map(service => `s=${service.slug}`)
          .join('&'),
    })
  }

  function serviceOf(req: Request): Service {
    const service = catalogue.service(oneOf(req.params.slug))
    if (!service) throw new NotFound()
    return service
  }
}

/** The first value of what may have been sent several times. */
function oneOf(value: unknown): string {
  const [first] = [value].flat()
  return typeof first === 'string' ? first : ''
}

function texts(res: Response): Translate {
  return res.locals.t
}
