/** The pages about the portal itself. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { onDevice } from '../src/pages/facts.js'
import { securityText } from '../src/pages/security-text.js'
import { rootPath } from '../src/paths.js'
import { kept } from '../src/retention.js'
import { tasks } from '../src/tasks.js'
import { file } from './support/doors.js'
import { makeCitizen, makeStaff, signIn, signInStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal } from './support/portal.js'

let portal: TestPortal
before(async () => {
  portal = await startPortal()
})
after(() => portal?.stop())

const pages = ['/', '/contact', '/privacy', '/accessibility']
const inside = (page: Page) => /<main[\s\S]*<\/main>/.exec(page.html)?.[0] ?? ''

for (const path of pages) {
  test(`${path} answers in Greek and in English, each with a title of its own and no raw text key`, async () => {
    const greek = await portal.visit().get(path)
    const english = await portal.visit().get(`${path}?lang=en`)
    assert.deepEqual([greek.status, english.status], [200, 200])
    assert.match(greek.html, /<html lang="el"/)
    assert.match(english.html, /<html lang="en"/)
    assert.match(greek.html, /<title>[Α-ώ].* – Δήμος Πετρούπολης<\/title>/)
    assert.match(english.html, /<title>[A-Z].* – Municipality of Petroupoli<\/title>/)
    for (const page of [greek, english]) assert.doesNotMatch(page.text, /pages\.\w|\{\{|\[object|undefined/)
  })

  test(`${path} has no Greek letter in English`, async () => {
    const page = await portal.visit().get(`${path}?lang=en`)
    assert.deepEqual(inside(page).match(/[\u0370-\u03ff\u1f00-\u1fff]+/g) ?? [], [])
  })
}

test('the home page opens with search, four doors to problem reports, twelve categories and the life events', async () => {
  const home = await portal.visit().get('/')
  const main = inside(home)
  assert.match(home.text, /Δήμος Πετρούπολης/)
  assert.match(main, /<form[^>]*action="\/services"[^>]*role="search"/)
  for (const slug of ['kathariotita-provlima', 'prasino-provlima', 'ilektrofotismos-provlima', 'technika-provlima'])
    assert.ok(main.includes(`href="/services/${slug}/request"`), slug)
  assert.equal(main.match(/href="\/services\?category=/g)?.length, 12)
  const { rows } = await portal.pool.query<{ slug: string }>('select slug from life_event')
  assert.ok(rows.length > 5)
  for (const { slug } of rows) assert.ok(main.includes(`href="/services?event=${slug}"`), slug)
  assert.match(main, /href="tel:112"/)
})

test('every link of the four pages leads to a page', async () => {
  const visit = portal.visit()
  const links = new Set<string>()
  for (const path of pages) for (const [, href] of inside(await visit.get(path)).matchAll(/href="(\/[^"#]*)/g)) links.add(href as string)
  assert.ok(links.size > 30)
  const answers = await Promise.all([...links].map(async path => `${(await portal.visit().get(path)).status} ${path}`))
  assert.deepEqual(
    answers.filter(answer => !answer.startsWith('200')),
    [],
  )
})

test('a visitor is invited to register; somebody signed in is led to their own requests', async () => {
  const visitor = await portal.visit().get('/')
  assert.match(inside(visitor), /href="\/register"[^>]*>Εγγραφείτε τώρα/)
  assert.doesNotMatch(inside(visitor), /href="\/requests"/)
  const citizen = await (await signIn(portal, await makeCitizen(portal))).get('/')
  assert.match(inside(citizen), /href="\/requests"[^>]*>Οι υποθέσεις μου/)
  assert.doesNotMatch(inside(citizen), /href="\/register"/)
})

test('the contact page has the phones of the town, of each department and for emergencies', async () => {
  const { html } = await portal.visit().get('/contact')
  const dial = (phone: string) => `href="tel:${phone.replaceAll(' ', '')}"`
  const departments = await portal.pool.query<{ name: { el: string }; phones: string[] }>('select name, phones from department')
  const answers = await portal.pool.query<{ call: string }>(
    `select definition ->> 'call' as call from catalogue_answer where kind = 'emergency'`,
  )
  for (const { name, phones } of departments.rows) {
    assert.ok(html.includes(name.el), name.el)
    for (const phone of phones) assert.ok(html.includes(dial(phone)), phone)
  }
  for (const { call } of answers.rows) assert.ok(html.includes(dial(call)), call)
  assert.match(html, /mailto:noc@petroupoli\.gov\.gr/)
})

/** The cookies of one answer: name and life in days, 0 for those that end with the browser. */
const cookiesOf = ({ headers }: Page): [string, number][] =>
  headers.getSetCookie().map(line => [line.split('=', 1)[0] as string, Number(/Max-Age=(\d+)/i.exec(line)?.[1] ?? 0) / 86_400])

test('the privacy page lists the cookies that the portal sets, no more and no fewer, with their real life', async () => {
  const citizen = await makeCitizen(portal)
  const clerk = await makeStaff(portal, ['clerk'], ['kathariotita'])
  const visit = portal.visit()
  const set = cookiesOf(await visit.get('/login?lang=en'))
  set.push(...cookiesOf(await visit.post('/login', { username: citizen.username, password: citizen.password }, { follow: false })))
  const desk = portal.visit()
  const { generate } = await import('otplib')
  set.push(...cookiesOf(await desk.get('/desk/login')))
  await desk.post('/desk/login', { username: clerk.username, password: clerk.password })
  set.push(...cookiesOf(await desk.post('/desk/login/code', { code: await generate({ secret: clerk.totpSecret }) }, { follow: false })))

  assert.deepEqual(Object.fromEntries(set), {
    sid: 0,
    lang: kept.languageCookieDays,
    device: kept.deviceCookieDays,
    'desk-device': kept.deskDeviceCookieDays,
  })
  const told = onDevice(portal.portal.config).map(({ name }) => name)
  assert.deepEqual([...new Set(set.map(([name]) => name)), 'thyrida-seen-at'].sort(), told.sort())
  const { html } = await portal.visit().get('/privacy')
  for (const name of told) assert.ok(html.includes(`>${name}</code>`), name)
})

test('in production the privacy page names the cookies as they are called there', () => {
  const names = onDevice({ production: true, limits: portal.portal.config.limits }).map(({ name }) => name)
  assert.deepEqual(names, ['__Host-sid', '__Host-lang', '__Host-device', '__Host-desk-device', 'thyrida-seen-at'])
})

test('scripts keep nothing in the browser but what the privacy page tells', () => {
  const folder = fileURLToPath(rootPath('src/client/'))
  const files = readdirSync(folder, { recursive: true })
    .map(name => join(folder, String(name)))
    .filter(name => name.endsWith('.ts'))
  const code = files.map(name => readFileSync(name, 'utf8')).join('\n')
  assert.doesNotMatch(code, /sessionStorage|indexedDB|document\.cookie|caches\./)
  assert.deepEqual([...new Set(code.match(/localStorage\.\w+\([^),]*/g))].sort(), [
    'localStorage.getItem(seenKey',
    'localStorage.setItem(seenKey',
  ])
  assert.match(code, /const seenKey = 'thyrida-seen-at'/)
})

test('the numbers of the privacy page are those of the settings in force', async () => {
  const { text } = await portal.visit().get('/privacy')
  const { limits } = portal.portal.config
  assert.ok(text.includes(`${limits.IDLE_MINUTES_CITIZEN} λεπτά χωρίς κίνηση, το πολύ σε ${limits.SESSION_HOURS_CITIZEN} ώρες`))
  assert.ok(text.includes(`έως ${limits.LIMIT_PHOTOS} σε κάθε υπόθεση`))
  assert.ok(text.includes(`${kept.neverActivatedDays} ημέρες`))
})

const runTasks = async () => {
  for (const task of tasks) await task.run(portal.portal)
}

test('what the privacy page gives a number of days is kept until then and gone afterwards', async () => {
  const { id } = await makeCitizen(portal)
  const young = await makePending(kept.neverActivatedDays - 1)
  const old = await makePending(kept.neverActivatedDays + 1)
  await makeDraft(id, 'prasino-provlima', kept.draftDays - 1)
  await makeDraft(id, 'technika-provlima', kept.draftDays + 1)
  await makeToken(id, 'password_reset', kept.tokenHours - 1)
  await makeToken(id, 'email_change', kept.tokenHours + 1)
  await runTasks()
  const left = async (sql: string, values: unknown[]) => (await portal.pool.query<{ it: string }>(sql, values)).rows.map(row => row.it)
  assert.deepEqual(await left(`select id::text as it from citizen where status = 'pending' and id = any($1)`, [[young, old]]), [young])
  assert.deepEqual(await left('select service as it from draft where citizen_id = $1', [id]), ['prasino-provlima'])
  assert.deepEqual(await left('select purpose as it from citizen_token where citizen_id = $1', [id]), ['password_reset'])
})

test('what the privacy page gives a number of years after closing is kept until then and gone afterwards', async () => {
  const citizen = await makeCitizen(portal)
  const clerk = await makeStaff(portal, ['clerk'], ['ilektrofotismos'])
  const visit = await signIn(portal, citizen)
  const numbers: string[] = []
  for (const days of [kept.photoYears * 365 - 2, kept.photoYears * 366 + 2, kept.requestYears * 365, kept.requestYears * 366 + 2]) {
    const { number } = await file(visit)
    numbers.push(number)
    await portal.pool.query(
      `with request as (
         update service_request set status = 'resolved', outcome = 'fixed', outcome_reason = 'Της Μαρίας', closed_at = now() - make_interval(days => $2)
         where number = $1 returning id)
       insert into request_event (request_id, actor, event, text) select id, 'citizen', 'message', 'Μένω εδώ' from request`,
      [number, days],
    )
  }
  await runTasks()
  const { rows } = await portal.pool.query(
    `select citizen_id is not null as owned, answers ->> 'subcategory' as what, (select count(*)::int from jsonb_object_keys(answers)) > 1 as told,
       outcome_reason is not null as reasoned, (select count(*)::int from photo where request_id = r.id) as photos,
       (select count(*)::int from letter where request_id = r.id) as letters,
       (select count(*)::int from request_event where request_id = r.id and text is not null) as words
     from service_request r where number = any($1) order by closed_at desc`,
    [numbers],
  )
  const whole = { owned: true, what: 'lamp_out', told: true, reasoned: true, letters: 1, words: 1 }
  assert.deepEqual(rows, [
    { ...whole, photos: 1 },
    { ...whole, photos: 0 },
    { ...whole, photos: 0 },
    { owned: false, what: 'lamp_out', told: false, reasoned: false, photos: 0, letters: 0, words: 0 },
  ])
  const desk = await signInStaff(portal, clerk)
  assert.equal((await desk.get(`/desk/requests/${numbers[3]}`)).status, 200)
  assert.equal((await desk.get('/desk/requests?queue=closed')).status, 200)
})

async function makePending(days: number): Promise<string> {
  const { id } = await makeCitizen(portal)
  await portal.pool.query(`update citizen set status = 'pending', created_at = now() - make_interval(days => $2) where id = $1`, [id, days])
  return id
}

async function makeDraft(citizenId: string, service: string, days: number): Promise<void> {
  await portal.pool.query(
    `insert into draft (citizen_id, service, answers, updated_at) values ($1, $2, '{}', now() - make_interval(days => $3))`,
    [citizenId, service, days],
  )
}

async function makeToken(citizenId: string, purpose: string, hours: number): Promise<void> {
  await portal.pool.query(
    `insert into citizen_token (citizen_id, purpose, token_hash, expires_at) values ($1, $2, decode(md5($3), 'hex'), now() - make_interval(hours => $4))`,
    [citizenId, purpose, randomUUID(), hours],
  )
}

test('what the municipality has yet to say is left out for people, and shown as missing to an administrator only', async () => {
  const clerk = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['kathariotita']))
  const administrator = await signInStaff(portal, await makeStaff(portal, ['administrator']))
  const missing = (page: Page) => page.text.match(/λείπει/g)?.length ?? 0
  for (const [path, count] of [
    ['/privacy', 4],
    ['/accessibility', 2],
  ] as const) {
    const pages = await Promise.all([portal.visit(), clerk, administrator].map(visit => visit.get(path)))
    assert.deepEqual(pages.map(missing), [0, 0, count])
    assert.doesNotMatch(pages[0]?.text ?? '', /\(DPO\)|Ημερομηνία αξιολόγησης|null/)
  }
})

test('what the municipality has said stands on the pages', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thyrida-municipality-'))
  const file = join(folder, 'municipality.json')
  const own = JSON.parse(await readFile(rootPath('src/municipality.json'), 'utf8'))
  own.privacy = {
    dpo: 'Άννα Δοκιμίδου, dpo@example.org',
    hosting: 'Κέντρο Δεδομένων Δοκιμής, Ελλάδα',
    mailProvider: 'Ταχυδρόμος Δοκιμής',
    postalOperator: 'ΕΛΤΑ',
    transfers: 'Σε κανέναν άλλον <b>',
  }
  own.accessibility = { assessedOn: '2026-10-05', assessedBy: 'Έλεγχος από ανεξάρτητο φορέα' }
  await writeFile(file, JSON.stringify(own))
  const told = await startPortal({ MUNICIPALITY_FILE: file, TILE_URL: 'https://{s}.tiles.example.org/{z}/{x}/{y}.png', LIMIT_PHOTOS: '3' })
  try {
    const privacy = await told.visit().get('/privacy')
    for (const value of Object.values<string>(own.privacy)) assert.ok(privacy.text.includes(value), value)
    assert.ok(privacy.text.includes('tiles.example.org') && privacy.text.includes('έως 3 σε κάθε υπόθεση'))
    assert.ok(!privacy.html.includes('<b>') && !privacy.text.includes('Δεν στέλνουμε τα στοιχεία σας εκτός'))
    assert.match((await told.visit().get('/accessibility')).text, /Ημερομηνία αξιολόγησης: 05\/10\/2026 .*Έλεγχος από ανεξάρτητο φορέα/)
  } finally {
    await told.stop()
    await rm(folder, { recursive: true })
  }
})

test('security.txt tells whom to write to, and is good for a year from the start', async () => {
  const { status, html, headers } = await portal.visit().get('/.well-known/security.txt')
  assert.equal(status, 200)
  assert.match(headers.get('content-type') ?? '', /^text\/plain; charset=utf-8/)
  assert.match(html, /^Contact: mailto:noc@petroupoli\.gov\.gr$/m)
  assert.match(html, /^Preferred-Languages: el, en$/m)
  assert.ok(html.includes(`Canonical: ${portal.url}/.well-known/security.txt`))
  assert.match(securityText(portal.portal.config, new Date('2026-11-24T08:00:00Z')), /^Expires: 2027-11-24T08:00:00\.000Z$/m)
  assert.ok(Date.parse(/^Expires: (.*)$/m.exec(html)?.[1] ?? '') > Date.now())
})

test('robots are asked to leave accounts, requests, the desk and forms alone', async () => {
  const { status, html } = await portal.visit().get('/robots.txt')
  assert.equal(status, 200)
  for (const path of ['/account', '/requests', '/desk', '/bag', '/services/*/request'])
    assert.ok(html.includes(`Disallow: ${path}\n`), path)
})
