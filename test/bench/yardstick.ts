/** The yardsticks, each a process of its own: `bare` node:http, `search` and `list` as a plain Express application would do them. */
import { createServer, get, type IncomingHttpHeaders } from 'node:http'
import { createRequire } from 'node:module'
import pgSimple from 'connect-pg-simple'
import express, { type Express } from 'express'
import session from 'express-session'
import pg from 'pg'
import type { Citizen } from '../../src/access/actor.js'
import { createCatalogue, isOnline } from '../../src/catalogue/catalogue.js'
import { createSearch } from '../../src/catalogue/search.js'
import { complaintKind } from '../../src/complaints/complaint.js'
import { type Config, readConfig } from '../../src/config.js'
import { translate } from '../../src/i18n/index.js'
import { showNumber } from '../../src/requests/number.js'
import { noFilter, stateLinks } from '../../src/requests/own-filter.js'
import { listOwnRequests } from '../../src/requests/own-list-store.js'
import { colourOf } from '../../src/requests/timeline.js'
import { createPortal } from '../../src/server.js'
import { pageBase, withActor } from '../../src/web/page.js'
import { copyPlainViews, handOn } from './plain-views.js'

const [kind, source = ''] = process.argv.slice(2)
const port = Number(process.env.PORT)

declare module 'express-session' {
  interface SessionData {
    citizen?: Citizen
  }
}

/** The very answer that the portal gave, from memory. */
async function bare(): Promise<void> {
  const { headers, body } = await fetchOnce(source)
  createServer((_req, res) => void res.writeHead(200, headers).end(body)).listen(port, '127.0.0.1')
}

function fetchOnce(url: string): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, headers: { 'accept-encoding': 'gzip' } }, response => {
      const parts: Buffer[] = []
      response
        .on('data', part => parts.push(part))
        .on('end', () => {
          const { date: _date, connection: _connection, 'keep-alive': _keepAlive, ...headers } = response.headers
          resolve({ headers, body: Buffer.concat(parts) })
        })
    }).on('error', reject)
  })
}

const config = () => readConfig({ ...process.env, LOG_LEVEL: 'silent' })

/** Express loads EJS by `require`; this is the one. */
createRequire(import.meta.url)('ejs').localsName = 'it'

function plainExpress(): Express {
  const app = express()
  app.set('views', [copyPlainViews()])
  app.set('view engine', 'ejs')
  app.get('/', (_req, res) => void res.send('ready'))
  return app
}

function plainPool({ databaseUrl, databasePool }: Config): pg.Pool {
  return new pg.Pool({ connectionString: databaseUrl, max: databasePool }).on('error', () => {})
}

/** Search results for a visitor, asked of the database each time. */
async function search(): Promise<void> {
  const settings = config()
  const catalogue = await createCatalogue(createPortal(settings), () => {})
  const pool = plainPool(settings)
  const things = { service: catalogue.service, notOurs: (key: string) => catalogue.answers.notOurs.find(answer => answer.key === key) }
  const ask = createSearch(pool, things)
  const t = translate('el')
  const app = plainExpress()
  app.get('/services', async (req, res) => {
    const query = String(req.query.q)
    ask.forget()
    const { found, services, answers, sure } = await ask(query)
    res.render('layout', {
      ...pageBase(settings, 'el', req.originalUrl),
      handOn,
      view: 'catalogue/results',
      title: t('catalogue.search.title', { query }),
      catalogue,
      query,
      hideSearch: true,
      category: undefined,
      found: found && services.length + answers.length > 0,
      categories: catalogue.categories.filter(({ slug }) => services.some(service => service.category === slug)),
      services,
      answers,
      sure,
      isOnline,
    })
  })
  app.listen(port, '127.0.0.1')
}

/** My requests, with the session store as it comes. */
function list(): void {
  const settings = config()
  const pool = plainPool(settings)
  const store = new (pgSimple(session))({ pool, tableName: 'yardstick_session' })
  const t = translate('el')
  const complaint = complaintKind({ config: settings })
  const app = plainExpress()
  app.use(session({ secret: settings.sessionSecrets, store, resave: false, saveUninitialized: false }))
  app.get('/enter/:id', (req, res) => {
    const names = {
      username: 'bench',
      firstName: 'Μαρία',
      surname: 'Δοκιμάκη',
      email: '',
      language: 'el',
      level: 'A',
      wantsLevelB: false,
    } as const
    req.session.citizen = { kind: 'citizen', id: req.params.id, ...names }
    res.send('in')
  })
  app.get('/requests', async (req, res) => {
    const { citizen } = req.session
    if (!citizen) return void res.sendStatus(403)
    const rows = await listOwnRequests(pool, citizen.id, undefined, 21)
    res.render('layout', {
      ...withActor(pageBase(settings, 'el', req.originalUrl), citizen),
      handOn,
      view: 'requests/list',
      csrfToken: 'x'.repeat(36),
      idleSeconds: 1800,
      title: t('requests.list.title'),
      rows: rows.slice(0, 20).map(row => ({
        ...row,
        ...complaint.headline(row.subcategories, row.answers),
        shown: showNumber(row.number),
        label: t(`requests.status.${row.status}` as Parameters<typeof t>[0]),
        colour: colourOf(row.status),
      })),
      drafts: [],
      filter: noFilter,
      states: stateLinks(noFilter),
      narrowed: false,
      services: [],
      form: { values: noFilter, errors: {} },
      older: undefined,
      newest: undefined,
    })
  })
  app.listen(port, '127.0.0.1')
}

if (kind === 'bare') await bare()
if (kind === 'search') await search()
if (kind === 'list') list()
