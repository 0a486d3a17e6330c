/** Whatever is typed, sent or asked for, in whatever shape: an answer below 500, and the portal goes on. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { rounds } from '../support/child-portal.js'
import { answers, type Door, listRoutes, newPassword, type Scene, sendRaw, service, setScene, type Who } from '../support/doors.js'
import { hostileFields, hostileMultiparts, hostileSegments, hostileValues } from '../support/hostile.js'
import { signIn, signInStaff } from '../support/people.js'
import { startPortal, type TestPortal, type Visit } from '../support/portal.js'
import type { Route } from '../support/routes.js'

const short = 1
const long = rounds(short) > short
const formType = 'application/x-www-form-urlencoded'

/** In the short form each place gets its share of the values, another one each; in the long form all of them. */
let turn = 0
function share<T>(values: readonly T[], count: number): T[] {
  if (long) return [...values]
  return Array.from({ length: Math.min(count, values.length) }, () => values[turn++ % values.length] as T)
}

const limits = [
  'WRONG_PASSWORDS_PAIR',
  'WRONG_PASSWORDS_ACCOUNT_HOUR',
  'WRONG_PASSWORDS_EVER',
  'WRONG_PASSWORDS_ADDRESS',
  'WRONG_CODES',
  'VISIT_CODES_HOUR',
  'SIGN_UP_EMAIL_HOUR',
  'SIGN_UP_ADDRESS_HOUR',
  'SIGN_UP_TRIES_ADDRESS',
  'RESET_EMAIL_HOUR',
  'RESEND_HOUR',
  'REQUESTS_ACCOUNT_HOUR',
  'REQUESTS_ACCOUNT_DAY',
  'REQUESTS_ADDRESS_HOUR',
  'MESSAGES_ACCOUNT_HOUR',
]

describe('hostile input', { concurrency: false }, () => {
  let portal: TestPortal
  let scene: Scene
  let routes: Route[]
  const wrong: string[] = []
  before(async () => {
    portal = await startPortal(Object.fromEntries(limits.map(name => [`LIMIT_${name}`, '1000000'])))
    scene = await setScene(portal)
    routes = await listRoutes(portal)
  })
  after(() => portal?.stop())

  /** A form that was right but for a nameless field may have changed the password. */
  const comeBack = (): Promise<Visit> =>
    signIn(portal, scene.person).catch(() => signIn(portal, { ...scene.person, password: newPassword }))

  /** What was sent before may have signed somebody out. */
  async function tokenOf(who: Who): Promise<string> {
    const visit = scene.visits[who]
    const page = await visit.get({ visitor: '/login', citizen: '/account', clerk: '/desk/account' }[who])
    if (who === 'citizen' && page.path.startsWith('/login')) scene.visits.citizen = await comeBack()
    if (who === 'clerk' && page.path.startsWith('/desk/login')) {
      await portal.pool.query('update staff set totp_last_step = 0') // a code is good once, and half a minute long
      scene.visits.clerk = await signInStaff(portal, scene.staff)
    }
    return encodeURIComponent(scene.visits[who].token ?? '')
  }

  async function send(door: Pick<Door, 'who' | 'path'>, body: string | Buffer, type = formType): Promise<void> {
    const { status } = await sendRaw(scene.visits[door.who], door.path, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: { 'content-type': type, origin: portal.url, 'sec-fetch-site': 'same-origin' },
    })
    if (status >= 500) wrong.push(`${status} POST ${door.path} as ${door.who}: ${type} ${String(body).slice(0, 300)}`)
  }

  const encode = (fields: Record<string, string>) => Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)

  function noneWrong(): void {
    assert.deepEqual(wrong.splice(0), [])
  }

  it('in every field of every form', async () => {
    for (const door of scene.doors) {
      const token = await tokenOf(door.who)
      for (const name of Object.keys(door.fields)) {
        const { [name]: _, ...others } = door.fields
        for (const value of share(hostileValues, 4)) await send(door, [...encode(others), `_csrf=${token}`, `${name}=${value}`].join('&'))
        await send(door, [...encode(door.fields), `_csrf=${token}`, `${name}=again`].join('&'))
      }
    }
    noneWrong()
  })

  it('in every field of a request, the rare ones too', async () => {
    const fields = [
      'submission_key',
      'confirmed',
      'lat',
      'lng',
      'postal_code',
      'contact_phone',
      'location_note',
      'pole_number',
      'photos',
      'remove_photo',
    ]
    const token = await tokenOf('citizen')
    for (const name of fields) {
      for (const value of share(hostileValues, 12)) {
        await send({ who: 'citizen', path: service }, [...encode(answers), `_csrf=${token}`, `${name}=${value}`].join('&'))
      }
    }
    noneWrong()
  })

  it('in the names of fields', async () => {
    for (const door of scene.doors) {
      const token = await tokenOf(door.who)
      for (const field of share(hostileFields, 5)) await send(door, [...encode(door.fields), `_csrf=${token}`, field].join('&'))
    }
    noneWrong()
  })

  it('as bytes of every kind, in any field', async () => {
    const doors = scene.doors.filter(({ path, fields }) => Object.keys(fields).length && !/logout/.test(path))
    const tokens = { visitor: await tokenOf('visitor'), citizen: await tokenOf('citizen'), clerk: await tokenOf('clerk') }
    const anything = fc.tuple(fc.constantFrom(...doors), fc.nat(), fc.uint8Array({ maxLength: 300 }))
    const property = fc.asyncProperty(anything, async ([door, place, bytes]) => {
      const names = Object.keys(door.fields)
      const name = names[place % names.length] as string
      const value = [...bytes].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')
      await send(
        door,
        [
          ...encode({ ...door.fields, [name]: '' }).filter(pair => !pair.startsWith(`${name}=`)),
          `_csrf=${tokens[door.who]}`,
          `${name}=${value}`,
        ].join('&'),
      )
      noneWrong()
    })
    await fc.assert(property, { numRuns: 80 * rounds(short) })
  })

  it('as forms with files, malformed in every way', async () => {
    for (const path of [service, `${service}/photos`]) {
      for (const who of ['citizen', 'visitor'] as const) {
        const token = decodeURIComponent(await tokenOf(who))
        for (const { type, body } of hostileMultiparts({ ...answers, _csrf: token })) await send({ who, path }, body, type)
        for (const { type, body } of share(hostileMultiparts({}), 8)) await send({ who, path }, body, type)
      }
    }
    noneWrong()
  })

  it('as bodies of other kinds, and of too many bytes', async () => {
    const token = await tokenOf('citizen')
    const types = [
      'application/json',
      'text/plain',
      'text/xml',
      `${formType}; charset=utf-16`,
      `${formType}; charset=iso-8859-1`,
      `${formType}; charset=klingon`,
      'x',
      'multipart/mixed; boundary=x',
    ]
    for (const door of share(scene.doors, 12)) {
      for (const type of types) await send(door, '{"_csrf":"x","__proto__":{"a":1e309}}', type)
      await send(door, `_csrf=${token}&description=${'a'.repeat(1_000_000)}`)
    }
    noneWrong()
  })

  it('in addresses and in what stands after the question mark', async () => {
    const names = [
      'q',
      'lang',
      'category',
      'event',
      's',
      'token',
      'next',
      'before',
      'after',
      'queue',
      'subcategory',
      'change',
      'small',
      '__proto__',
      'a[b]',
    ]
    for (const { path } of routes.filter(({ method }) => method === 'get')) {
      for (const visit of Object.values(scene.visits)) {
        for (const segment of share(hostileSegments, 3)) {
          const asked = path.includes(':')
            ? path.replace(/:\w+/g, segment)
            : `${path}?${share(names, 6)
                .map(name => `${name}=${segment}`)
                .join('&')}`
          await look(visit, asked)
        }
      }
    }
    noneWrong()
  })

  it('in every word of an address that the portal understands', async () => {
    const known = [
      '/services?q=',
      '/services?q=kados&category=',
      '/services?event=',
      '/bag?s=',
      '/activate?token=',
      '/password/reset?token=',
      '/login?next=',
      '/requests?before=',
      '/requests/',
      '/photos/',
      '/services/',
      `${service}?subcategory=`,
      '/desk/requests?queue=',
      '/desk/requests?after=',
      '/desk/requests/',
      '/account/not-me?token=',
      '/levels?lang=',
    ]
    const moments = ['2026-02-30T10:00:00.000Z', '0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '2026-11-24T24:00:00.000Z'].map(
      at => `${at}_ffffffff-ffff-ffff-ffff-ffffffffffff`,
    )
    for (const start of known) {
      for (const value of [...share(hostileSegments, 12), ...moments])
        await look(scene.visits[start.startsWith('/desk') ? 'clerk' : 'citizen'], start + value)
      for (const value of share(hostileSegments, 4)) await look(scene.visits.visitor, start + value)
    }
    noneWrong()
  })

  it('cut in the middle of a character', async () => {
    for (const length of [59, 60, 99, 100, 199, 200]) await look(scene.visits.visitor, `/services?q=${'a'.repeat(length)}%F0%9F%98%80`)
    const token = await tokenOf('citizen')
    for (const length of [9999, 10_000]) {
      await send(
        { who: 'citizen', path: service },
        [...encode({ ...answers, description: '' }), `_csrf=${token}`, `location_note=${'a'.repeat(length)}%F0%9F%98%80`].join('&'),
      )
      await send(
        { who: 'visitor', path: service },
        [...encode(answers), `_csrf=${await tokenOf('visitor')}`, `location_note=${'a'.repeat(length)}%F0%9F%98%80`].join('&'),
      )
    }
    noneWrong()
  })

  async function look(visit: Scene['visits'][Who], path: string): Promise<void> {
    const { status } = await sendRaw(visit, path, { method: 'GET' })
    if (status >= 500) wrong.push(`${status} GET ${path.slice(0, 300)}`)
  }

  it('and everybody is served as before', async () => {
    assert.equal((await portal.visit().get('/services?q=kados')).status, 200)
    await tokenOf('citizen')
    assert.equal((await scene.visits.citizen.get('/requests')).path, '/requests')
    assert.equal(({} as { admin?: unknown }).admin, undefined)
  })
})
