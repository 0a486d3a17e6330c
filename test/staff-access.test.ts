/** How the municipality's own people get into the desk, and how nobody else does. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { generate } from 'otplib'
import { runStaffCommand } from '../src/accounts/staff-command.js'
import { makeCitizen, makeStaff, signIn, type TestStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'

let portal: TestPortal

before(async () => {
  portal = await startPortal()
})
after(() => portal.stop())
beforeEach(() => portal.pool.query('delete from rate_limit'))

const command = (...args: string[]) => runStaffCommand(portal.portal, args)
const linkIn = (text: string) => new URL(/https?:\S+invitation\S+/.exec(text)?.[0] ?? assert.fail(`no link in: ${text}`))
const pathOf = (link: URL) => link.pathname + link.search
const phrase = 'γαλάζιο τρένο ξύνει φεγγάρι'
const wrong = 'κίτρινη βάρκα τρώει σύννεφα'

/** What the phone shows, `steps` half minutes from now. */
const code = (secret: string, steps = 0) => generate({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 })

/** As if half an hour had passed since the last code was used. */
const forgetStep = (username: string) => portal.pool.query('update staff set totp_last_step = 0 where username = $1', [username])

const isIn = async (visit: Visit) => (await visit.get('/desk/account', { follow: false })).status === 200

async function givePassword(person: { username: string }, password: string, visit = portal.visit(), next = ''): Promise<[Visit, Page]> {
  await visit.get('/desk/login')
  return [visit, await visit.post('/desk/login', { username: person.username, password, next })]
}

async function enter(person: TestStaff, visit = portal.visit(), next = ''): Promise<Visit> {
  await forgetStep(person.username)
  await givePassword(person, person.password, visit, next)
  const page = await visit.post('/desk/login/code', { code: await code(person.totpSecret) })
  assert.equal(page.status, 200, page.text)
  return visit
}

async function invite(username: string): Promise<URL> {
  return linkIn(
    await command('create', '--username', username, '--email', `${username}@example.org`, '--name', 'Άννα Δοκιμάκη', '--roles', 'editor'),
  )
}

async function openInvitation(link: URL): Promise<[Visit, Page]> {
  const visit = portal.visit()
  const page = await visit.get(pathOf(link))
  return [visit, await visit.post('/desk/invitation', { token: valueOf(page, 'token'), password: phrase, password_confirm: phrase })]
}

const keyOn = (page: Page) => (/class="key"[^>]*>([A-Z2-7 ]+)</.exec(page.html)?.[1] ?? assert.fail(page.text)).replaceAll(' ', '')
const codesOn = (page: Page) => [...page.html.matchAll(/<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2})<\/li>/g)].map(match => match[1] as string)

async function trailOf(username: string): Promise<string[]> {
  const { rows } = await portal.pool.query(
    `select event from audit_event where target_id = (select id::text from staff where username = $1) order by id`,
    [username],
  )
  return rows.map(row => row.event)
}

async function lettersTo(username: string): Promise<string[]> {
  const { rows } = await portal.pool.query('select kind from letter where to_address = $1 order by created_at', [`${username}@example.org`])
  return rows.map(row => row.kind)
}

function includes(list: string[], ...wanted: string[]): void {
  for (const one of wanted) assert.ok(list.includes(one), `${one} is not among ${list}`)
}

describe('An invitation', () => {
  it('opens an account once, although a mail scanner looked at the link twice before', async () => {
    const link = await invite('anna.once')
    for (const _ of [1, 2]) assert.equal((await portal.visit().get(pathOf(link))).status, 200)
    const [visit, factor] = await openInvitation(link)
    assert.equal(factor.path, '/desk/invitation/second-factor')
    const secret = keyOn(factor)
    const codes = await visit.post('/desk/invitation/second-factor', { code: await code(secret) })
    assert.equal(codesOn(codes).length, 10)
    assert.match((await visit.post('/desk/recovery-codes')).text, /Ο λογαριασμός σας είναι έτοιμος/)

    assert.equal(codesOn(await visit.get('/desk/recovery-codes')).length, 0)
    const again = portal.visit()
    assert.equal((await again.get(pathOf(link))).status, 404)
    await again.get('/desk/login')
    const second = await again.post('/desk/invitation', {
      token: link.searchParams.get('token') ?? '',
      password: wrong,
      password_confirm: wrong,
    })
    assert.equal(second.status, 409)
    await enter({ username: 'anna.once', password: phrase, totpSecret: secret, name: '', email: '' })
    assert.deepEqual(await trailOf('anna.once'), ['staff.created', 'staff.invited', 'totp.enabled', 'login.ok'])
  })

  it('does not let anybody in before the phone has answered', async () => {
    const link = await invite('anna.early')
    const [visit, factor] = await openInvitation(link)
    assert.equal((await visit.post('/desk/invitation/second-factor', { code: '000000' })).status, 422)
    const [, page] = await givePassword({ username: 'anna.early' }, phrase)
    assert.equal(page.status, 422)
    assert.equal((await portal.visit().get(pathOf(link))).status, 200, 'and the invitation still opens')
    assert.equal((await visit.post('/desk/invitation/second-factor', { code: await code(keyOn(factor)) })).path, '/desk/recovery-codes')
  })

  it('dies when a newer one is made, and after seven days', async () => {
    const old = await invite('anna.late')
    const [visit, factor] = await openInvitation(old)
    const fresh = linkIn(await command('invite', 'anna.late'))
    assert.equal((await portal.visit().get(pathOf(old))).status, 404)
    assert.equal((await visit.post('/desk/invitation/second-factor', { code: await code(keyOn(factor)) })).status, 409)
    assert.equal((await portal.visit().get(pathOf(fresh))).status, 200)
    const { rows } = await portal.pool.query(
      `select round(extract(epoch from expires_at - now()) / 3600)::int as hours from staff_token where used_at is null and staff_id = (select id from staff where username = 'anna.late')`,
    )
    assert.equal(rows[0].hours, 7 * 24)
    await portal.pool.query('update staff_token set expires_at = now() where used_at is null')
    assert.equal((await portal.visit().get(pathOf(fresh))).status, 404)
  })

  it('refuses a password that is short, common, about its owner, or typed differently the second time', async () => {
    const link = await invite('anna.weak')
    const visit = portal.visit()
    const token = valueOf(await visit.get(pathOf(link)), 'token')
    const cases: [string, string, RegExp][] = [
      ['σύντομο', 'σύντομο', /12 χαρακτήρες/],
      ['anna.weak.2026!', 'anna.weak.2026!', /δικά σας στοιχεία/],
      ['password1234', 'password1234', /διαρρεύσει|μαντεύεται/],
      [phrase, wrong, /δεν είναι ίδια/],
      ['', '', /Γράψτε το νέο συνθηματικό/],
    ]
    for (const [password, password_confirm, sentence] of cases) {
      const page = await visit.post('/desk/invitation', { token, password, password_confirm })
      assert.equal(page.status, 422)
      assert.match(page.text, sentence)
      assert.equal(valueOf(page, 'token'), token, 'the invitation is kept')
    }
  })

  it('never gives its token to another site or page', async () => {
    const page = await portal.visit().get(pathOf(await invite('anna.quiet')))
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer')
    assert.equal(page.headers.get('cache-control'), 'no-store')
  })

  it('is sent as a letter', async () => {
    const link = await invite('anna.letter')
    const letter = await portal.mailbox.next('anna.letter@example.org')
    assert.match(letter.subject, /Πρόσκληση/)
    for (const body of [letter.text, letter.html]) assert.ok(body.includes(link.href), body)
  })
})

describe('The desk’s door', () => {
  let person: TestStaff
  beforeEach(async () => {
    person = await makeStaff(portal, ['editor'])
  })

  it('asks for both the password and a code of the phone', async () => {
    const [visit, page] = await givePassword(person, person.password)
    assert.equal(page.path, '/desk/login/code')
    assert.equal(await isIn(visit), false, 'the password alone is not enough')
    const alone = portal.visit()
    await alone.get('/desk/login')
    assert.equal((await alone.post('/desk/login/code', { code: await code(person.totpSecret) })).path, '/desk/login', 'nor is the code')
    assert.equal(await isIn(alone), false)
    await visit.post('/desk/login/code', { code: await code(person.totpSecret) })
    assert.equal(await isIn(visit), true)
    includes(await trailOf(person.username), 'login.ok')
  })

  it('takes the username in capitals too, and the code with a space in it', async () => {
    const [visit] = await givePassword({ username: person.username.toUpperCase() }, person.password)
    const six = await code(person.totpSecret)
    await visit.post('/desk/login/code', { code: `${six.slice(0, 3)} ${six.slice(3)}` })
    assert.equal(await isIn(visit), true)
  })

  it('gives a new session at each step, and the old cookie opens nothing', async () => {
    const visit = portal.visit()
    await visit.get('/desk/login')
    const first = visit.cookies.get('sid')
    await visit.post('/desk/login', { username: person.username, password: person.password })
    const second = visit.cookies.get('sid') as string
    await visit.post('/desk/login/code', { code: await code(person.totpSecret) })
    const third = visit.cookies.get('sid')
    assert.equal(new Set([first, second, third]).size, 3)
    const thief = portal.visit()
    thief.cookies.set('sid', second)
    assert.equal(await isIn(thief), false)
  })

  it('takes a code once, whoever else has seen it', async () => {
    const [first] = await givePassword(person, person.password)
    const [second] = await givePassword(person, person.password)
    const six = await code(person.totpSecret)
    const pages = await Promise.all([first, second].map(visit => visit.post('/desk/login/code', { code: six })))
    assert.deepEqual(pages.map(page => page.status).sort(), [200, 422])
    const [third] = await givePassword(person, person.password)
    assert.equal((await third.post('/desk/login/code', { code: six })).status, 422)
    includes(await trailOf(person.username), 'login.totp_failed')
  })

  it('takes the code of the step before and after, and none further away', async () => {
    for (const [steps, status] of [
      [-3, 422],
      [3, 422],
      [1, 200],
    ] as const) {
      const [visit] = await givePassword(person, person.password)
      assert.equal((await visit.post('/desk/login/code', { code: await code(person.totpSecret, steps) })).status, status, `${steps} steps`)
    }
  })

  it('stops listening after five wrong codes, to the right one too', async () => {
    const [visit] = await givePassword(person, person.password)
    for (const _ of [1, 2, 3, 4, 5]) assert.equal((await visit.post('/desk/login/code', { code: '000000' })).status, 422)
    const page = await visit.post('/desk/login/code', { code: await code(person.totpSecret) })
    assert.equal(page.status, 429)
    assert.match(page.headers.get('retry-after') ?? '', /^\d+$/)
    assert.equal(await isIn(visit), false)
    includes(await trailOf(person.username), 'login.limited')
  })

  it('says the same of a wrong password and of a name that nobody has', async () => {
    const plain = (page: Page) => page.html.replace(/value="[^"]*"/g, '')
    const [, known] = await givePassword(person, wrong)
    const [, unknown] = await givePassword({ username: 'nobody.at.all' }, wrong)
    assert.equal(known.status, 422)
    assert.equal(unknown.status, 422)
    assert.equal(plain(known), plain(unknown))
    includes(await trailOf(person.username), 'login.failed')
    for (const name of [person.username, 'nobody.at.all']) {
      for (const _ of [1, 2, 3, 4]) assert.equal((await givePassword({ username: name }, wrong))[1].status, 422)
      assert.equal((await givePassword({ username: name }, person.password))[1].status, 429, name)
    }
  })

  it('does not look at more guesses when they come all at once', async () => {
    const visits = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const visit = portal.visit()
        await visit.get('/desk/login')
        return visit
      }),
    )
    const pages = await Promise.all(visits.map(visit => visit.post('/desk/login', { username: person.username, password: wrong })))
    assert.equal(pages.filter(page => page.status === 422).length, 5)
    assert.equal(pages.filter(page => page.status === 429).length, 7)
  })

  it('still opens for the owner’s own browser while a stranger guesses', async () => {
    const own = await enter(person)
    await own.get('/desk/account')
    await own.post('/desk/logout')
    for (const _ of [1, 2, 3, 4, 5, 6]) await givePassword(person, wrong)
    await portal.pool.query('update staff set wrong_passwords = 100 where username = $1', [person.username])
    assert.equal((await givePassword(person, person.password))[1].status, 429)
    await enter(person, own)
    assert.equal(await isIn(own), true)
  })

  it('closes after a hundred wrong passwords in a row, and a letter says so', async () => {
    await portal.pool.query('update staff set wrong_passwords = 99 where username = $1', [person.username])
    await givePassword(person, wrong)
    assert.deepEqual(await lettersTo(person.username), ['staff.locked'])
    assert.equal((await givePassword(person, person.password))[1].status, 422)
  })

  it('lets nobody in while the counters are out of reach', async () => {
    await portal.pool.query('alter table rate_limit rename to rate_limit_away')
    try {
      const [visit, page] = await givePassword(person, person.password)
      assert.ok(page.status >= 500, String(page.status))
      await visit.post('/desk/login/code', { code: await code(person.totpSecret) })
      assert.equal(await isIn(visit), false)
    } finally {
      await portal.pool.query('alter table rate_limit_away rename to rate_limit')
    }
  })

  it('leads back to the page that was asked for, and only to the desk’s', async () => {
    const asked = await portal.visit().get('/desk/account/password')
    assert.equal(asked.path, '/desk/login?next=%2Fdesk%2Faccount%2Fpassword')
    assert.equal(valueOf(asked, 'next'), '/desk/account/password')
    const visit = await enter(person, portal.visit(), '/desk/account/password')
    assert.equal(visit.last?.path, '/desk/account/password')
    for (const next of ['https://evil.example/desk', '//evil.example/desk', '/requests', '/desk/../account', '/desk/login', '/deskelse']) {
      await forgetStep(person.username)
      const other = portal.visit()
      await givePassword(person, person.password, other, next)
      const sent = await other.post('/desk/login/code', { code: await code(person.totpSecret) }, { follow: false })
      assert.equal(sent.headers.get('location'), '/desk', next)
    }
  })

  it('keeps every wrong or odd form out with a sentence', async () => {
    const visit = portal.visit()
    await visit.get('/desk/login')
    const forms: Record<string, string | string[]>[] = [
      {},
      { username: '', password: '' },
      { username: ['a', 'b'], password: 'x' },
      { username: 'ΑΝΝΑ', password: 'x' },
      { username: 'x'.repeat(5000), password: 'x'.repeat(5000) },
      { username: person.username, password: person.password, staff_id: '1' },
    ]
    for (const form of forms) {
      const page = await visit.post('/desk/login', form)
      assert.equal(page.status, 422)
      assert.match(page.html, /govuk-error-summary/)
    }
  })

  it('is shut behind whoever signs out', async () => {
    const visit = await enter(person)
    const cookie = visit.cookies.get('sid') as string
    await visit.get('/desk/account')
    assert.match((await visit.post('/desk/logout')).text, /Αποσυνδεθήκατε/)
    const thief = portal.visit()
    thief.cookies.set('sid', cookie)
    assert.equal(await isIn(thief), false)
    const { rowCount } = await portal.pool.query(
      `select from audit_event where event = 'logout' and actor_id = (select id from staff where username = $1)`,
      [person.username],
    )
    assert.equal(rowCount, 1)
  })
})

describe('A recovery code', () => {
  it('opens the desk once, and a letter says so', async () => {
    const link = await invite('anna.paper')
    const [visit, factor] = await openInvitation(link)
    const [first = '', second = ''] = codesOn(await visit.post('/desk/invitation/second-factor', { code: await code(keyOn(factor)) }))
    const [one] = await givePassword({ username: 'anna.paper' }, phrase)
    assert.match((await one.post('/desk/login/code', { code: ` ${first.toLowerCase()} ` })).text, /κωδικό ανάγκης/)
    assert.equal(await isIn(one), true)
    includes(await lettersTo('anna.paper'), 'staff.recovery_used')
    const [two] = await givePassword({ username: 'anna.paper' }, phrase)
    assert.equal((await two.post('/desk/login/code', { code: first })).status, 422)
    assert.equal(await isIn(two), false)
    assert.notEqual((await two.post('/desk/login/code', { code: second })).status, 422)
    const trail = await trailOf('anna.paper')
    includes(trail, 'recovery.used', 'recovery.failed')
  })

  it('belongs to one person alone', async () => {
    const [visit, factor] = await openInvitation(await invite('anna.owner'))
    const [paper = ''] = codesOn(await visit.post('/desk/invitation/second-factor', { code: await code(keyOn(factor)) }))
    const other = await makeStaff(portal, ['editor'])
    const [stranger] = await givePassword(other, other.password)
    assert.equal((await stranger.post('/desk/login/code', { code: paper })).status, 422)
  })

  it('cannot be read from the database, nor can the phone’s key or an invitation', async () => {
    const link = await invite('anna.dump')
    const token = link.searchParams.get('token') as string
    const [visit, factor] = await openInvitation(link)
    const secret = keyOn(factor)
    const [paper = ''] = codesOn(await visit.post('/desk/invitation/second-factor', { code: await code(secret) }))
    const { rows } = await portal.pool.query(
      `select (select json_agg(staff) from staff)::text || (select json_agg(staff_token) from staff_token)::text
         || (select json_agg(recovery_code) from recovery_code)::text || (select json_agg(session) from session)::text as dump`,
    )
    for (const plain of [secret, paper, paper.replaceAll('-', ''), token, phrase]) {
      assert.equal(rows[0].dump.includes(plain), false, plain)
      assert.equal(rows[0].dump.includes(Buffer.from(plain).toString('hex')), false, plain)
    }
  })
})

describe('Somebody of the staff', () => {
  let person: TestStaff
  beforeEach(async () => {
    person = await makeStaff(portal, ['editor'])
  })

  it('is out at the next click once suspended, and cannot come back', async () => {
    const visit = await enter(person)
    await command('suspend', person.username)
    assert.equal((await visit.get('/desk/account')).path.split('?')[0], '/desk/login')
    assert.equal((await givePassword(person, person.password))[1].status, 422)
    await command('resume', person.username)
    assert.equal(await isIn(visit), false, 'the old session stays ended')
    await enter(person, visit)
  })

  it('is out at the next click after the last day', async () => {
    const visit = await enter(person)
    await portal.pool.query(`update staff set last_day = (now() at time zone 'Europe/Athens')::date where username = $1`, [person.username])
    assert.equal(await isIn(visit), true, 'the last day itself still counts')
    await portal.pool.query(`update staff set last_day = last_day - 1 where username = $1`, [person.username])
    assert.equal(await isIn(visit), false)
    assert.equal((await givePassword(person, person.password))[1].status, 422)
  })

  it('cannot finish a sign-in that was begun before the suspension', async () => {
    const [visit] = await givePassword(person, person.password)
    await portal.pool.query(`update staff set status = 'suspended' where username = $1`, [person.username])
    assert.equal((await visit.post('/desk/login/code', { code: await code(person.totpSecret) })).status, 422)
    assert.equal(await isIn(visit), false)
  })

  it('has two sessions at the most: the oldest ends', async () => {
    const [first, second, third] = [await enter(person), await enter(person), await enter(person)]
    assert.deepEqual([await isIn(first), await isIn(second), await isIn(third)], [false, true, true])
  })

  it('sees and ends the other session, and no session of anybody else', async () => {
    const [here, there] = [await enter(person), await enter(person)]
    const colleague = await makeStaff(portal, ['editor'])
    const elsewhere = await enter(colleague)
    const key = valueOf(await here.get('/desk/account'), 'session')
    const foreign = await portal.pool.query(
      `select encode(sha256(sid::bytea), 'hex') as key from session where staff_id = (select id from staff where username = $1)`,
      [colleague.username],
    )
    await here.post('/desk/account/sessions/end', { session: foreign.rows[0].key })
    assert.equal(await isIn(elsewhere), true)
    await here.post('/desk/account/sessions/end', { session: key })
    assert.equal(await isIn(there), false)
    includes(await trailOf(person.username), 'session.ended_by_owner')
  })

  it('changes the password with the old one and the phone; every other session ends and a letter tells', async () => {
    const [other, visit] = [await enter(person), await enter(person)]
    const [halfway] = await givePassword(person, person.password)
    await forgetStep(person.username)
    const change = { password_current: person.password, password: phrase, password_confirm: phrase, code: await code(person.totpSecret) }
    await visit.get('/desk/account/password')
    for (const [field, value, sentence] of [
      ['password_current', wrong, /τωρινό συνθηματικό δεν είναι σωστό/],
      ['code', '000000', /κωδικός δεν είναι σωστός/],
      ['password', person.username, /12 χαρακτήρες/],
    ] as const) {
      const page = await visit.post('/desk/account/password', {
        ...change,
        [field]: value,
        ...(field === 'password' ? { password_confirm: value } : {}),
      })
      assert.equal(page.status, 422, field)
      assert.match(page.text, sentence)
    }
    assert.match((await visit.post('/desk/account/password', change)).text, /Το συνθηματικό άλλαξε/)
    assert.equal(await isIn(other), false)
    assert.equal(await isIn(visit), true)
    await forgetStep(person.username)
    await halfway.post('/desk/login/code', { code: await code(person.totpSecret) })
    assert.equal(await isIn(halfway), false, 'who had given the old password may not go on with the phone')
    includes(await lettersTo(person.username), 'staff.password_changed')
    assert.equal((await givePassword(person, person.password))[1].status, 422)
    await enter({ ...person, password: phrase })
  })

  it('renews the recovery codes, and the old ones die', async () => {
    const visit = await enter(person)
    const renew = async () => {
      await forgetStep(person.username)
      await visit.get('/desk/account/recovery-codes')
      return codesOn(
        await visit.post('/desk/account/recovery-codes', { password_current: person.password, code: await code(person.totpSecret) }),
      )
    }
    const [old = ''] = await renew()
    const [fresh = ''] = await renew()
    const [stranger] = await givePassword(person, person.password)
    assert.equal((await stranger.post('/desk/login/code', { code: old })).status, 422)
    assert.equal((await stranger.post('/desk/login/code', { code: fresh })).status, 200)
  })

  it('is no citizen: the citizens’ pages stay closed, and a citizen’s session ends when staff sign in over it', async () => {
    const visit = await enter(person)
    assert.equal((await visit.get('/requests')).status, 403)
    const citizen = await signIn(portal, await makeCitizen(portal))
    assert.equal((await citizen.get('/desk/account')).status, 403)
    await enter(person, citizen)
    assert.equal((await citizen.get('/requests')).status, 403)
  })

  it('who lost the phone begins anew: sessions end, old password and codes are worth nothing', async () => {
    const visit = await enter(person)
    const link = linkIn(await command('reset-second-factor', person.username))
    assert.equal(await isIn(visit), false)
    assert.equal((await givePassword(person, person.password))[1].status, 422)
    const [again, factor] = await openInvitation(link)
    await again.post('/desk/invitation/second-factor', { code: await code(keyOn(factor)) })
    await enter({ ...person, password: phrase, totpSecret: keyOn(factor) })
  })
})

describe('The operator’s command', () => {
  const create = (changes: Record<string, string>) => {
    const given = {
      username: 'oper.one',
      email: 'oper@example.org',
      name: 'Όλγα Δοκιμάκη',
      roles: 'clerk,supervisor',
      departments: 'kathariotita,prasino',
      ...changes,
    }
    return command(
      'create',
      ...Object.entries(given)
        .filter(([, value]) => value)
        .flatMap(([name, value]) => [`--${name}`, value]),
    )
  }

  it('answers each mistake with a sentence and makes nothing', async () => {
    const mistakes: [Record<string, string>, RegExp][] = [
      [{ roles: 'clerk,king' }, /no role «king»/],
      [{ departments: 'kathariotita,moon' }, /no department «moon».*kathariotita/s],
      [{ departments: '' }, /clerk works for a department/],
      [{ username: 'όλγα' }, /--username/],
      [{ email: 'olga' }, /--email/],
      [{ name: '' }, /Missing: --name/],
      [{ 'last-day': '2027-02-30' }, /--last-day/],
      [{ colour: 'red' }, /--colour/],
    ]
    for (const [changes, sentence] of mistakes) await assert.rejects(create(changes), sentence)
    await assert.rejects(command('promote', 'somebody'), /no command «promote»/)
    await assert.rejects(command('suspend', 'nobody.here'), /no staff account «nobody.here»/)
    assert.equal((await portal.pool.query(`select from staff where username = 'oper.one'`)).rowCount, 0)
  })

  it('makes the account with its roles, departments and last day, and refuses the name a second time', async () => {
    await create({ 'last-day': '2027-01-31' })
    assert.match(await command('list'), /oper\.one\s+invited\s+clerk,supervisor\s+kathariotita,prasino\s+2027-01-31/)
    await assert.rejects(create({ username: 'OPER.one' }), /is taken/)
    await command('suspend', 'oper.one')
    await assert.rejects(command('invite', 'oper.one'), /active already|suspended/)
    assert.match(await command('resume', 'oper.one'), /no password yet/)
  })
})
