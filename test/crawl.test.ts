/** Everybody follows every link there is, in both languages: nothing is dead, nothing changes, every page is whole. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import sharp from 'sharp'
import { headersOnce } from '../src/web/headers.js'
import { greekOn, htmlProblems } from './support/checks.js'
import { anchorsOf, crawl, type Found, isHtml } from './support/crawl.js'
import { makeCitizen, makeStaff, signIn, signInStaff } from './support/people.js'
import { startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'
import { rowsOf } from './support/rows.js'

const policy = {
  'content-security-policy':
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self';manifest-src 'self';base-uri 'none';object-src 'none';form-action 'self';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** What looking may write: that somebody is here, what was looked at, what was not found. */
const writtenByLooking = ['session', 'audit_event', 'audit_address', 'audit_link', 'search_miss', 'request_viewer']

let portal: TestPortal
let rowsBefore: Map<string, string>
let rowsAfter: Map<string, string>
const found: Found[] = []
let pages: Found[] = []

before(async () => {
  portal = await startPortal()
  const { department } = (await portal.pool.query(`select department from service where slug = 'ilektrofotismos-provlima'`)).rows[0]
  const citizen = await signIn(portal, await makeCitizen(portal))
  await report(citizen)
  const people: [string, () => Visit | Promise<Visit>, string[]][] = [
    ['visitor', () => portal.visit(), ['/', '/login', '/register', '/desk/login', '/robots.txt', '/.well-known/security.txt']],
    ['citizen', () => citizen, ['/', '/requests', '/account']],
    ['clerk', async () => signInStaff(portal, await makeStaff(portal, ['clerk'], [department])), ['/desk', '/desk/account', '/']],
    ['administrator', async () => signInStaff(portal, await makeStaff(portal, ['administrator'])), ['/desk', '/']],
  ]
  const visits = await Promise.all(people.map(async ([who, come, start]) => ({ who, visit: await come(), start })))
  await portal.deliverMail()
  rowsBefore = await rowsOf(portal, writtenByLooking)
  for (const { who, visit, start } of visits) {
    for (const lang of who === 'administrator' ? ['el'] : ['el', 'en']) {
      await visit.get(`/?lang=${lang}`)
      found.push(...(await crawl(`${who} ${lang}`, visit, start)))
    }
  }
  rowsAfter = await rowsOf(portal, writtenByLooking)
  pages = found.filter(isHtml)
})
after(() => portal.stop())

/** One report with a picture, sent; another begun. */
async function report(citizen: Visit): Promise<void> {
  const answers = { subcategory: 'lamp_out', street: 'Ξάνθου', street_number: '12', description: 'Δεν ανάβει' }
  const address = '/services/ilektrofotismos-provlima/request'
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#0b4f6c' } })
    .png()
    .toBuffer()
  const form = await citizen.get(`${address}?subcategory=lamp_out`)
  const key = valueOf(form, 'submission_key')
  const check = await citizen.postFiles(address, { ...answers, submission_key: key }, [
    { name: 'photos', filename: 'a.png', type: 'image/png', data: picture },
  ])
  assert.equal(check.path, `${address}/check`)
  await citizen.post(address, { confirmed: 'yes', submission_key: key })
  const next = await citizen.get('/services/prasino-provlima/request')
  const choice = /name="subcategory"[^>]*value="([^"]+)"/.exec(next.html)?.[1] as string
  const begun = await citizen.get(`/services/prasino-provlima/request?subcategory=${choice}`)
  await citizen.post('/services/prasino-provlima/request', {
    ...answers,
    subcategory: choice,
    submission_key: valueOf(begun, 'submission_key'),
  })
}

function none(offences: string[]): void {
  const once = [...new Set(offences)]
  assert.equal(once.length, 0, `\n${once.slice(0, 60).join('\n')}\n(${once.length})\n`)
}

const where = ({ who, path, from }: Found) => `${who} ${path}${from ? ` (from ${from})` : ''}`
const wrong = (list: Found[], is: (page: Found) => unknown) => none(list.filter(is).map(page => `${where(page)}: ${is(page)}`))
const titleOf = ({ html }: Found) => /<title>([\s\S]*?)<\/title>/.exec(html)?.[1] ?? ''
const isEnglish = ({ who }: Found) => who.endsWith(' en')

describe('whoever follows the links', () => {
  it('sees many pages', () => {
    for (const who of ['visitor el', 'visitor en', 'citizen el', 'citizen en', 'clerk el', 'clerk en']) {
      const seen = new Set(pages.filter(page => page.who === who).map(({ path }) => path))
      assert.ok(seen.size >= 60, `${who} saw ${seen.size}`)
    }
    assert.ok(pages.some(({ path }) => /^\/requests\/\d{9}/.test(path)))
    assert.ok(pages.some(({ path }) => /^\/desk\/requests\/\d{9}/.test(path)))
    assert.ok(found.some(({ headers }) => headers.get('content-type') === 'image/jpeg'))
  })

  it('meets no dead link and no fault', () => wrong(found, ({ status }) => status !== 200 && status))

  it('finds the place on the page that a link names', () => {
    const byPath = new Map(pages.map(page => [page.who + page.asked, page]))
    wrong(pages, page =>
      anchorsOf(page)
        .filter(([path, id]) => byPath.has(page.who + path) && !byPath.get(page.who + path)?.html.includes(` id="${id}"`))
        .map(([path, id]) => `${path}#${id}`)
        .join(' '),
    )
  })

  it('sees the same when the page was kept ready', async () => {
    const kept = pages.filter(({ who, headers }) => who === 'visitor el' && headers.get('cache-control') === 'public, no-cache')
    assert.ok(kept.length > 5)
    const visit = portal.visit()
    for (const page of kept.slice(0, 20)) {
      const again = await visit.get(page.asked)
      assert.equal(again.html, page.html, page.asked)
      for (const name of ['content-type', 'content-security-policy', 'referrer-policy', 'cache-control'])
        assert.equal(again.headers.get(name), page.headers.get(name), `${page.asked} ${name}`)
      assert.equal(
        (await visit.get(page.asked, { headers: { 'if-none-match': again.headers.get('etag') as string } })).status,
        304,
        page.asked,
      )
    }
  })

  it('changes nothing by looking', () => {
    none([...rowsBefore].filter(([table, state]) => rowsAfter.get(table) !== state).map(([table]) => table))
    assert.ok(rowsBefore.size > 15)
  })
})

describe('every page', () => {
  it('has one heading of the first order', () =>
    wrong(pages, ({ html }) => html.match(/<h1[\s>]/g)?.length !== 1 && `${html.match(/<h1[\s>]/g)?.length ?? 0} h1`))

  it('has a title of its own, with the municipality’s name', () => {
    const { el, en } = portal.portal.config.municipality.name
    wrong(pages, page => !titleOf(page).endsWith(` – ${isEnglish(page) ? en : el}`) && titleOf(page))
    const titles = new Map<string, Set<string>>()
    for (const page of pages) {
      const title = `${page.who} ${titleOf(page)}`
      titles.set(title, (titles.get(title) ?? new Set()).add(page.path.replace(/\?.*/, '')))
    }
    none([...titles].filter(([, paths]) => paths.size > 1).map(([title, paths]) => `${title}: ${[...paths].join(' ')}`))
  })

  it('says its language', () =>
    wrong(pages, page => /<html lang="(\w+)"/.exec(page.html)?.[1] !== (isEnglish(page) ? 'en' : 'el') && page.html.slice(0, 60)))

  it('is English in English, but for names and what people wrote', () => wrong(pages.filter(isEnglish), page => greekOn(page.html)))

  it('has no hole where a value or a text belongs', () => {
    const areas = 'accounts|catalogue|common|complaints|desk|errors|fields|mail|pages|requests|second-factor|staff|access-log'
    const hole = new RegExp(`\\{\\{|\\}\\}|\\bundefined\\b|\\bNaN\\b|\\[object |Invalid Date|\\bnull\\b|\\b(${areas})(\\.[a-z]\\w+)+`)
    // Ready texts are written with the names of what goes in.
    wrong(pages, ({ text, path }) => hole.exec(path.startsWith('/desk/templates') ? text.replace(/\{\{\w+\}\}/g, '') : text)?.[0])
  })

  it('has a token in every form that changes something', () =>
    wrong(pages, ({ html }) =>
      [...html.matchAll(/<form\b[^>]*method="post"[\s\S]*?<\/form>/g)]
        .filter(([form]) => !/name="_csrf" value="[^"]{20,}"/.test(form))
        .map(([form]) => form.slice(0, 80))
        .join(' '),
    ))

  it('holds no script, style or handler of its own', () =>
    wrong(
      pages,
      ({ html }) => /<style|\sstyle="|\son[a-z]+="|<script(?![^>]*\ssrc=")[^>]*>|<script[^>]*>[^<]|javascript:/i.exec(html)?.[0],
    ))

  it('is valid HTML', { timeout: 300_000 }, async () => {
    const problems: string[] = []
    for (const page of samples(pages)) problems.push(...(await htmlProblems(page.html)).map(problem => `${where(page)}: ${problem}`))
    none(problems)
  })
})

/** All that a Greek visitor sees; for the others a few of each kind of page. */
function samples(list: Found[]): Found[] {
  const kinds = new Map<string, number>()
  return list.filter(({ who, path }) => {
    const kind = `${who} ${path.replace(/\?.*/, '').replace(/^((?:\/desk)?\/\w+)\/[^/]+/, '$1/:one')}`
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    return who === 'visitor el' || (kinds.get(kind) as number) <= 3
  })
}

describe('every answer', () => {
  it('carries the same headers', () => {
    wrong(
      found.filter(({ path }) => !/^\/(desk\/)?(photos|attachments)\//.test(path)),
      ({ headers }) =>
        Object.entries(policy)
          .filter(([name, value]) => headers.get(name) !== value)
          .map(([name]) => `${name}: ${headers.get(name)}`)
          .join(' '),
    )
    wrong(found, ({ headers }) => headers.get('x-content-type-options') !== 'nosniff' && 'sniffed')
  })

  it('tells other places nothing about where people were', () =>
    wrong(
      found,
      ({ headers }) => !/^(same-origin|no-referrer)$/.test(headers.get('referrer-policy') ?? '') && headers.get('referrer-policy'),
    ))

  it('names its kind and its letters', () =>
    wrong(
      found,
      ({ headers, path }) =>
        !/charset=utf-8|^image\/|^font\/|^application\/(manifest\+)?json/i.test(headers.get('content-type') ?? '') &&
        `${path} ${headers.get('content-type')}`,
    ))

  it('tells nothing of the machinery and opens to no other site', () =>
    wrong(found, ({ headers }) => [...headers.keys()].filter(name => /^(x-powered-by|server|access-control-)/.test(name)).join(' ')))

  it('stays nowhere when somebody has a session', () => {
    const isKept = ({ path }: Found) => /^\/(build\/|\.well-known\/|[\w.-]+\.(svg|css|txt|webmanifest|ico|png)$)/.test(path)
    const dynamic = found.filter(page => !isKept(page))
    wrong(
      dynamic.filter(({ who }) => !who.startsWith('visitor')),
      ({ headers }) => headers.get('cache-control') !== 'no-store' && (headers.get('cache-control') ?? 'says nothing of caches'),
    )
    wrong(
      dynamic,
      ({ headers }) =>
        !/^(no-store|public, no-cache)$/.test(headers.get('cache-control') ?? '') &&
        (headers.get('cache-control') ?? 'says nothing of caches'),
    )
  })

  it('in production asks for https for two years, here and below', () => {
    const headers = headersOnce({ tileUrl: '', production: true })
    assert.equal(headers['Strict-Transport-Security'], 'max-age=63072000; includeSubDomains')
    assert.match(headers['Content-Security-Policy'] ?? '', /;upgrade-insecure-requests$/)
  })
})
