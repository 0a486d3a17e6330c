/** Turning the field key: everything is sealed anew, nothing is lost, and the portal goes on meanwhile. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { generate } from 'otplib'
import type { Db } from '../src/db/db.js'
import { listKeyUses, rotate } from '../src/db/keys.js'
import { runKeysCommand } from '../src/db/keys-command.js'
import { sealedColumns } from '../src/db/sealed-columns.js'
import { createSealer, type Sealer } from '../src/db/secret.js'
import { sealAnswers } from '../src/requests/answers.js'
import { fileFor } from './support/applications.js'
import { makeStaff, signIn, signInStaff, type TestStaff } from './support/people.js'
import { startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'
import { makeWisher, papersOf, type Wisher } from './support/wishers.js'

const [first, second] = [randomBytes(32), randomBytes(32)]
const keys = new Map([
  ['k1', first],
  ['k2', second],
])

let portal: TestPortal
/** As the portal seals after the turn, as it sealed before it, and as it will once the first key is gone. */
let k2: Sealer
let k1: Sealer
let only: Sealer
let person: Wisher
let clerk: TestStaff
let desk: Visit
let own: Visit

/** The portal knows both keys, seals with the second, and has something in every sealed column. */
before(async () => {
  portal = await startPortal({
    JOBS: 'off',
    FIELD_KEY: second.toString('base64'),
    FIELD_KEY_ID: 'k2',
    FIELD_KEY_OLD: `k1:${first.toString('base64')}`,
  })
  const { indexKey } = portal.portal.config
  k2 = portal.portal.sealer
  k1 = createSealer({ fieldKeys: { current: 'k1', keys }, indexKey })
  only = createSealer({ fieldKeys: { current: 'k2', keys: new Map([['k2', second]]) }, indexKey })
  clerk = await makeStaff(portal, ['registrar'])
  desk = await signInStaff(portal, clerk, 'window-1')
  person = await makeWisher(portal)
  own = await signIn(portal, person)
  await own.get('/verification')
  const code = /class="slip__code"[^>]*>([^<]+)</.exec((await own.post('/verification')).html)?.[1] ?? ''
  await desk.get('/desk/verifications')
  const visit = await desk.post('/desk/verifications', { code })
  await desk.post(`${visit.path}/comparison`, { ...papersOf(person), version: valueOf(visit, 'version') })
  await own.get('/account/security')
  await own.post('/account/security/second-factor')
  await correct()
  await apply()
})
after(() => portal.stop())

async function correct(): Promise<void> {
  const { rows } = await portal.pool.query('select v.id as visit, v.staff_id as staff from verification v where v.citizen_id = $1', [
    person.id,
  ])
  const id = randomUUID()
  const seal = (column: string) => k2.seal('Ξάνθου', { table: 'correction', column, row: id })
  await portal.pool.query(
    `insert into correction (id, verification_id, field, before_sealed, after_sealed, staff_id) values ($1, $2, 'street', $3, $4, $5)`,
    [id, rows[0].visit, seal('before_sealed'), seal('after_sealed'), rows[0].staff],
  )
}

/** An application sent, one of whose answers was corrected, and a draft of another. */
async function apply(): Promise<void> {
  const { number } = await fileFor(portal, person, 'geniki-aitisi')
  const id = randomUUID()
  await portal.pool.query(
    `insert into answer_correction (id, request_id, field, why, before_sealed) select $1, id, 'subject', 'Τι θέμα;', $2 from service_request where number = $3`,
    [id, k2.seal('Παλιό', { table: 'answer_correction', column: 'before_sealed', row: id }), number],
  )
  await portal.pool.query(
    `insert into draft (id, citizen_id, service, answers, answers_sealed) values ($1, $2, 'kopi-dentrou', '{}', $3)`,
    [id, person.id, sealAnswers({ sealer: k2 }, 'draft', id, { species: 'Πεύκο' })],
  )
}

const run = (sealer: Sealer, current: string, db: Db = portal.pool) => rotate(db, sealer, current)
const sum = (uses: { values: number }[]) => uses.reduce((total, { values }) => total + values, 0)
const held = async (key: string) => sum((await listKeyUses(portal.pool)).filter(one => one.key === key))

/** Every value there is, opened with this. */
async function openAll(sealer: Sealer): Promise<string[]> {
  const values: string[] = []
  for (const { table, column } of sealedColumns) {
    const { rows } = await portal.pool.query(`select id, "${column}" as sealed from "${table}" where octet_length("${column}") > 0`)
    for (const { id, sealed } of rows) values.push(sealer.open(sealed, { table, column, row: id }))
  }
  return values
}

describe('the list of sealed columns', () => {
  it('has every sealed column of the database, and no other', async () => {
    const { rows } = await portal.pool.query<{ name: string }>(
      `select c.table_name || '.' || c.column_name as name from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name like '%\\_sealed'`,
    )
    assert.deepEqual(rows.map(({ name }) => name).sort(), sealedColumns.map(({ table, column }) => `${table}.${column}`).sort())
  })

  it('is full in this test: each column holds something', async () => {
    const uses = await listKeyUses(portal.pool)
    for (const { table, column } of sealedColumns)
      assert.ok(sum(uses.filter(one => one.table === table && one.column === column)) > 0, `${table}.${column}`)
  })
})

describe('turning the key', () => {
  it('seals every value anew, tells how many, and finds nothing to do the second time', async () => {
    const values = await openAll(k2)
    await run(k1, 'k1')
    assert.deepEqual([await held('k1'), await held('k2')], [values.length, 0])
    const done = await run(k2, 'k2')
    assert.equal(
      done.reduce((total, { resealed }) => total + resealed, 0),
      values.length,
    )
    assert.deepEqual([await held('k1'), await held('k2')], [0, values.length])
    assert.deepEqual(await openAll(only), values, 'the second key alone opens everything')
    assert.ok((await run(k2, 'k2')).every(({ resealed, overtaken, broken }) => resealed + overtaken + broken.length === 0))
  })

  it('changes nothing that people see, half-way or whole', async () => {
    const before = (await own.get('/account')).text
    await run(k1, 'k1')
    assert.equal((await own.get('/account')).text, before, 'the first key is read still')
    await run(k2, 'k2')
    assert.equal((await own.get('/account')).text, before)
    await portal.pool.query('update staff set totp_last_step = 0')
    const visit = portal.visit()
    await visit.get('/desk/login')
    await visit.post('/desk/login', { username: clerk.username, password: clerk.password })
    assert.match((await visit.post('/desk/login/code', { code: await generate({ secret: clerk.totpSecret }) })).html, /desk\/logout/)
  })

  it('never writes over what the portal writes meanwhile', async () => {
    await run(k1, 'k1')
    const place = { table: 'citizen', column: 'afm_sealed', row: person.id }
    let written = false
    const beside: Db = {
      query: (async (text: string, values: unknown[]) => {
        if (text.includes('update "citizen" set "afm_sealed"') && !written) {
          written = true
          await portal.pool.query('update citizen set afm_sealed = $2 where id = $1', [person.id, k2.seal('090000045', place)])
        }
        return portal.pool.query(text, values)
      }) as Db['query'],
    }
    const afm = (await run(k2, 'k2', beside)).find(({ column }) => column === 'afm_sealed')
    assert.deepEqual([afm?.resealed, afm?.overtaken], [0, 1])
    const { rows } = await portal.pool.query('select afm_sealed as sealed from citizen where id = $1', [person.id])
    assert.equal(k2.open(rows[0].sealed, place), '090000045')
  })

  it('goes on where it was stopped', async () => {
    await run(k1, 'k1')
    const all = await held('k1')
    let writes = 0
    const falling: Db = {
      query: (async (text: string, values: unknown[]) => {
        if (text.startsWith('update') && ++writes > 3) throw new Error('pulled the plug')
        return portal.pool.query(text, values)
      }) as Db['query'],
    }
    await assert.rejects(run(k2, 'k2', falling), /pulled the plug/)
    assert.deepEqual([await held('k1'), await held('k2')], [all - 3, 3])
    await openAll(k2)
    await run(k2, 'k2')
    assert.equal(await held('k1'), 0)
  })

  it('takes more than one batch', async () => {
    const many = 1100
    await portal.pool.query(
      `insert into verification (citizen_id, status, code_print, code_sealed, expires_at)
       select $1, 'expired', sha256(n::text::bytea), '', now() from generate_series(1, $2) n`,
      [person.id, many],
    )
    const { rows } = await portal.pool.query(`select id from verification where citizen_id = $1 and code_sealed = ''`, [person.id])
    assert.equal(rows.length, many)
    assert.equal((await run(k1, 'k1')).find(({ column }) => column === 'code_sealed')?.resealed, 1, 'a code that is over has no key')
    const sealed = rows.map(({ id }) => k1.seal('AAAA', { table: 'verification', column: 'code_sealed', row: id }))
    await portal.pool.query(
      `update verification v set code_sealed = n.sealed from unnest($1::uuid[], $2::bytea[]) n(id, sealed) where v.id = n.id`,
      [rows.map(({ id }) => id), sealed],
    )
    assert.equal((await run(k2, 'k2')).find(({ column }) => column === 'code_sealed')?.resealed, many + 1)
    await portal.pool.query(`delete from verification where citizen_id = $1 and status = 'expired'`, [person.id])
  })

  it('leaves what does not open, names it, and does the rest', async () => {
    await run(k1, 'k1')
    const stranger = createSealer({ fieldKeys: { current: 'k0', keys: new Map([['k0', randomBytes(32)]]) }, indexKey: randomBytes(32) })
    const place = { table: 'citizen', column: 'tax_office_sealed', row: person.id }
    const { rows } = await portal.pool.query('select tax_office_sealed as sealed from citizen where id = $1', [person.id])
    await portal.pool.query('update citizen set tax_office_sealed = $2 where id = $1', [person.id, stranger.seal('x', place)])
    const said = await runKeysCommand(portal.portal, ['rotate'])
    assert.equal(said.failed, true)
    assert.match(said.text, new RegExp(`citizen.tax_office_sealed: 0 sealed anew\\n {2}1 do not open, and were left: ${person.id}`))
    assert.match(said.text, /k0, which is not in the settings: 1 value \(citizen.tax_office_sealed 1\)/)
    assert.equal(await held('k1'), 0)
    await portal.pool.query('update citizen set tax_office_sealed = $2 where id = $1', [person.id, rows[0].sealed])
    await run(k2, 'k2')
  })
})

describe('npm run keys', () => {
  it('says how many values each key holds, and when an old one may go', async () => {
    await run(k1, 'k1')
    const count = await held('k1')
    const status = await runKeysCommand(portal.portal, ['status'])
    assert.match(status.text, new RegExp(`^k1: ${count} values \\(citizen.birth_date_sealed 1,`))
    assert.match(status.text, /\nk2, the present key: no values$/)
    const done = await runKeysCommand(portal.portal, ['rotate'])
    assert.equal(done.failed, false)
    assert.match(done.text, /citizen.afm_sealed: 1 sealed anew\n/)
    assert.match(done.text, /k1: no values; it may be taken out of FIELD_KEY_OLD\nk2, the present key: \d+ values/)
    const { rows } = await portal.pool.query(`select reason from audit_event where event = 'keys.rotated'`)
    assert.deepEqual(new Set(rows.map(({ reason }) => reason)), new Set(['k2']))
  })

  it('explains itself where it is asked for something else', async () => {
    for (const args of [[], ['turn'], ['--help']]) {
      const said = await runKeysCommand(portal.portal, args)
      assert.equal(said.failed, true)
      assert.match(said.text, /npm run keys -- rotate/)
    }
  })
})

describe('a document', () => {
  it('is certified on one account at most, which the database keeps as well', async () => {
    const twin = await makeWisher(portal)
    const { rows } = await portal.pool.query('select identity_number_print as print from citizen where id = $1', [person.id])
    await portal.pool.query('update citizen set identity_number_print = $2 where id = $1', [twin.id, rows[0].print])
    await assert.rejects(portal.pool.query(`update citizen set level = 'B' where id = $1`, [twin.id]), {
      constraint: 'citizen_identity_number',
    })
  })
})
