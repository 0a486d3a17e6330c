/** Every form, forged in every way that is known; filled with more than it asks; filled with what is no text. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, answers, type Door, listRoutes, picture, type Scene, sendRaw, service, setScene } from '../support/doors.js'
import { makeCitizen, signIn } from '../support/people.js'
import { startPortal, type TestPortal, Visit } from '../support/portal.js'
import { rowsOf } from '../support/rows.js'

let portal: TestPortal
let scene: Scene
let stranger: Visit
before(async () => {
  portal = await startPortal({ JOBS: 'off' })
  scene = await setScene(portal)
  stranger = await signIn(portal, await makeCitizen(portal))
  await stranger.get('/account')
})
after(() => portal.stop())

const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
const bodyOf = (fields: Record<string, string>, token?: string) =>
  new URLSearchParams({ ...fields, ...(token ? { _csrf: token } : {}) }).toString()

function multipart(fields: Record<string, string>, token?: string): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...fields, ...(token ? { _csrf: token } : {}) })) form.append(name, value)
  return form
}

type Forgery = (visit: Visit, door: Door) => Promise<Answer>
const tokenOf = (visit: Visit) => visit.token as string
const send = (visit: Visit, path: string, body: string, headers: Record<string, string> = {}) =>
  sendRaw(visit, path, { method: 'POST', body, headers: { ...urlencoded, ...headers } })

/** Those about the token say nothing of where they come from, as an old browser; those about the place have the right token. */
const forgeries: Record<string, Forgery> = {
  'without a token': (visit, { path, fields }) => send(visit, path, bodyOf(fields)),
  'with an empty token': (visit, { path, fields }) => send(visit, path, `${bodyOf(fields)}&_csrf=`),
  'with the token of somebody else’s session': (visit, { path, fields }) => send(visit, path, bodyOf(fields, tokenOf(stranger))),
  'with the token in the address alone': (visit, { path, fields }) =>
    send(visit, `${path}?_csrf=${encodeURIComponent(tokenOf(visit))}`, bodyOf(fields)),
  'with the token in a header alone': (visit, { path, fields }) =>
    send(visit, path, bodyOf(fields), { 'x-csrf-token': tokenOf(visit), 'csrf-token': tokenOf(visit) }),
  'with the token twice': (visit, { path, fields }) => send(visit, path, `${bodyOf(fields, tokenOf(visit))}&_csrf=x`),
  'with the token and no session': (visit, { path, fields }) => send(new Visit(visit.base), path, bodyOf(fields, tokenOf(visit))),
  'from another site': (visit, { path, fields }) => send(visit, path, bodyOf(fields, tokenOf(visit)), { origin: 'https://evil.example' }),
  'from a page that a browser calls foreign': (visit, { path, fields }) =>
    send(visit, path, bodyOf(fields, tokenOf(visit)), { 'sec-fetch-site': 'cross-site' }),
  'from a neighbouring site': (visit, { path, fields }) =>
    send(visit, path, bodyOf(fields, tokenOf(visit)), { 'sec-fetch-site': 'same-site' }),
  'as JSON': (visit, { path, fields }) =>
    sendRaw(visit, path, {
      method: 'POST',
      body: JSON.stringify({ ...fields, _csrf: tokenOf(visit) }),
      headers: { 'content-type': 'application/json' },
    }),
  'as plain text that reads like a form': (visit, { path, fields }) =>
    sendRaw(visit, path, { method: 'POST', body: bodyOf(fields, tokenOf(visit)), headers: { 'content-type': 'text/plain' } }),
  'in parts, without a token or where no parts are taken': (visit, door) =>
    sendRaw(visit, door.path, { method: 'POST', body: multipart(door.fields, door.multipart ? undefined : tokenOf(visit)) }),
}

const everyDoor = async (look: (door: Door, visit: Visit) => Promise<string | undefined>, doors = scene.doors): Promise<void> => {
  const wrong: string[] = []
  for (const door of doors) {
    const found = await look(door, scene.visits[door.who])
    if (found) wrong.push(`${door.who} ${door.route}: ${found}`)
  }
  assert.deepEqual(wrong, [])
}

describe('a forged form', () => {
  it('is tried on every address that takes forms', async () => {
    const posts = (await listRoutes(portal)).filter(({ method }) => method === 'post').map(({ path }) => path)
    const known = new Set(scene.doors.map(({ route }) => route))
    assert.deepEqual(
      posts.filter(path => !known.has(path)),
      [],
    )
    assert.ok(posts.length > 30)
  })

  for (const [how, forge] of Object.entries(forgeries)) {
    it(`${how} is refused everywhere and changes nothing`, async () => {
      const earlier = await rowsOf(portal, ['session'])
      await everyDoor(async (door, visit) => {
        const { status } = await forge(visit, door)
        return [400, 403].includes(status) ? undefined : String(status)
      })
      assert.deepEqual(await rowsOf(portal, ['session']), earlier)
    })
  }

  it('that the browser calls ours is believed about its text alone, which waits in a draft', async () => {
    const visit = portal.visit()
    const { path, fields } = scene.doors[0] as Door
    const earlier = await rowsOf(portal, ['session'])
    const answer = await send(visit, path, bodyOf(fields), { origin: portal.url, 'sec-fetch-site': 'same-origin' })
    assert.equal(answer.headers.get('location'), `${path}/check`)
    assert.deepEqual(await rowsOf(portal, ['session']), earlier)
  })
})

describe('a form with more than it asks', () => {
  const marker = 'zz-more-than-asked'
  const extras: [string, string][] = [
    ...['role', 'roles', 'level', 'verified', 'status', 'is_admin', 'id', 'citizen_id', 'staff_id', 'wrong_passwords'].map(
      (name): [string, string] => [name, marker],
    ),
    ['level', 'B'],
    ['status', 'active'],
    ['user[role]', marker],
    ['roles[]', 'administrator'],
    ['constructor', marker],
    ['constructor[prototype][level]', 'B'],
  ]
  const asking = () => scene.doors.filter(({ who, fields }) => who !== 'clerk' && Object.keys(fields).length > 0)

  async function rights(): Promise<unknown> {
    const citizens = await portal.pool.query('select id, level, status, activated_at, wrong_passwords from citizen order by id')
    const staff = await portal.pool.query('select id, roles, departments, status from staff order by id')
    return { citizens: citizens.rows, staff: staff.rows }
  }

  async function tablesWith(text: string): Promise<string[]> {
    const { rows } = await portal.pool.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`)
    const found = await Promise.all(
      rows.map(async ({ name }) => ({
        name,
        ...(await portal.pool.query(`select from "${name}" t where t::text like $1`, [`%${text}%`])),
      })),
    )
    return found.filter(({ rowCount }) => rowCount).map(({ name }) => name)
  }

  it('gives nobody a right, and is kept nowhere', async () => {
    const earlier = await rights()
    for (const { who, path, fields, multipart: inParts } of asking()) {
      const visit = scene.visits[who]
      for (const [name, value] of extras) {
        const body = `${bodyOf(fields, tokenOf(visit))}&${encodeURIComponent(name)}=${value}`
        const { status } = await send(visit, path, body)
        assert.ok(status < 500, `${path} ${name}: ${status}`)
        if (name.includes('[')) assert.equal(status, 400, `${path} ${name}`)
        if (!inParts) continue
        const parts = await sendRaw(visit, path, { method: 'POST', body: multipart({ ...fields, [name]: value }, tokenOf(visit)) })
        assert.ok(parts.status < 500 && (parts.status === 400) === name.includes('['), `${path} ${name} in parts: ${parts.status}`)
      }
    }
    assert.deepEqual(await rights(), earlier)
    assert.deepEqual(await tablesWith(marker), [])
  })

  it('and that reaches for what every object has changes none', async () => {
    const earlier = await rights()
    const { citizen } = scene.visits
    const { path, fields } = scene.doors.find(({ route }) => route === '/account/details') as Door
    for (const name of ['__proto__', '__proto__[level]', 'constructor[prototype][level]', 'toString', 'hasOwnProperty']) {
      const { status } = await send(citizen, path, `${bodyOf(fields, tokenOf(citizen))}&${encodeURIComponent(name)}=B`)
      assert.ok(status < 500, `${name}: ${status}`)
      assert.ok(
        (await sendRaw(citizen, service, { method: 'POST', body: multipart({ ...answers, [name]: 'B' }, tokenOf(citizen)) })).status < 500,
        name,
      )
    }
    assert.equal(({} as Record<string, unknown>).level, undefined)
    assert.equal(Object.keys(Object.prototype).length, 0)
    assert.deepEqual(await rights(), earlier)
  })
})

describe('a form with what is no text', () => {
  const odd: Record<string, string> = {
    'U+0000': 'a%00b',
    'U+2028': 'a%E2%80%A8b',
    'an overlong sequence': '%C0%AF%C0%AE',
    'half a character': '%ED%A0%80',
    'not UTF-8': '%FF%FE',
    'a broken escape': '%',
    'a number beyond numbers': '1e309',
    'a number beyond 32 bits': '4294967296',
    'a number beyond 64 bits': '9223372036854775808',
    'a negative one': '-1',
    'other digits': '%D9%A3%D9%A4',
    'thirty thousand letters': 'a'.repeat(30_000),
    'letters turned round': '%E2%80%AEabc',
    'an escape of an escape': '%2500%253Cscript%253E',
  }

  /** Without fields there is nothing to fill in wrongly: such a form would do what it asks for. */
  const asking = () => scene.doors.filter(({ fields }) => Object.keys(fields).length > 0)

  for (const [what, value] of Object.entries(odd)) {
    it(`such as ${what} in each field is answered by a page`, () =>
      everyDoor(async ({ path, fields }, visit) => {
        const body = Object.keys(fields).map(name => `${name}=${value}`)
        const { status } = await send(visit, path, [...body, bodyOf({}, tokenOf(visit))].join('&'))
        return status < 500 ? undefined : String(status)
      }, asking()))
  }

  it('and with U+0000 goes no further', async () => {
    const { status } = await send(scene.visits.visitor, '/login', `username=a%00b&password=x&${bodyOf({}, tokenOf(scene.visits.visitor))}`)
    assert.equal(status, 400)
    for (const path of ['/services?q=%00', '/requests/%00', '/%00']) assert.equal((await portal.visit().get(path)).status, 400, path)
  })

  /** A draft keeps what was typed, right or wrong; a code is asked for only after the password; no such session is one that has ended. */
  const forgiving = ['/services/:slug/request', '/login/code', '/desk/login/code', '/desk/account/sessions/end']

  it('or with a value twice where one is due is never taken', () =>
    everyDoor(
      async ({ path, fields }, visit) => {
        const earlier = await rowsOf(portal, [
          'session',
          'rate_limit',
          'audit_event',
          'audit_address',
          'sign_in',
          'citizen',
          'request_viewer',
        ])
        for (const name of Object.keys(fields)) {
          const { status } = await send(visit, path, `${bodyOf(fields, tokenOf(visit))}&${name}=x`)
          if (status < 400 || status >= 500) return `${name} ${status}`
        }
        assert.deepEqual(
          await rowsOf(portal, ['session', 'rate_limit', 'audit_event', 'audit_address', 'sign_in', 'citizen', 'request_viewer']),
          earlier,
          path,
        )
        return undefined
      },
      asking().filter(({ route }) => !forgiving.includes(route)),
    ))

  it('and with more than sixty fields, or larger than a form may be, is too large', async () => {
    const { visitor } = scene.visits
    const many = (count: number) => Array.from({ length: count }, (_, index) => `f${index}=1`).join('&')
    assert.equal((await send(visitor, '/login', `${many(59)}&${bodyOf({}, tokenOf(visitor))}`)).status, 422)
    assert.equal((await send(visitor, '/login', `${many(60)}&${bodyOf({}, tokenOf(visitor))}`)).status, 413)
    assert.equal((await send(visitor, '/login', `password=${'a'.repeat(64 * 1024)}&${bodyOf({}, tokenOf(visitor))}`)).status, 413)
  })

  it('or whose parts have no name, no end or nested names is refused, and the portal goes on', async () => {
    const { path } = scene.doors[0] as Door
    const { visitor } = scene.visits
    const part = (head: string) => `--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n1\r\n`
    const bodies = [
      part('name="user[role]"'),
      part('name="a[99999999]"'),
      part('name="a[][b]"'),
      part('filename="a.jpg"'),
      part('x="y"'),
      '--x\r\n\r\n',
      'nothing',
      '',
    ]
    for (const body of bodies)
      for (const end of ['--x--\r\n', '']) {
        const { status } = await sendRaw(visitor, path, {
          method: 'POST',
          body: body + end,
          headers: { 'content-type': 'multipart/form-data; boundary=x' },
        })
        assert.ok([400, 403, 413].includes(status), `${body}: ${status}`)
      }
    for (const type of [
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'multipart/mixed; boundary=x',
      'application/x-www-form-urlencoded; charset=utf-16',
    ])
      assert.ok((await sendRaw(visitor, path, { method: 'POST', body: 'a=1', headers: { 'content-type': type } })).status < 500, type)
    assert.equal((await visitor.get('/')).status, 200)
  })

  it('under another method’s name in a header or a field is only itself', async () => {
    const { citizen } = scene.visits
    const body = `${bodyOf({}, tokenOf(citizen))}&_method=DELETE`
    const { status } = await send(citizen, '/session/extension', bodyOf({}, tokenOf(citizen)), { 'x-http-method-override': 'DELETE' })
    assert.equal(status, 204)
    assert.equal((await send(citizen, '/session/extension', body)).status, 400)
  })
})

/** Last, since these do what they ask for. */
describe('the same forms, not forged,', () => {
  it('are let through', () =>
    everyDoor(async ({ route, path, fields, multipart: inParts }, visit) => {
      const files = route.endsWith('/photos') ? [{ name: 'photos', filename: 'a.jpg', type: 'image/jpeg', data: await picture() }] : []
      const page = await (inParts ? visit.postFiles(path, fields, files, { follow: false }) : visit.post(path, fields, { follow: false }))
      await visit.get(visit === scene.visits.clerk ? '/desk/account' : '/login')
      return [400, 403].includes(page.status) || page.status >= 500 ? `${page.status}` : undefined
    }))
})
