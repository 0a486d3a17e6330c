/** What a stolen copy of the database tells: no number of a paper, no password, no link, no code. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { hashPassword } from '../../src/accounts/hashing.js'
import { createSealer } from '../../src/db/secret.js'
import { makeCitizen, makeStaff, signIn } from '../support/people.js'
import { startPortal, type TestPortal } from '../support/portal.js'
import { levelB, open, personal, press, register } from '../support/registering.js'

const keyOf = () => randomBytes(32)
const place = { table: 'citizen', column: 'afm', row: 'one' }
const sealerOf = (current: string, keys: [string, Buffer][], indexKey = keyOf()) =>
  createSealer({ fieldKeys: { current, keys: new Map(keys) }, indexKey })

describe('a sealed value', () => {
  const key = keyOf()
  const sealer = sealerOf('k1', [['k1', key]])
  const sealed = sealer.seal('094259216', place)

  it('opens where it was sealed, and says nothing of itself', () => {
    assert.equal(sealer.open(sealed, place), '094259216')
    assert.equal(sealed.includes('094259216'), false)
    assert.notDeepEqual(sealer.seal('094259216', place), sealed, 'the same value twice looks different')
    assert.equal(sealer.open(sealer.seal('', place), place), '')
  })

  it('does not open in another row, column or table', () => {
    for (const other of [
      { ...place, row: 'two' },
      { ...place, column: 'identity_number' },
      { ...place, table: 'staff' },
    ])
      assert.throws(() => sealer.open(sealed, other))
  })

  it('does not open when any byte of it was changed, or when it was cut', () => {
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
      assert.throws(() => sealer.open(changed, place), `byte ${index}`)
    }
    for (const length of [0, 1, 10, 30, sealed.length - 1])
      assert.throws(() => sealer.open(sealed.subarray(0, length), place), `${length} bytes`)
  })

  it('uses a new nonce of 96 bits each time, and the whole tag', () => {
    const nonces = new Set(Array.from({ length: 500 }, () => sealer.seal('x', place).subarray(3, 15).toString('hex')))
    assert.equal(nonces.size, 500)
    assert.equal(sealer.seal('x', place).length, 1 + 2 + 12 + 16 + 1)
  })

  it('is read with an earlier key after the key was turned, and not without it', () => {
    const turned = sealerOf('k2', [
      ['k1', key],
      ['k2', keyOf()],
    ])
    assert.equal(turned.open(sealed, place), '094259216')
    assert.equal(turned.seal('x', place).toString('utf8', 1, 3), 'k2')
    assert.throws(() => sealerOf('k2', [['k2', keyOf()]]).open(sealed, place), /no field key «k1»/)
    assert.throws(() => sealerOf('k1', [['k1', keyOf()]]).open(sealed, place))
  })
})

describe('a fingerprint', () => {
  it('is the same for the same value, another for another purpose, and nobody makes it without the key', () => {
    const key = keyOf()
    const [one, same, other] = [sealerOf('k1', [], key), sealerOf('k1', [], key), sealerOf('k1', [])]
    assert.deepEqual(one.fingerprint('094259216', 'afm'), same.fingerprint('094259216', 'afm'))
    assert.notDeepEqual(one.fingerprint('094259216', 'afm'), one.fingerprint('094259216', 'identity'))
    assert.notDeepEqual(one.fingerprint('094259216', 'afm'), other.fingerprint('094259216', 'afm'))
    assert.equal(one.fingerprint('x', 'afm').length, 32)
    assert.notDeepEqual(one.fingerprint('b', 'a'), one.fingerprint('a\0b', ''))
  })
})

describe('a stolen copy of the database', () => {
  let portal: TestPortal
  before(async () => {
    portal = await startPortal()
  })
  after(() => portal.stop())

  /** As text, or as the bytes that a column of bytes shows. */
  async function tablesWith(text: string): Promise<string[]> {
    const forms = [`%${text}%`, `%${Buffer.from(text).toString('hex')}%`]
    const { rows } = await portal.pool.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`)
    const found = await Promise.all(
      rows.map(async ({ name }) => ({
        name,
        ...(await portal.pool.query(`select from "${name}" t where t::text like any($1)`, [forms])),
      })),
    )
    return found.filter(({ rowCount }) => rowCount).map(({ name }) => name)
  }

  it('has each password as argon2id, made to be slow, with a salt of its own', async () => {
    const hashes = [await hashPassword('the same words'), await hashPassword('the same words')]
    const one = await makeCitizen(portal)
    const two = await makeStaff(portal, ['clerk'])
    const { rows } = await portal.pool.query(
      `select password_hash as hash from citizen where id = $1 union all select password_hash from staff where username = $2`,
      [one.id, two.username],
    )
    for (const hash of [...hashes, ...rows.map(row => row.hash)]) {
      const cost = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]{22,})\$([\w+/]{43})$/.exec(hash)
      assert.ok(cost, hash)
      assert.ok(Number(cost[1]) >= 19_456 && Number(cost[2]) >= 2 && Number(cost[3]) >= 1, hash)
    }
    assert.notEqual(hashes[0], hashes[1])
  })

  it('has no number of a paper, no password, and no link or code once its letter has left', async () => {
    const form = levelB()
    const visit = portal.visit()
    assert.equal((await register(visit, form)).path, '/register/sent')
    const { link, code } = await open(portal, form.email)
    await portal.deliverMail()
    const token = link.split('token=')[1] as string
    assert.ok(token.length >= 43 && code.length === 9)
    for (const secret of [
      token,
      code,
      code.replace('-', ''),
      form.password as string,
      personal.afm as string,
      'ΑΒ 123456',
      'ΑΒ123456',
      '1980-09-03',
      'kefode',
    ])
      assert.deepEqual(
        (await tablesWith(secret)).filter(name => name !== 'tax_office' && name !== 'service'),
        [],
        secret,
      )
    await press(portal.visit(), link)
    await visit.get('/password/forgot')
    await visit.post('/password/forgot', { email: form.email })
    const reset = await open(portal, form.email, 'συνθηματικό')
    await portal.deliverMail()
    assert.deepEqual(await tablesWith(reset.link.split('token=')[1] as string), [])
  })

  it('in which two people’s sealed numbers were exchanged shows neither of them', async () => {
    const people = [await makeCitizen(portal), await makeCitizen(portal)]
    for (const [index, person] of people.entries()) {
      const visit = await signIn(portal, person)
      await visit.get('/account/level-b')
      const afm = index ? '090000045' : '094259216'
      assert.equal((await visit.post('/account/level-b', { ...personal, afm, identity_number: `ΑΒ 12345${index}` })).path, '/verification')
    }
    await portal.pool.query(
      `update citizen c set afm_sealed = o.afm_sealed from citizen o where c.id = any($1) and o.id = any($1) and c.id <> o.id`,
      [people.map(({ id }) => id)],
    )
    for (const person of people) {
      const visit = await signIn(portal, person)
      const page = await visit.get('/account')
      assert.equal(page.status, 500)
      assert.doesNotMatch(page.html, /9216|0045/)
    }
  })
})
