/** The cookie that says who somebody is: made by us, renewed at each proof, worth nothing in other hands. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setScene } from '../support/doors.js'
import { makeCitizen, signIn, type TestCitizen } from '../support/people.js'
import { startPortal, type TestPortal, type Visit } from '../support/portal.js'
import { isSignedIn, tryPassword } from '../support/registering.js'

let portal: TestPortal
let person: TestCitizen
before(async () => {
  portal = await startPortal({ JOBS: 'off' })
  person = await makeCitizen(portal)
})
after(() => portal.stop())

const sidOf = (visit: Visit) => decodeURIComponent(visit.cookies.get('sid') ?? '')
const isIn = async (visit: Visit) => (await visit.get('/account')).path === '/account'

function withCookie(sid: string): Visit {
  const visit = portal.visit()
  visit.cookies.set('sid', sid)
  return visit
}

describe('a session', () => {
  it('is named by 192 random bits, signed, and each by others', async () => {
    const sids = []
    for (const _ of [1, 2, 3]) sids.push(sidOf(await signIn(portal, person)))
    for (const sid of sids) assert.match(sid, /^s:[\w-]{32}\.[\w+/]{43}$/)
    assert.equal(new Set(sids.map(sid => sid.slice(2, 34))).size, 3)
  })

  it('whose cookie was changed in any part opens nothing and breaks nothing', async () => {
    const sid = sidOf(await signIn(portal, person))
    const other = sidOf(await signIn(portal, await makeCitizen(portal)))
    const [id = '', signature = ''] = sid.split('.')
    const changed = [
      id,
      `${id}.`,
      id.slice(2),
      `${id}.${signature.slice(0, -1)}`,
      `${id}.${other.split('.')[1]}`,
      `${other.split('.')[0]}.${signature}`,
      `${id}.${signature}x`,
    ]
    const odd = [
      '',
      's:',
      's:.',
      'j:{"citizenId":"1"}',
      '%00',
      '%',
      'a'.repeat(6000),
      `s:${'a'.repeat(32)}.${signature}`,
      "s:' or 1=1 --.x",
    ]
    for (const value of [...changed, ...odd].map(one => (one.includes('%') ? one : encodeURIComponent(one)))) {
      const page = await withCookie(value).get('/account')
      assert.match(page.path, /^\/login/, value)
      assert.equal(page.status, 200, value)
    }
    assert.ok(await isIn(withCookie(encodeURIComponent(sid))))
  })

  it('that somebody else planted in the browser before signing in is not the one that is signed in', async () => {
    const attacker = portal.visit()
    await attacker.get('/login')
    const planted = attacker.cookies.get('sid') as string
    const victim = withCookie(planted)
    assert.ok(isSignedIn(await tryPassword(victim, person.username, person.password)))
    assert.notEqual(victim.cookies.get('sid'), planted)
    assert.equal(await isIn(withCookie(planted)), false)
    const { rowCount } = await portal.pool.query('select from session where sid = $1', [decodeURIComponent(planted).slice(2).split('.')[0]])
    assert.equal(rowCount, 0)
  })

  it('gets a new name when the password is typed again, and the old name dies', async () => {
    const visit = await signIn(portal, person)
    const before = visit.cookies.get('sid') as string
    await visit.get('/account/confirm')
    await visit.post('/account/confirm', { password: person.password })
    assert.notEqual(visit.cookies.get('sid'), before)
    assert.ok(await isIn(visit))
    assert.equal(await isIn(withCookie(before)), false)
  })

  it('is not begun by somebody who only looks', async () => {
    const visit = portal.visit()
    const { rows: earlier } = await portal.pool.query('select count(*) from session')
    for (const path of [
      '/',
      '/services',
      '/services/ilektrofotismos-provlima',
      '/services?q=kados',
      '/privacy',
      '/contact',
      '/levels',
      '/bag',
      '/nowhere',
    ]) {
      const page = await visit.get(path)
      assert.deepEqual(page.headers.getSetCookie(), [], path)
    }
    assert.deepEqual((await portal.pool.query('select count(*) from session')).rows, earlier)
  })

  it('and every other cookie is for the server alone, for this site alone', async () => {
    const scene = await setScene(portal)
    const seen = new Map<string, string>()
    const visit = portal.visit()
    const pages = [
      await visit.get('/?lang=en'),
      await visit.get('/login'),
      await visit.post('/login', { username: person.username, password: person.password }, { follow: false }),
    ]
    await scene.visits.clerk.get('/desk/account')
    pages.push(await visit.post('/logout', {}, { follow: false }))
    for (const line of pages.flatMap(page => page.headers.getSetCookie())) seen.set(line.slice(0, line.indexOf('=')), line)
    assert.deepEqual([...seen.keys()].sort(), ['device', 'lang', 'sid'])
    for (const line of seen.values()) {
      assert.match(line, /; HttpOnly/)
      assert.match(line, /; SameSite=Lax/)
      assert.match(line, /; Path=\//)
      assert.doesNotMatch(line, /; Domain=/i)
    }
  })

  it('opens nobody’s door while the counters of guesses are out of reach', async () => {
    await portal.pool.query('alter table rate_limit rename to rate_limit_away')
    try {
      const visit = portal.visit()
      const page = await tryPassword(visit, person.username, person.password)
      assert.ok(page.status >= 500, String(page.status))
      assert.equal(await isIn(visit), false)
    } finally {
      await portal.pool.query('alter table rate_limit_away rename to rate_limit')
    }
    assert.ok(isSignedIn(await tryPassword(portal.visit(), person.username, person.password)))
  })

  it('holds the rights of this moment: what the counter changes counts at the next click', async () => {
    const visit = await signIn(portal, person)
    const levelOf = async () => ((await visit.get('/account/details')).html.includes('name="password_current"') ? 'B' : 'A')
    assert.equal(await levelOf(), 'A')
    for (const level of ['B', 'A']) {
      await portal.pool.query('update citizen set level = $2 where id = $1', [person.id, level])
      assert.equal(await levelOf(), level)
    }
    const { rows } = await portal.pool.query(`select sess::text as sess from session where citizen_id = $1`, [person.id])
    for (const { sess } of rows) assert.doesNotMatch(sess, /level|role|email|surname|username/i)
    await portal.pool.query(`update citizen set status = 'disabled' where id = $1`, [person.id])
    assert.equal(await isIn(visit), false)
    await portal.pool.query(`update citizen set status = 'active' where id = $1`, [person.id])
  })

  it('is one of Level A while Level B is suspended, from the next click on', async () => {
    const visit = await signIn(portal, person)
    await portal.pool.query(`update citizen set level = 'B' where id = $1`, [person.id])
    for (const reason of [null, 'objection', null]) {
      await portal.pool.query('update citizen set suspended_for = $2 where id = $1', [person.id, reason])
      const { text } = await visit.get('/services/pistopoiitiko-gennisis')
      assert.equal(text.includes('Νέος έλεγχος, στο γκισέ'), reason === null, `${reason}`) // said to Level B, whose check counts no more
    }
    await portal.pool.query(`update citizen set level = 'A' where id = $1`, [person.id])
  })
})
