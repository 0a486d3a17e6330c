/** The portal's clock is a day ahead of the database's, or behind. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ChildPortal, childPortal, faultsOf } from '../support/child-portal.js'
import { freshDatabase } from '../support/database.js'
import { deliverAll, type Filer, fileOne, makeFilers } from '../support/filing.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestCitizen } from '../support/people.js'
import { valueOf } from '../support/portal.js'
import { levelA } from '../support/registering.js'

for (const hours of [26, -26]) {
  describe(`a clock ${Math.abs(hours)} hours ${hours > 0 ? 'ahead of' : 'behind'} the database’s`, { concurrency: false }, () => {
    let portal: ChildPortal
    let filer: Filer
    before(async () => {
      portal = await childPortal(await freshDatabase(), {
        before: ['./test/support/shifted-clock.ts'],
        settings: { CLOCK_HOURS: String(hours) },
      })
      await portal.start()
    })
    after(() => portal?.stop())

    const minutesLeft = async (person: TestCitizen): Promise<number> => {
      const { rows } = await portal.pool.query<{ minutes: number }>(
        'select extract(epoch from max(expire) - now())::int / 60 as minutes from session where citizen_id = $1',
        [person.id],
      )
      return rows[0]?.minutes as number
    }

    async function linkTo(email: string, path: string): Promise<string> {
      const letter = await portal.mailbox.next(email)
      return new RegExp(`${path}\\?token=[\\w-]+`).exec(letter.text)?.[0] ?? ''
    }

    it('lets people sign in and file, and the letter leaves', async () => {
      filer = ((await makeFilers(portal, 1)) as [Filer])[0]
      assert.equal((await fileOne(filer))?.status, 303)
      await deliverAll(portal)
      assert.equal(portal.mailbox.letters(filer.person.email).length, 1)
      assert.equal((await filer.visit.get('/requests')).path, '/requests')
    })

    it('lets people register and use the link of the letter', async () => {
      const visit = portal.visit()
      await visit.get('/register')
      const fields = levelA()
      assert.equal((await visit.post('/register', fields)).path, '/register/sent')
      const email = fields.email as string
      const page = await visit.get(await linkTo(email, '/activate'))
      const done = await visit.post('/activate', { token: valueOf(page, 'token') })
      assert.equal(done.path, '/login')
      await visit.post('/login', { username: fields.username as string, password: fields.password as string })
      assert.equal((await visit.get('/requests')).path, '/requests')
    })

    it('lets people get a new password', async () => {
      const person = await makeCitizen(portal)
      const visit = portal.visit()
      await visit.get('/password/forgot')
      await visit.post('/password/forgot', { email: person.email })
      const page = await visit.get(await linkTo(person.email, '/password/reset'))
      const password = 'entelos allo sinthimatiko 77'
      assert.equal(
        (await visit.post('/password/reset', { token: valueOf(page, 'token'), password, password_confirm: password })).path,
        '/login',
      )
      await signIn(portal, { ...person, password })
    })

    it('lets clerks in with the code of their phone', async () => {
      const clerk = await makeStaff(portal, ['clerk'], ['ilektrofotismos'])
      const desk = await signInStaff(portal, clerk)
      assert.equal((await desk.get('/desk/requests')).status, 200)
    })

    it('ends sessions and links by the database’s clock', async () => {
      const left = await minutesLeft(filer.person)
      assert.ok(left > 20 && left <= 30, `${left} minutes`)
      await portal.pool.query(`update session set expire = now() - interval '1 second' where citizen_id = $1`, [filer.person.id])
      assert.match((await filer.visit.get('/requests')).path, /^\/login/)
      filer.visit = await signIn(portal, filer.person)
    })

    if (hours > 0) {
      it('and once it is right again: sessions live on and are prolonged, and a password typed «tomorrow» is not fresh', async () => {
        await portal.end('SIGTERM')
        await portal.start({ CLOCK_HOURS: '0' })
        await portal.pool.query(`update session set expire = now() + interval '1 minute' where citizen_id = $1`, [filer.person.id])
        assert.equal((await filer.visit.get('/requests')).path, '/requests')
        assert.ok((await minutesLeft(filer.person)) > 20)
        assert.match((await filer.visit.get('/account/email')).path, /^\/account\/confirm/)
      })
    }

    it('makes no page fail', () => assert.deepEqual(faultsOf(portal), []))
  })
}
