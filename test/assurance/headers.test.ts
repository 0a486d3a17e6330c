/** Every kind of answer, mistakes first: what its head says, which methods it knows, and what is not there to be found. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { ownPath } from '../../src/web/see-other.js'
import { service } from '../support/doors.js'
import { makeCitizen, signIn } from '../support/people.js'
import { startPortal, type TestPortal, type Visit } from '../support/portal.js'
import { tryPassword } from '../support/registering.js'

let portal: TestPortal
let citizen: Visit
before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_SIGN_UP_ADDRESS_HOUR: '0' })
  citizen = await signIn(portal, await makeCitizen(portal))
})
after(() => portal.stop())

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string }

/** As typed: nothing in the address is tidied. */
function ask(path: string, method = 'GET', headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  const { hostname, port } = new URL(portal.url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, answer => {
      let text = ''
      answer
        .setEncoding('utf8')
        .on('data', piece => {
          text += piece
        })
        .on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
    })
    sent.on('error', reject).end(body)
  })
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('the head of every answer, of mistakes too,', () => {
  const answers: Record<string, () => Promise<Answer>> = {
    'a page': () => ask('/'),
    'a page kept ready': () => ask('/').then(() => ask('/')),
    'a page of somebody': () => ask('/requests', 'GET', { cookie: cookieOf(citizen) }),
    'a style': () => ask('/theme.css'),
    'a file': () => ask('/robots.txt'),
    'a built file': async () => ask(/href="(\/build\/[^"]+\.css)"/.exec((await ask('/')).body)?.[1] as string),
    'a machine’s question': () => ask('/healthz'),
    '303': () => ask('/requests'),
    '400': () => ask('/%00'),
    '403': () => ask('/login', 'POST', form, 'username=x'),
    '404': () => ask('/nowhere'),
    '404 of a file': () => ask('/build/nothing.js'),
    '405': () => ask('/', 'PUT'),
    '413': () => ask('/login', 'POST', form, 'a'.repeat(70_000)),
    '422': async () => posted('/login', {}),
    '429': async () => posted('/password/forgot', { email: 'a@example.org' }),
    '500': () => faulty(),
  }

  for (const [what, get] of Object.entries(answers)) {
    it(`keeps scripts, frames, guesses of kind and other sites out: ${what}`, async () => {
      const { status, headers } = await get()
      if (/^\d/.test(what)) assert.equal(status, Number(what.slice(0, 3)))
      const policy = String(headers['content-security-policy'])
      for (const rule of [
        "default-src 'none'",
        "script-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ])
        assert.ok(policy.split(';').includes(rule), `${rule} is not in ${policy}`)
      assert.doesNotMatch(policy, /unsafe|\*|https?:/)
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['x-frame-options'], 'DENY')
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
      assert.match(String(headers['referrer-policy']), /^(same-origin|no-referrer)$/)
      assert.equal(headers['x-powered-by'] ?? headers.server, undefined)
      if (status !== 303) assert.match(String(headers['content-type']), /charset=utf-8$/i)
      if (status >= 400 && status !== 404 && status !== 405) assert.equal(headers['cache-control'], 'no-store')
    })
  }

  it('opens to no other site that asks', async () => {
    for (const origin of ['https://evil.example', 'null', portal.url])
      for (const path of ['/', '/requests', '/theme.css', '/healthz', '/services?q=kados']) {
        const { headers } = await ask(path, 'GET', { origin, 'access-control-request-method': 'POST', cookie: cookieOf(citizen) })
        assert.deepEqual(
          Object.keys(headers).filter(name => name.startsWith('access-control')),
          [],
          path,
        )
      }
  })

  it('tells no address of a link on to anybody', async () => {
    for (const path of ['/activate', '/password/reset', '/account/not-me', '/login/unlock', '/account/email/confirm'])
      for (const query of ['', '?token=abc']) {
        const { headers, body } = await ask(path + query)
        assert.equal(headers['referrer-policy'], 'no-referrer', path + query)
        assert.doesNotMatch(body, /href="[^"]*token=abc(?!&amp;lang|&lang)/, `${path} repeats the token in a link`)
      }
  })

  function cookieOf(visit: Visit): string {
    return [...visit.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async function posted(path: string, fields: Record<string, string>): Promise<Answer> {
    const visit = portal.visit()
    await visit.get(path)
    const page = await visit.post(path, fields)
    return { status: page.status, headers: Object.fromEntries(page.headers), body: page.html }
  }

  async function faulty(): Promise<Answer> {
    await portal.pool.query('alter table draft rename to gone')
    try {
      return await ask('/requests', 'GET', { cookie: cookieOf(citizen) })
    } finally {
      await portal.pool.query('alter table gone rename to draft')
    }
  }
})

describe('a method', () => {
  for (const method of ['TRACE', 'TRACK', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'SEARCH'].filter(one => one !== 'TRACK'))
    it(`${method} is answered 405 everywhere, and changes and repeats nothing`, async () => {
      for (const path of ['/', '/login', '/logout', '/healthz', '/theme.css', '/robots.txt', '/desk', service, '/nowhere']) {
        const { status, headers, body } = await ask(path, method, { 'x-secret': 'zz-repeated', cookie: 'sid=zz-repeated' })
        assert.equal(status, 405, path)
        assert.equal(headers.allow, 'GET, HEAD, POST', path)
        assert.doesNotMatch(body, /zz-repeated/)
      }
    })

  it('HEAD says what GET says, without the page', async () => {
    for (const path of ['/', '/login', '/healthz', '/nowhere']) {
      const [head, get] = [await ask(path, 'HEAD'), await ask(path)]
      assert.deepEqual([head.status, head.body], [get.status, ''], path)
      assert.equal(head.headers['content-security-policy'], get.headers['content-security-policy'])
    }
  })
})

describe('what is not there', () => {
  const hidden = [
    '/.git/config', '/.git/HEAD', '/.env', '/.ci/run', '/.well-known/', '/.well-known/nothing', '/.DS_Store', '/build/.hidden',
    '/package.json', '/package-lock.json', '/Dockerfile', '/docker-compose.yml', '/src/config.ts', '/dist/server.js', '/node_modules/express/package.json',
    '/migrations/0001_role-and-search.sql', '/views/layout.ejs', '/test/support/run.ts', '/docs/keys.md', '/README.md', '/.demo/settings.json',
    '/build/', '/build', '/build/app.js.map', '/build/app.css.map', '/build/../../package.json', '/build/..%2f..%2fpackage.json', '/..%2fpackage.json',
    '/%2e%2e/package.json', '/%2e%2e%2fpackage.json', '/..%5cpackage.json', '/build/%2e%2e/%2e%2e/src/config.ts', '/admin', '/metrics', '/debug', '/status', '/server-status',
    '/swagger.json', '/graphql', '/api', '/phpinfo.php', '/wp-login.php', '/index.php', '/demo', '/mail', '/dev', '/backup.sql', '/dump.sql', '/build/manifest.json~',
  ] // biome-ignore format: a list
  for (const path of hidden) {
    it(`${path} is answered 404, and not with a list`, async () => {
      const { status, body } = await ask(path)
      assert.equal(status, 404)
      assert.doesNotMatch(body, /Index of|"dependencies"|create table|\[core\]|postgres:\/\//)
    })
  }

  it('no built file names the sources it was made of', async () => {
    const { body } = await ask('/')
    for (const [, path] of body.matchAll(/(?:href|src)="(\/build\/[^"]+\.(?:css|js))"/g)) {
      const file = await ask(path as string)
      assert.equal(file.status, 200)
      assert.doesNotMatch(file.body, /sourceMappingURL|\/\*# source|node_modules\//, path)
      assert.equal(file.headers.sourcemap, undefined)
      assert.equal((await ask(`${path}.map`)).status, 404)
    }
  })

  it('machines hear «ok» and nothing more', async () => {
    for (const path of ['/healthz', '/readyz'])
      assert.deepEqual([(await ask(path)).body, (await ask(`${path}?verbose=1`)).body], ['ok', 'ok'])
  })

  it('odd addresses are answered with a page', async () => {
    const odd = [
      '/%',
      '/%ff',
      '/%c0%80',
      '/services/%c0%af',
      '/requests/%E0%A4%A',
      '/services/__proto__',
      '/services/constructor',
      '/services/toString',
      '/services/..%2f..',
      `/${'a'.repeat(7000)}`,
      '/services?q[]=1',
      '/services?q=1&q=2',
      '/services?__proto__[x]=1',
      '/?lang[]=en',
      '/?lang=__proto__',
      '/services?category=__proto__',
      '/services?event=constructor',
      '/bag?s=__proto__&s=constructor',
      `/bag?${'s=x&'.repeat(500)}`,
      '/requests/9999999999999999999',
      '/requests/1e309',
      '/photos/1',
      '/attachments/1',
      `/services?q=${'%F0%9F%98%80'.repeat(200)}`,
      '/services?q=%2500',
      '/services?q=%E2%80%A8',
      '/services?q=%5C',
      `/services?q=${"'".repeat(50)}`,
      '/services?q=%25_%25',
      '/?lang=en%0d%0aSet-Cookie:a=b',
      ' /'.trim(),
      '/services;a=b',
      '/services//',
      '/./services',
    ]
    for (const path of odd)
      for (const headers of [{}, { cookie: [...citizen.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }]) {
        const { status, headers: given } = await ask(path, 'GET', headers as Record<string, string>)
        assert.ok(status < 500, `${path}: ${status}`)
        assert.doesNotMatch(String(given['set-cookie'] ?? ''), /a=b/)
      }
    for (const at of [
      '2026-02-30T00:00:00.000Z',
      '0000-01-01T00:00:00.000Z',
      '2026-01-01T24:00:00.000Z',
      '9999-99-99T99:99:99.999Z',
      '+275760-09-13T00:00:00.000Z',
    ])
      assert.equal((await citizen.get(`/requests?before=${encodeURIComponent(at)}_00000000-0000-4000-8000-000000000000`)).status, 200, at)
  })
})

describe('an address that leads elsewhere', () => {
  const elsewhere = [
    '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example', 'https://evil.example', 'https:evil.example', 'javascript:alert(1)',
    'data:text/html,x', '/.//evil.example', '/..//evil.example', '/x/..//evil.example', '/%2e//evil.example', '/desk/..//evil.example', '/%5cevil.example/..//x.example', ' //evil.example', '/\u2028/evil.example', '/\r\nSet-Cookie: a=b', '', '?x', '#x', 'evil.example',
  ] // biome-ignore format: a list

  for (const path of elsewhere) {
    it(`${JSON.stringify(path)} is never one of ours`, async () => {
      const own = ownPath(path)
      assert.match(own, /^\/(?![/\\])/)
      assert.equal(new URL(own, portal.url).origin, portal.url)
      const person = await makeCitizen(portal)
      const visit = portal.visit()
      const asked = await visit.get(`/login?next=${encodeURIComponent(path)}`)
      assert.doesNotMatch(asked.html, /value="(\/\/|\/\\|https?:|javascript:|data:)/)
      const page = await tryPassword(visit, person.username, person.password, { next: path })
      assert.equal(new URL(page.url).origin, portal.url)
      const again = await visit.get(`/account/confirm?next=${encodeURIComponent(path)}`)
      assert.doesNotMatch(again.html, /value="(\/\/|\/\\|https?:|javascript:|data:)/)
      const confirmed = await visit.post('/account/confirm', { password: person.password, next: path }, { follow: false })
      assert.equal(confirmed.status, 303)
      assert.equal(new URL(confirmed.headers.get('location') as string, portal.url).origin, portal.url)
      const desk = await portal.visit().get(`/desk/login?next=${encodeURIComponent(path)}`)
      assert.equal(desk.status, 200)
    })
  }

  it('is not made of the address that was asked for', async () => {
    for (const path of [
      '//evil.example',
      '//evil.example/x',
      '//evil.example/..',
      '/\\evil.example',
      '/.//evil.example',
      'http://evil.example/',
      '///evil.example',
    ])
      for (const host of ['evil.example', new URL(portal.url).host]) {
        const { status, headers, body } = await ask(path, 'GET', { host, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' })
        assert.ok(status < 500, path)
        assert.doesNotMatch(String(headers.location ?? ''), /evil/)
        assert.doesNotMatch(body, /(href|src|action)="[^"]*evil\.example/, path)
      }
  })

  it('is none of those that redirects lead to', async () => {
    for (const path of [
      '/requests',
      '/account',
      '/desk',
      '/desk/requests',
      '/photos/1',
      '/requests?x=//evil.example',
      '/account?next=//evil.example',
    ]) {
      const { status, headers } = await ask(path, 'GET', { host: 'evil.example' })
      assert.equal(status, 303, path)
      assert.match(String(headers.location), /^\/(desk\/)?login(\?next=%2F[^/\\]*)?$/, path)
    }
  })
})

describe('a request that two machines could read in two ways', () => {
  /** Sent byte by byte as it stands; everything that comes back until the end. */
  function raw(text: string): Promise<string> {
    const { hostname, port } = new URL(portal.url)
    return new Promise((resolve, reject) => {
      let answer = ''
      const socket = connect(Number(port), hostname, () => socket.end(text))
      socket.setEncoding('latin1').on('data', piece => {
        answer += piece
      })
      socket.on('close', () => resolve(answer)).on('error', reject)
    })
  }

  const head = 'POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n'
  const smuggled = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'
  const unclear: Record<string, string> = {
    'two lengths': `${head}Content-Length: 0\r\nContent-Length: 5\r\n\r\nabcde`,
    'a length and pieces': `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'pieces of an unknown kind': `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'a length that is no number': `${head}Content-Length: 5x\r\n\r\nabcde`,
    'a negative length': `${head}Content-Length: -1\r\n\r\n`,
    'a space before the colon': `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'a folded line': `${head}X: a\r\n b\r\nContent-Length: 0\r\n\r\n`,
    'no host': 'GET / HTTP/1.1\r\n\r\n',
    'a piece that lies': `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`,
    'a head without end': `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    'another protocol': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  }
  for (const [what, text] of Object.entries(unclear)) {
    it(`(${what}) is refused, and nothing behind it is answered`, async () => {
      const answer = await raw(text)
      assert.match(answer, /^HTTP\/1\.1 4\d\d /)
      assert.equal(answer.match(/HTTP\/1\.1 /g)?.length, 1)
      assert.doesNotMatch(answer, /\r\n\r\nok/)
    })
  }
})
