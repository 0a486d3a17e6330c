/** What the log tells, and what it never does: a whole journey of people with names, papers, passwords, links and mistakes. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ChildPortal, childPortal, type LogLine, until } from '../support/child-portal.js'
import { freshDatabase } from '../support/database.js'
import { answers, service } from '../support/doors.js'
import { valueOf } from '../support/portal.js'
import { levelB, personal } from '../support/registering.js'

const form = levelB({ surname: 'Ζζμυστική', first_name: 'Ζζονόματι', mobile: '6944848966' })
const secrets = new Map<string, string>([
  ['username', form.username],
  ['e-mail', form.email],
  ['surname', 'Ζζμυστική'],
  ['first name', 'Ζζονόματι'],
  ['father', personal.father_name as string],
  ['password', form.password as string],
  ['wrong password', 'zz-wrong-password-typed'],
  ['ΑΦΜ', personal.afm as string],
  ['identity', '123456'],
  ['phone', '6944848966'],
  ['birth', '1980'],
  ['description', 'Ζζπεριγραφή'],
  ['message', 'Ζζμήνυμα'],
  ['street', 'Ζζοδός'],
  ['search', 'zzsearched'],
  ['desk user', 'zz.desk.user'],
])

let portal: ChildPortal
before(async () => {
  portal = await childPortal(await freshDatabase(), { settings: { LOG_LEVEL: 'debug' }, before: ['./test/support/throw-on-signal.ts'] })
  await portal.start()
  await journey()
  // Lines leave together, a moment later: the last thing of the journey is a wrong password at the desk.
  await until('the last line', () =>
    lines().some(({ msg, method, path }) => msg === 'request' && method === 'POST' && path === '/desk/login'),
  )
})
after(() => portal.stop())

async function letter(subject = ''): Promise<{ token: string; code: string }> {
  const { text } = await portal.mailbox.next(form.email, subject)
  const found = { token: /token=([\w-]+)/.exec(text)?.[1] ?? '', code: /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(text)?.[0] ?? '' }
  if (found.token) secrets.set(`token ${subject}`, found.token)
  if (found.code) secrets.set(`code ${subject}`, found.code)
  return found
}

async function journey(): Promise<void> {
  const visit = portal.visit()
  await visit.get('/register')
  assert.equal((await visit.post('/register', { ...form, afm: '123456789' })).status, 422)
  assert.equal(
    (await visit.post('/register', { ...form, form_started: valueOf(visit.last ?? (await visit.get('/register')), 'form_started') })).path,
    '/register/sent',
  )
  const { token } = await letter()
  await visit.get('/activate?token=wrong')
  const page = await visit.get(`/activate?token=${token}`)
  await visit.post('/activate', { token: valueOf(page, 'token') })
  await visit.get('/login')
  await visit.post('/login', { username: form.username, password: 'zz-wrong-password-typed' })
  await visit.post('/login', { username: 'zz\n{"level":60,"msg":"forged line"}\r\n', password: 'zz-wrong-password-typed' })
  await visit.post('/login', { username: form.username, password: form.password as string })
  await visit.get(`${service}?subcategory=lamp_out`)
  const receipt = await visit.post(service, {
    ...answers,
    street: 'Ζζοδός',
    description: 'Ζζπεριγραφή',
    submission_key: crypto.randomUUID(),
    confirmed: 'yes',
  })
  assert.match(receipt.path, /^\/requests\/\d{9}/)
  await visit.post(`${receipt.path}/messages`, { message: 'Ζζμήνυμα', version: '1' })
  await visit.postFiles(`${service}/photos`, {}, [
    { name: 'photos', filename: 'Ζζμυστική.jpg', type: 'image/jpeg', data: Buffer.from('no picture') },
  ])
  await visit.get('/verification')
  const slip = await visit.post('/verification')
  const shown = /class="slip__code"[^>]*>([^<]+)</.exec(slip.html)?.[1] ?? ''
  assert.match(shown, /^\w{4}-\w{4}-\w{2}$/)
  for (const code of [shown, shown.replaceAll('-', '')]) {
    secrets.set(`slip ${code.length}`, code)
    await visit.get(`/desk/verifications/${code}`)
    await visit.get(`/desk/verifications/${code.toLowerCase()}/receipt`)
    secrets.set(`slip small ${code.length}`, code.toLowerCase())
  }
  await visit.get('/services?q=zzsearched')
  await visit.get('/services?q=zzsearched%00')
  for (const [name, value] of visit.cookies)
    if (name !== 'lang') secrets.set(`cookie ${name}`, decodeURIComponent(value).split('.')[1] as string)
  if (visit.token) secrets.set('form token', visit.token)
  await visit.get('/desk/requests')
  await visit.get('/requests/111111118')
  await visit.post('/account/details', { _csrf: 'wrong', surname: 'Ζζμυστική' })
  await visit.post('/account/details', { surname: 'Ζζμυστική', 'user[role]': 'x' })
  await visit.get('/password/forgot')
  await visit.post('/password/forgot', { email: form.email })
  const { token: reset } = await letter('συνθηματικό')
  await visit.get(`/password/reset?token=${reset}`)
  await visit.get('/desk/login')
  await visit.post('/desk/login', { username: 'zz.desk.user', password: 'zz-wrong-password-typed' })
}

const lines = () => portal.log
const events = (name: string) => lines().filter(({ event }) => event === name)

describe('the log', () => {
  it('is lines of JSON, each with its time in UTC and a level, and nobody adds a line by typing one', () => {
    assert.ok(lines().length > 30)
    for (const line of lines()) {
      assert.equal(line.text, undefined, `no JSON: ${line.text}`)
      assert.match(String(line.time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      assert.ok(Number(line.level) >= 10)
    }
    assert.equal(lines().filter(({ msg }) => msg === 'forged line').length, 0)
  })

  it('has a line of every request: which, what, when, how it ended', () => {
    const requests = lines().filter(({ msg }) => msg === 'request')
    for (const line of requests) {
      assert.match(String(line.requestId), /^[0-9a-f-]{36}$/)
      assert.match(String(line.method), /^(GET|POST)$/)
      assert.doesNotMatch(String(line.path), /[?#]/)
      assert.ok(Number(line.status) >= 200)
      assert.deepEqual(Object.keys(line).sort(), ['level', 'method', 'milliseconds', 'msg', 'path', 'requestId', 'status', 'time'])
    }
    assert.equal(new Set(requests.map(({ requestId }) => requestId)).size, requests.length)
  })

  it('tells of what was refused, and of each defence by its name', () => {
    for (const event of ['authz.denied', 'csrf.rejected', 'input.refused', 'request.photo_rejected'])
      assert.notEqual(events(event).length, 0, event)
    assert.ok(events('authz.denied').some(({ status }) => status === 403))
    assert.ok(events('authz.denied').some(({ status }) => status === 404))
  })

  it('holds no name, address, number, password, token, cookie, and nothing that was written', () => {
    const whole = lines().map(line => JSON.stringify(line))
    for (const [what, secret] of secrets) {
      assert.ok(secret.length > 3, what)
      const found = whole.filter(line => line.replace(/"(time|requestId)":"[^"]*"/g, '').includes(secret))
      assert.deepEqual(found, [], what)
    }
    for (const word of ['@', 'cookie', '$argon2', '_csrf', 'sid='])
      assert.deepEqual(
        whole.filter(line => line.includes(word)),
        [],
        word,
      )
  })

  it('and the trail together know who signed in and who failed, by which browser, and name nobody', async () => {
    const { rows } = await portal.pool.query(
      'select at, actor_kind, actor_id, event, outcome, request_id, target_id, reason, device from audit_event order by id',
    )
    const text = JSON.stringify(rows)
    for (const event of [
      'account.registered',
      'account.activated',
      'login.failed',
      'login.ok',
      'request.created',
      'password.reset_requested',
    ])
      assert.ok(
        rows.some(row => row.event === event),
        event,
      )
    for (const row of rows) assert.match(row.request_id, /^[0-9a-f-]{36}$/, row.event)
    const entered = rows.find(({ event }) => event === 'login.ok')
    assert.match(entered.device, /^[0-9a-f]{8}$/)
    assert.ok(
      lines().some(({ requestId }) => requestId === entered.request_id),
      'the trail and the log meet by the request’s id',
    )
    for (const [what, secret] of secrets)
      assert.equal(text.replace(/"(at|request_id|actor_id|target_id)":"[^"]*"/g, '').includes(secret), false, what)
  })
})

describe('a fault', () => {
  it('is a page that says nothing but a code, which the log knows', async () => {
    const visit = portal.visit()
    await visit.get('/login')
    await visit.post('/login', { username: form.username, password: form.password as string })
    await portal.pool.query('alter table request_event rename to gone')
    await portal.pool.query('alter table draft rename to also_gone')
    try {
      const page = await visit.get('/requests')
      assert.equal(page.status, 500)
      assert.match(page.text, /Κάτι χάλασε σε εμάς/)
      const id = /<code>([0-9a-f-]{36})<\/code>/.exec(page.html)?.[1]
      assert.ok(id, 'the page names no request')
      assert.doesNotMatch(page.html, /relation|draft|select|\.ts|\.js:|node_modules|Error/)
      assert.equal(page.headers.get('cache-control'), 'no-store')
      const line = await until('the line of the fault', () => lines().find(({ requestId, msg }) => requestId === id && msg === 'fault'), 10)
      assert.equal(line.level, 50)
      assert.ok(Array.isArray(line.at))
      assert.doesNotMatch(JSON.stringify(line satisfies LogLine), new RegExp(form.username))
    } finally {
      await portal.pool.query('alter table also_gone rename to draft')
      await portal.pool.query('alter table gone rename to request_event')
    }
    assert.equal((await visit.get('/requests')).status, 200)
  })

  it('behind an answer that has left is a line as well, not a stack on the terminal', async () => {
    const visit = portal.visit()
    await visit.get('/login')
    await visit.post('/login', { username: form.username, password: form.password as string })
    await portal.pool.query(`update session set sess = jsonb_set(sess::jsonb, '{seenAt}', '0')`)
    await portal.pool.query('revoke update on session from thyrida_portal')
    const before = lines().length
    try {
      assert.equal((await visit.get('/requests')).status, 200)
      await until(
        'the line of the fault',
        () =>
          lines()
            .slice(before)
            .some(({ msg }) => msg === 'fault'),
        10,
      )
      assert.deepEqual(
        lines().filter(({ text }) => text !== undefined),
        [],
      )
    } finally {
      await portal.pool.query('grant update on session to thyrida_portal')
    }
    assert.equal((await visit.get('/requests')).status, 200)
  })

  it('that nothing foresaw ends the portal with a line, not with a stack on the terminal', async () => {
    process.kill(portal.pid(), 'SIGUSR2')
    await until('the end', () => !portal.isAlive(), 20)
    const line = lines().find(({ msg }) => msg === 'app.crashed')
    assert.equal(line?.level, 60)
    assert.equal(line?.message, 'nobody foresaw this')
    assert.deepEqual(
      lines().filter(({ text }) => text !== undefined),
      [],
    )
  })
})
