/** The auditor reads the trail, in words; its head leaves the house each day; unusual decisions are seen. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { chainTrail } from '../src/audit/chain.js'
import { digestLine, findHead, readDigests, sendDigest } from '../src/audit/digest.js'
import { listUnusual } from '../src/audit/unusual.js'
import { flat } from '../src/i18n/index.js'
import { readHouse } from './house/files.js'
import { file } from './support/doors.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit } from './support/portal.js'

let portal: TestPortal
let auditor: TestStaff
let desk: Visit
before(async () => {
  portal = await startPortal({ JOBS: 'off' })
  auditor = await makeStaff(portal, ['auditor'])
  desk = await signInStaff(portal, auditor)
})
after(() => portal.stop())

const idOf = async ({ username }: TestStaff) => (await portal.pool.query('select id from staff where username = $1', [username])).rows[0].id
const rowsOn = (page: Page) =>
  [...page.html.matchAll(/<td data-label="Πότε">[^<]*<br><span class="muted">(\d+)</g)].map(([, id]) => Number(id))
const ask = (query: Record<string, string>) => desk.get(`/desk/audit?${new URLSearchParams(query)}`)

/** A row of the trail, as long ago as `at` says, in Athens. */
async function write(event: string, at: string, actorId: string | null = null): Promise<void> {
  await portal.pool.query(
    `insert into audit_event (at, actor_kind, actor_id, event, target_type, target_id)
     values ($2::timestamp at time zone 'Europe/Athens', case when $3::uuid is null then 'visitor' else 'staff' end, $3, $1, 'request', 'thing-' || $1)`,
    [event, at, actorId],
  )
}

describe('The auditor’s page', () => {
  it('says in words who did what to which thing, and never who a citizen is', async () => {
    const citizen = await makeCitizen(portal)
    const { number } = await file(await signIn(portal, citizen))
    const clerk = await makeStaff(portal, ['clerk'], ['ilektrofotismos'])
    await (await signInStaff(portal, clerk)).get(`/desk/requests/${number}`)
    const page = await ask({ event: 'person.viewed' })
    assert.match(page.text, new RegExp(`${clerk.name} Προβολή στοιχείων πολίτη request [0-9a-f-]{36} Πολίτης ${citizen.id}`))
    const all = await ask({})
    for (const secret of [citizen.username, citizen.email, 'Δοκιμάκη', 'Μαρία']) assert.equal(all.html.includes(secret), false, secret)
    assert.match((await ask({ target: citizen.id })).text, /Σύνδεση/)
  })

  it('has words in both languages for everything that the portal writes down', () => {
    const written = new Set(
      readHouse()
        .filter(({ path }) => /^src\/.*\.ts$/.test(path) && !path.startsWith('src/audit/'))
        .flatMap(({ text }) => [...text.matchAll(/record\([\s\S]{0,80}?'([a-z]+\.[a-z_]+)'/g)].map(([, event]) => event as string)),
    )
    assert.ok(written.size > 35)
    const missing = [...written].filter(event => !flat.el.has(`trail.event.${event}`) || !flat.en.has(`trail.event.${event}`))
    assert.deepEqual(missing, [])
  })

  it('finds by day, by act, by member of staff and by thing, one by one and together', async () => {
    const clerk = await makeStaff(portal, ['editor'])
    const id = await idOf(clerk)
    for (const at of ['2025-03-10 00:00:00', '2025-03-10 23:59:59', '2025-03-11 00:00:00']) await write('request.created', at, id)
    await write('email.changed', '2025-03-10 12:00:00')
    const counts: [query: Record<string, string>, rows: number][] = [
      [{ from: '10/3/2025', to: '10/3/2025' }, 3],
      [{ to: '9/3/2025' }, 0],
      [{ from: '10/3/2025', to: '11/3/2025' }, 4],
      [{ from: '10/3/2025', to: '10/3/2025', event: 'request.created' }, 2],
      [{ actor: clerk.username.toUpperCase(), event: 'request.created' }, 3],
      [{ target: 'thing-email.changed' }, 1],
      [{ target: 'thing-email.changed', actor: clerk.username }, 0],
    ]
    for (const [query, rows] of counts) {
      const page = await ask(query)
      assert.equal(page.status, 200)
      assert.equal(rowsOn(page).length, rows, JSON.stringify(query))
      if (rows === 0) assert.match(page.text, /Καμία εγγραφή/)
    }
  })

  it('answers a question that makes no sense beside its field, and keeps it', async () => {
    const wrong: [Record<string, string>, string][] = [
      [{ from: '31/2/2025' }, 'from'],
      [{ from: '11/3/2025', to: '10/3/2025' }, 'to'],
      [{ event: 'thing.unheard_of' }, 'event'],
      [{ actor: 'nobody.at.all' }, 'actor'],
      [{ target: 'x'.repeat(65) }, 'target'],
    ]
    for (const [query, field] of wrong) {
      const page = await ask({ from: '1/3/2025', ...query })
      assert.equal(page.status, 422, field)
      assert.match(page.html, new RegExp(`href="#${field}"`))
    }
    for (const before of ['x', '-1', '9'.repeat(30), "1'"]) assert.equal((await ask({ before })).status, 200, before)
  })

  it('is read back to the beginning, every row once', async () => {
    for (let n = 0; n < 120; n++) await write('session.expired', '2025-04-01 10:00:00')
    const seen: number[] = []
    let next: string | undefined = '/desk/audit?event=session.expired&from=1%2F4%2F2025'
    while (next) {
      const page: Page = await desk.get(next)
      seen.push(...rowsOn(page))
      next = /href="([^"]*)" rel="next"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#38;', '&')
    }
    assert.equal(seen.length, 120)
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((a, b) => b - a),
    )
  })

  it('is all that an auditor has, and an administrator has it too', async () => {
    assert.equal((await desk.get('/desk')).path, '/desk/audit')
    for (const path of ['/desk/requests', '/desk/verifications', '/desk/staff', '/desk/windows'])
      assert.equal((await desk.get(path)).status, 403, path)
    assert.equal((await (await signInStaff(portal, await makeStaff(portal, ['administrator']))).get('/desk/audit')).status, 200)
    assert.equal((await (await signInStaff(portal, await makeStaff(portal, ['supervisor'], ['prasino']))).get('/desk/audit')).status, 403)
  })
})

describe('The digest', () => {
  it('is one line to keep: the last link, the last event, how many there are, and the hash', async () => {
    assert.match((await desk.get('/desk/audit/digest')).html, /Τίποτε δεν έχει σφραγιστεί/)
    await sendDigest(portal.portal)
    assert.equal((await portal.pool.query(`select from letter where kind like 'audit.%'`)).rowCount, 0, 'nothing to say yet')
    await portal.pool.query(`alter table audit_event disable trigger user`)
    await portal.pool.query(`update audit_event set at = at - interval '2 minutes'`)
    await portal.pool.query(`alter table audit_event enable trigger user`)
    const count = await chainTrail(portal.pool)
    const answer = await desk.get('/desk/audit/digest')
    assert.match(answer.headers.get('content-disposition') ?? '', /attachment/)
    const { rows } = await portal.pool.query('select id, last_event, hash from audit_link')
    assert.equal(answer.html, `thyrida-audit ${rows[0].id} ${rows[0].last_event} ${count} ${rows[0].hash.toString('hex')}\n`)
    assert.match((await desk.get('/desk/audit')).text, new RegExp(`κρίκο 1 \\(${count} εγγραφές`))
  })

  it('goes to every auditor who works here, and to nobody else; what was tampered with is said', async () => {
    const gone = await makeStaff(portal, ['auditor'])
    await portal.pool.query(`update staff set last_day = '2020-01-01' where username = $1`, [gone.username])
    await makeStaff(portal, ['administrator'])
    await sendDigest(portal.portal)
    const letters = async () =>
      (await portal.pool.query(`select kind, to_address, body_text from letter where kind like 'audit.%' order by created_at`)).rows
    assert.deepEqual(
      (await letters()).map(({ kind, to_address }) => [kind, to_address]),
      [['audit.digest', auditor.email]],
    )
    const head = await findHead(portal.pool)
    assert.ok(head)
    assert.deepEqual(readDigests((await letters())[0].body_text).map(digestLine), [digestLine(head)])
    await portal.pool.query(`alter table audit_event disable trigger user`)
    await portal.pool.query(`update audit_event set outcome = 'x' where id = (select min(id) from audit_event)`)
    await sendDigest(portal.portal)
    const last = (await letters()).at(-1)
    assert.equal(last.kind, 'audit.broken')
    assert.match(last.body_text, /δεν επαληθεύεται στον κρίκο 1/)
    const { rows } = await portal.pool.query(`select outcome, reason from audit_event where event = 'audit.verified' order by id`)
    assert.deepEqual(rows, [
      { outcome: 'ok', reason: null },
      { outcome: 'failed', reason: 'link 1 row_or_hash_changed' },
    ])
  })
})

describe('Decisions that a supervisor should see', () => {
  /** A Wednesday and a Saturday less than a month ago. */
  const days: string[] = []
  before(async () => {
    const { rows } = await portal.pool.query(
      `select (date_trunc('week', now() at time zone 'Europe/Athens') - interval '5 days')::date::text as wednesday,
         (date_trunc('week', now() at time zone 'Europe/Athens') - interval '2 days')::date::text as saturday`,
    )
    days.push(rows[0].wednesday, rows[0].saturday)
  })

  const of = async (staffId: string) =>
    (await listUnusual(portal.pool)).filter(one => one.staffId === staffId).map(({ day, hour, count, why }) => [day, hour, count, why])

  it('are more than fifteen by one clerk within sixty minutes, across the full hour too', async () => {
    const [busy, calm] = [await idOf(await makeStaff(portal, ['registrar'])), await idOf(await makeStaff(portal, ['registrar']))]
    const day = days[0] as string
    for (let n = 0; n < 16; n++) await write('levelb.approved', `${day} ${n < 8 ? '10:5' : '11:0'}${n % 8}:00`, busy)
    for (let n = 0; n < 15; n++) await write('levelb.approved', `${day} 10:${10 + n}:00`, calm)
    await write('levelb.approved', `${day} 11:30:00`, calm)
    await write('login.ok', `${day} 10:11:00`, calm)
    assert.deepEqual(await of(busy), [[day, 11, 16, 'many']])
    assert.deepEqual(await of(calm), [])
  })

  it('are any outside office hours, of the last thirty days', async () => {
    const clerk = await idOf(await makeStaff(portal, ['registrar']))
    const [wednesday, saturday] = days
    for (const at of [
      `${wednesday} 06:59:59`,
      `${wednesday} 07:00:00`,
      `${wednesday} 15:59:59`,
      `${wednesday} 16:00:00`,
      `${wednesday} 16:30:00`,
      `${saturday} 10:00:00`,
      '2025-01-04 10:00:00',
    ])
      await write('levelb.refused', at, clerk)
    assert.deepEqual(await of(clerk), [
      [saturday, 10, 1, 'out_of_hours'],
      [wednesday, 16, 2, 'out_of_hours'],
      [wednesday, 6, 1, 'out_of_hours'],
    ])
  })
})
