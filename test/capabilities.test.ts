/** Who may do what: one table to read, held against the code, against every route, and against the answers people get. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Actor, roles, visitor } from '../src/access/actor.js'
import { type Capability, can, capabilities } from '../src/access/capabilities.js'
import { createApp } from '../src/app.js'
import { createCatalogue } from '../src/catalogue/catalogue.js'
import { createReadyPages } from '../src/web/ready-pages.js'
import { readHouse } from './house/files.js'
import { makeCitizen, makeStaff, signIn, signInStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit } from './support/portal.js'
import { type Route, routesOf } from './support/routes.js'

const policy = `
                          visitor level-a level-b clerk registrar supervisor finance editor administrator auditor
page:read                    x       x       x      x       x         x         x       x         x          x
catalogue:read               x       x       x      x       x         x         x       x         x          x
catalogue:read-certainty     -       -       -      x       x         x         x       x         x          x
account:register             x       x       x      x       x         x         x       x         x          x
account:activate             x       x       x      x       x         x         x       x         x          x
account:sign-in              x       x       x      x       x         x         x       x         x          x
account:sign-out             x       x       x      x       x         x         x       x         x          x
account:reset-password       x       x       x      x       x         x         x       x         x          x
account:object               x       x       x      x       x         x         x       x         x          x
account:manage               -       x       x      -       -         -         -       -         -          -
session:extend               -       x       x      x       x         x         x       x         x          x
request:prepare              x       x       x      -       -         -         -       -         -          -
request:submit               -       x       x      -       -         -         -       -         -          -
request:read                 -       x       x      -       -         -         -       -         -          -
request:mend                 -       x       x      -       -         -         -       -         -          -
desk:sign-in                 x       x       x      x       x         x         x       x         x          x
desk:enter                   -       -       -      x       x         x         x       x         x          x
desk:manage-self             -       -       -      x       x         x         x       x         x          x
desk:manage-settings         -       -       -      -       -         x         -       x         x          -
desk:read-queue              -       -       -      x       -         x         -       -         -          -
desk:read-request            -       -       -      x       -         x         -       -         -          -
desk:work-request            -       -       -      x       -         x         -       -         -          -
post:work                    -       -       -      x       -         x         -       -         -          -
verification:manage          -       x       x      -       -         -         -       -         -          -
verification:decide          -       -       -      -       x         -         -       -         -          -
staff:manage                 -       -       -      -       -         -         -       -         x          -
desk:manage-windows          -       -       -      -       -         -         -       -         x          -
audit:read                   -       -       -      -       -         -         -       -         x          x
verification:supervise       -       -       -      -       -         x         -       -         -          -
verification:revoke          -       -       -      -       -         x         -       -         -          -
paper:edit                   -       -       -      -       -         x         -       x         x          -
template:edit                -       -       -      -       -         x         -       x         x          -
verification:pause           -       -       -      -       -         -         -       -         x          -
appointment:use-link         x       x       x      x       x         x         x       x         x          x
appointment:edit-hours       -       -       -      -       -         -         -       x         x          -
holiday:edit                 -       -       -      -       -         -         -       x         x          -
setting:read-missing         -       -       -      -       -         -         -       -         x          -
`

const [people, ...rows] = policy
  .trim()
  .split('\n')
  .map(line => line.trim().split(/\s+/)) as [string[], ...string[][]]
const table = new Map(
  rows.map(([capability, ...cells]) => [capability as Capability, new Map(people.map((who, column) => [who, cells[column] === 'x']))]),
)

/** Answered to machines and to every browser alike: no person is asked for. */
const unguarded = ['/theme.css', '/healthz', '/readyz']

const citizen = {
  kind: 'citizen',
  id: '',
  username: '',
  firstName: '',
  surname: '',
  email: '',
  language: 'el',
  wantsLevelB: false,
} as const

function actorOf(who: string): Actor {
  if (who === 'visitor') return visitor
  if (who === 'level-a' || who === 'level-b') return { ...citizen, level: who === 'level-a' ? 'A' : 'B' }
  return { kind: 'staff', id: '', username: '', name: '', roles: roles.filter(role => role === who), departments: [], desk: null }
}

describe('the policy', () => {
  it('has a row for every capability and a column for everybody', () => {
    assert.deepEqual([...table.keys()].sort(), Object.keys(capabilities).sort())
    assert.deepEqual(people, ['visitor', 'level-a', 'level-b', ...roles])
    for (const cells of rows) assert.equal(cells.length, people.length + 1, cells[0])
  })

  for (const [capability, cells] of table) {
    it(`${capability}: ${[...cells]
      .filter(([, may]) => may)
      .map(([who]) => who)
      .join(', ')}`, () => {
      for (const [who, may] of cells) assert.equal(can(actorOf(who), capability), may, who)
    })
  }

  it('gives several roles the sum of what each may do, and no role nothing', () => {
    const two: Actor = { ...actorOf('clerk'), roles: ['finance', 'clerk'] } as Actor
    assert.equal(can(two, 'desk:read-queue'), true)
    assert.equal(can({ ...two, roles: [] } as Actor, 'desk:enter'), false)
  })

  it('has no capability that nothing asks for', () => {
    const asking = readHouse().filter(({ path }) => /^(src|views)\//.test(path) && path !== 'src/access/capabilities.ts')
    const unused = [...table.keys()].filter(capability => !asking.some(({ text }) => text.includes(`'${capability}'`)))
    assert.deepEqual(unused, [])
  })
})

describe('the routes', () => {
  let portal: TestPortal
  let routes: Route[]
  const visits = new Map<string, Visit>()

  before(async () => {
    portal = await startPortal()
    const catalogue = await createCatalogue(portal.portal, () => {})
    routes = routesOf(createApp(portal.portal, catalogue, createReadyPages(portal.portal.config)))
    await catalogue.close()
    visits.set('visitor', portal.visit())
    visits.set('level-a', await signIn(portal, await makeCitizen(portal)))
    visits.set('level-b', await signIn(portal, await makeCitizen(portal, { level: 'B' })))
    for (const role of roles) visits.set(role, await signInStaff(portal, await makeStaff(portal, [role], ['kathariotita'])))
  })
  after(() => portal.stop())

  it('each name one capability, before anything else is done', () => {
    const bare = routes.filter(({ path }) => !unguarded.includes(path))
    assert.ok(bare.length > 40)
    for (const { method, path, capabilities: named, guardFirst } of bare) {
      assert.equal(named.length, 1, `${method} ${path} names ${named.length}`)
      assert.ok(table.has(named[0] as Capability), `${method} ${path} names ${named[0]}`)
      assert.ok(guardFirst, `${method} ${path} does something before it asks who`)
    }
    assert.deepEqual(
      routes
        .filter(({ capabilities: named }) => named.length === 0)
        .map(({ path }) => path)
        .sort(),
      [...unguarded].sort(),
    )
  })

  it('answer GET and POST only, and each address and method once', () => {
    assert.deepEqual(
      routes.filter(({ method }) => !['get', 'post'].includes(method)),
      [],
    )
    const named = routes.map(({ method, path }) => `${method} ${path}`)
    assert.deepEqual(
      named.filter((name, index) => named.indexOf(name) !== index),
      [],
    )
  })

  it('let through who may, and nobody else, when they look', async () => {
    const wrong: string[] = []
    for (const route of routes.filter(({ method, capabilities: named }) => method === 'get' && named.length)) {
      for (const [who, visit] of visits) {
        const page = await visit.get(sample(route.path), { follow: false })
        if (verdict(page, signInFor(route, sample(route.path))) !== expected(route, who))
          wrong.push(
            `${who} GET ${route.path}: ${page.status} ${page.headers.get('location') ?? ''}, the table says ${expected(route, who)}`,
          )
      }
    }
    assert.deepEqual(wrong, [])
  })

  it('refuse who may not, when they send', async () => {
    const wrong: string[] = []
    for (const [who, visit] of visits) {
      await visit.get(who === 'visitor' || who.startsWith('level') ? '/services/kathariotita-provlima/request' : '/desk/account/password')
      assert.ok(visit.token, `${who} has no token`)
      for (const route of routes.filter(one => one.method === 'post' && expected(one, who) !== 'allowed')) {
        const page = await visit.post(sample(route.path), {}, { follow: false })
        const stale = page.text.includes('έμεινε ανοιχτή')
        if (verdict(page, signInFor(route)) !== expected(route, who) || stale)
          wrong.push(`${who} POST ${route.path}: ${page.status} ${page.headers.get('location') ?? ''}${stale ? ' (stale form)' : ''}`)
      }
    }
    assert.deepEqual(wrong, [])
  })
})

type Verdict = 'allowed' | 'asked to sign in' | 'refused'

function expected({ capabilities: [capability] }: Route, who: string): Verdict {
  if (table.get(capability as Capability)?.get(who)) return 'allowed'
  return who === 'visitor' ? 'asked to sign in' : 'refused'
}

function verdict(page: Page, signIn: string): Verdict {
  if (page.status === 303 && page.headers.get('location') === signIn) return 'asked to sign in'
  return page.status === 403 ? 'refused' : 'allowed'
}

/** Where a visitor is sent, who comes back afterwards to what was looked at. */
function signInFor({ path }: Route, looking = '/desk'): string {
  const door = path === '/desk' || path.startsWith('/desk/') ? '/desk/login' : '/login'
  return looking === '/desk' ? door : `${door}?next=${encodeURIComponent(looking)}`
}

/** An address of the route, about something that need not exist. */
function sample(path: string): string {
  const values: Record<string, string> = { slug: 'kathariotita-provlima', number: '123456789', id: '00000000-0000-4000-8000-000000000000' }
  return path.replace(/:(\w+)/g, (_all, name: string) => values[name] ?? 'x')
}
