/** The portal as it stands in a town hall: behind TLS, without anything of the demo, with nobody in it yet. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ChildPortal, childPortal } from '../support/child-portal.js'
import { type DurableDatabase, durableDatabase } from '../support/durable-database.js'
import { makeCitizen } from '../support/people.js'
import { type Page, Visit } from '../support/portal.js'

const publicUrl = 'https://thyrida.example.org'

let database: DurableDatabase
let portal: ChildPortal
before(async () => {
  database = await durableDatabase()
  portal = await childPortal(database, {
    settings: { NODE_ENV: 'production', PUBLIC_URL: publicUrl, TRUST_PROXY: 'loopback', LOG_LEVEL: 'info' },
  })
  await portal.start()
})
after(() => portal?.stop())

/** Through the TLS front, which says so. */
const come = () => new Visit(portal.url, { 'x-forwarded-proto': 'https', 'x-forwarded-for': '10.1.2.3', origin: publicUrl })

describe('a real portal', { concurrency: false }, () => {
  it('begins with nobody in it, and nothing of the demo', async () => {
    const { rows } = await portal.pool.query(
      `select (select count(*) from citizen)::int as citizens, (select count(*) from staff)::int as staff`,
    )
    assert.deepEqual(rows, [{ citizens: 0, staff: 0 }])
    const page = await come().get('/')
    assert.equal(page.status, 200)
    assert.doesNotMatch(page.html, /class="demo"/)
    for (const [username, password] of [
      ['admin', 'admin'],
      ['demo', 'demo'],
      ['administrator', 'password'],
      ['thyrida', 'thyrida'],
    ]) {
      const visit = come()
      await visit.get('/desk/login')
      assert.equal((await visit.post('/desk/login', { username: username as string, password: password as string })).status, 422)
    }
  })

  it('asks every browser for https for two years, on every answer', async () => {
    const css = /href="(\/build\/[^"]+\.css)"/.exec((await come().get('/')).html)?.[1] as string
    for (const path of ['/', '/', '/login', '/nowhere', '/robots.txt', '/theme.css', css, '/%00']) {
      const { headers } = await come().get(path)
      assert.equal(headers.get('strict-transport-security'), 'max-age=63072000; includeSubDomains', path)
      assert.match(headers.get('content-security-policy') ?? '', /upgrade-insecure-requests/)
    }
  })

  it('gives each cookie to this host alone, over TLS alone', async () => {
    const person = await makeCitizen(portal)
    const visit = come()
    const pages: Page[] = [await visit.get('/?lang=en'), await visit.get('/login')]
    pages.push(await visit.post('/login', { username: person.username, password: person.password }, { follow: false }))
    pages.push(await visit.get('/requests'))
    assert.equal(pages.at(-1)?.path, '/requests')
    pages.push(await visit.post('/logout', {}, { follow: false }))
    const lines = pages.flatMap(({ headers }) => headers.getSetCookie())
    assert.deepEqual([...new Set(lines.map(line => line.slice(0, line.indexOf('='))))].sort(), [
      '__Host-device',
      '__Host-lang',
      '__Host-sid',
    ])
    for (const line of lines) {
      for (const word of [/; Secure/, /; HttpOnly/, /; SameSite=Lax/, /; Path=\/(;|$)/]) assert.match(line, word)
      assert.doesNotMatch(line, /; Domain=/i)
    }
  })

  it('takes no form over plain http, and does not lead it on', async () => {
    const person = await makeCitizen(portal)
    const visit = new Visit(portal.url, { origin: publicUrl })
    const page = await visit.get('/login')
    assert.deepEqual(page.headers.getSetCookie(), [])
    const answer = await visit.post('/login', { username: person.username, password: person.password }, { follow: false })
    assert.equal(answer.status, 403)
    assert.equal(answer.headers.get('location'), null)
  })

  it('believes in an address only what its own front says', async () => {
    const { rows } = await portal.pool.query('select distinct address from audit_address')
    assert.deepEqual(rows, [{ address: '10.1.2.3' }])
  })

  it('logs that it started, and no secret', () => {
    const started = portal.log.find(({ msg }) => msg === 'app.started')
    assert.deepEqual(Object.keys(started ?? {}).sort(), ['host', 'level', 'msg', 'port', 'time'])
    assert.deepEqual(
      portal.log.filter(({ text }) => text !== undefined),
      [],
    )
  })
})
