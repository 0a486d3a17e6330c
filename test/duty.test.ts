/** Where the clerk of the counter sits: chosen at sign-in, kept with the session, told by the trail. */
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import express, { type Response } from 'express'
import { generate } from 'otplib'
import { deskOf, onDuty } from '../src/access/require.js'
import { translate } from '../src/i18n/index.js'
import { errorPages } from '../src/web/error-pages.js'
import { makeStaff, signInStaff, type TestStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'

let portal: TestPortal
let person: TestStaff

before(async () => {
  portal = await startPortal({ JOBS: 'off' })
})
after(() => portal.stop())
beforeEach(async () => {
  await portal.pool.query(`delete from desk where slug not in ('window-1', 'window-2')`)
  await portal.pool.query(
    `update desk set closed_at = null, title = jsonb_build_object('el', 'Γκισέ ' || position, 'en', 'Window ' || position)`,
  )
  person = await makeStaff(portal, ['registrar'])
})

async function enter(who: TestStaff, next = '', visit = portal.visit()): Promise<[Visit, Page]> {
  await portal.pool.query('update staff set totp_last_step = 0 where username = $1', [who.username])
  await visit.get('/desk/login')
  await visit.post('/desk/login', { username: who.username, password: who.password, next })
  return [visit, await visit.post('/desk/login/code', { code: await generate({ secret: who.totpSecret }) })]
}

/** `duty.began window-1` … of the person, in order. */
async function trail(): Promise<string[]> {
  const { rows } = await portal.pool.query(
    `select event || ' ' || reason as line from audit_event
     where event like 'duty.%' and actor_id = (select id from staff where username = $1) and target_id = actor_id::text order by id`,
    [person.username],
  )
  return rows.map(({ line }) => line)
}

/** What the header of the desk says: the way to another window. */
const windowOn = (page: Page) => /<a href="\/desk\/duty"[^>]*>([^<]*)</.exec(page.html)?.[1]

describe('The window on duty', () => {
  it('is asked for after the second factor, of those alone who decide at the counter', async () => {
    assert.equal((await enter(person))[1].path, '/desk/duty')
    const editor = await makeStaff(portal, ['editor'])
    const [visit, page] = await enter(editor)
    assert.equal(page.path, '/desk')
    assert.equal(windowOn(page), undefined)
    assert.equal((await visit.get('/desk/duty')).status, 403)
  })

  it('is one of the open ones, or none today', async () => {
    await portal.pool.query(`update desk set closed_at = now() where slug = 'window-2'`)
    const [visit, page] = await enter(person)
    assert.deepEqual(
      [...page.html.matchAll(/type="radio" value="([^"]*)"/g)].map(([, value]) => value),
      ['window-1', 'none'],
    )
    const forms: Record<string, string | string[]>[] = [
      {},
      { desk: '' },
      { desk: 'window-2' },
      { desk: 'window-9' },
      { desk: ['window-1', 'none'] },
      { desk: 'window-1', staff_id: '1' },
    ]
    for (const form of forms) {
      const again = await visit.post('/desk/duty', form)
      assert.equal(again.status, 422, JSON.stringify(form))
      assert.match(again.html, /govuk-error-summary/)
      assert.equal(windowOn(again), 'Χωρίς γκισέ')
    }
    assert.match((await visit.post('/desk/duty', { desk: 'window-2' })).text, /έκλεισε στο μεταξύ/)
    assert.deepEqual(await trail(), [])
  })

  it('leads on to the page that was asked for, and to no other house', async () => {
    const [visit, page] = await enter(person, '/desk/account/password')
    assert.equal(valueOf(page, 'next'), '/desk/account/password')
    assert.equal((await visit.post('/desk/duty', { desk: 'window-1', next: valueOf(page, 'next') })).path, '/desk/account/password')
    for (const next of ['https://evil.example/desk', '//evil.example', '/account', '/desk/duty', '/desk/logout']) {
      await visit.get('/desk/duty')
      const sent = await visit.post('/desk/duty', { desk: 'window-1', next }, { follow: false })
      assert.equal(sent.headers.get('location'), '/desk', next)
    }
  })

  it('stands in the header, and is changed and left from there; the trail tells each', async () => {
    const visit = await signInStaff(portal, person, 'window-1')
    assert.equal(windowOn(await visit.get('/desk/account')), 'Γκισέ 1')
    assert.match((await visit.get('/desk/duty')).html, /value="window-1" checked/)
    for (const desk of ['window-1', 'window-2']) await visit.post('/desk/duty', { desk })
    assert.equal(windowOn(await visit.get('/desk/account?lang=en')), 'Window 2')
    const left = await visit.post('/desk/duty', { desk: 'none', next: '/desk/verifications' })
    assert.equal(left.path, '/desk')
    assert.match(left.text, /Choose a window/)
    assert.deepEqual(await trail(), ['duty.began window-1', 'duty.ended window-1', 'duty.began window-2', 'duty.ended window-2'])
  })

  it('ends with the session: signing out says so, and the next sign-in asks again', async () => {
    const visit = await signInStaff(portal, person, 'window-1')
    await visit.get('/desk/account')
    await visit.post('/desk/logout')
    assert.deepEqual(await trail(), ['duty.began window-1', 'duty.ended window-1'])
    assert.equal(windowOn((await enter(person, '', visit))[1]), 'Χωρίς γκισέ')
  })

  it('stays when the password is changed, and does not go over to who signs in after', async () => {
    const visit = await signInStaff(portal, person, 'window-1')
    await portal.pool.query('update staff set totp_last_step = 0')
    await visit.get('/desk/account/password')
    const password = 'γαλάζιο τρένο ξύνει φεγγάρι'
    const changed = await visit.post('/desk/account/password', {
      password_current: person.password,
      password,
      password_confirm: password,
      code: await generate({ secret: person.totpSecret }),
    })
    assert.equal(changed.path, '/desk/account', changed.text)
    assert.equal(windowOn(changed), 'Γκισέ 1')
    const colleague = await makeStaff(portal, ['registrar'])
    assert.equal(windowOn((await enter(colleague, '', visit))[1]), 'Χωρίς γκισέ')
  })

  it('is nobody’s once it is closed', async () => {
    const visit = await signInStaff(portal, person, 'window-1')
    await portal.pool.query(`update desk set closed_at = now() where slug = 'window-1'`)
    assert.equal(windowOn(await visit.get('/desk/account')), 'Χωρίς γκισέ')
  })

  it('shows who sits there already, so that two do not choose the same by mistake', async () => {
    await signInStaff(portal, person, 'window-2')
    const [, page] = await enter(await makeStaff(portal, ['registrar']))
    assert.match(page.text, new RegExp(`Γκισέ 2 Εκεί τώρα: [^Δ]*${person.name}`))
  })
})

describe('A page that needs a window', () => {
  /** The guard in front of a page, as the counter's routes hold it. */
  async function ask(desk: string | null, path: string, method = 'GET'): Promise<globalThis.Response> {
    const app = express()
    app.use((_req, res: Response, next) => {
      Object.assign(res.locals, { actor: { kind: 'staff', desk }, t: translate('el') })
      next()
    })
    app.use('/desk/verifications', onDuty, (_req, res) => void res.send(deskOf(res)))
    app.use(errorPages(portal.portal))
    const server = app.listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method, redirect: 'manual' })
    server.close()
    return answer
  }

  it('opens at the window', async () => {
    const answer = await ask('window-1', '/desk/verifications/ABC')
    assert.deepEqual([answer.status, await answer.text()], [200, 'window-1'])
  })

  it('leads elsewhere to where one is chosen, and from there back', async () => {
    const looked = await ask(null, '/desk/verifications/ABC?x=1')
    assert.equal(looked.status, 303)
    assert.equal(looked.headers.get('location'), '/desk/duty?next=%2Fdesk%2Fverifications%2FABC%3Fx%3D1')
    assert.equal((await ask(null, '/desk/verifications/ABC', 'POST')).headers.get('location'), '/desk/duty')
  })
})

describe('The windows of the counter', () => {
  let desk: Visit
  beforeEach(async () => {
    desk = await signInStaff(portal, await makeStaff(portal, ['administrator']))
    await desk.get('/desk/windows')
  })

  const add = (title_el: string, title_en = 'Window') => desk.post('/desk/windows', { title_el, title_en })
  const press = async (slug: string, act: string, more: Record<string, string> = {}) => {
    const page = await desk.get(`/desk/windows/${slug}`)
    return desk.post(`/desk/windows/${slug}/${act}`, { version: valueOf(page, 'version'), ...more })
  }
  const windowTrail = async (slug: string) =>
    (await portal.pool.query(`select event from audit_event where target_type = 'desk' and target_id = $1 order by id`, [slug])).rows.map(
      row => row.event,
    )

  it('are added, renamed, closed and opened again, each told by the trail', async () => {
    assert.match((await add('Γκισέ 3', 'Window 3')).text, /προστέθηκε.*Γκισέ 3/)
    assert.match((await press('window-3', 'title', { title_el: 'ΚΕΠ', title_en: 'Help point' })).text, /ΚΕΠ/)
    const visit = await signInStaff(portal, person, 'window-3')
    assert.equal(windowOn(await visit.get('/desk/account')), 'ΚΕΠ')
    assert.match((await press('window-3', 'closure')).text, /έκλεισε/)
    assert.equal(windowOn(await visit.get('/desk/account')), 'Χωρίς γκισέ')
    assert.match((await press('window-3', 'reopening')).text, /άνοιξε ξανά/)
    assert.deepEqual(await windowTrail('window-3'), ['window.added', 'window.renamed', 'window.closed', 'window.reopened'])
  })

  it('have names that tell them apart while they are open', async () => {
    await add('Γκισέ Α')
    for (const page of [await add('Γκισέ Α'), await press('window-1', 'title', { title_el: 'Γκισέ Α', title_en: 'A' })]) {
      assert.equal(page.status, 422)
      assert.match(page.text, /Υπάρχει ήδη ανοιχτό γκισέ/)
      assert.equal(valueOf(page, 'title_el'), 'Γκισέ Α')
    }
    const { rows } = await portal.pool.query(`select slug from desk where title ->> 'el' = 'Γκισέ Α'`)
    await press(rows[0].slug, 'closure')
    assert.equal((await add('Γκισέ Α')).status, 200)
    const page = await press(rows[0].slug, 'reopening')
    assert.equal(page.status, 422)
    assert.match(page.text, /Μετονομάστε/)
  })

  it('need a name in both languages', async () => {
    for (const [el, en] of [
      ['', 'x'],
      ['χ', ''],
      ['χ'.repeat(41), 'x'],
    ] as const)
      assert.equal((await add(el, en)).status, 422)
  })

  it('are not changed by a page older than the last change, nor by anybody but an administrator', async () => {
    const old = valueOf(await desk.get('/desk/windows/window-2'), 'version')
    await press('window-2', 'title', { title_el: 'Άλλο', title_en: 'Other' })
    for (const act of ['title', 'closure']) {
      const page = await desk.post(`/desk/windows/window-2/${act}`, {
        version: old,
        ...(act === 'title' ? { title_el: 'α', title_en: 'a' } : {}),
      })
      assert.equal(page.status, 409)
      assert.match(page.text, /Άλλος διαχειριστής άλλαξε αυτό το γκισέ/)
    }
    assert.equal((await desk.get('/desk/windows/nowhere')).status, 404)
    assert.equal((await (await signInStaff(portal, person)).get('/desk/windows')).status, 403)
  })
})
