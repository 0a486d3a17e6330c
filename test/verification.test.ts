/** From the wish to Level B: the slip, the counter, its outcomes, and how the level is lost and found again. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { tasks } from '../src/tasks.js'
import { events, next, open as openStates, states, table } from '../src/verification/states.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'
import { personal } from './support/registering.js'
import { makeWisher, papersOf, type Wisher } from './support/wishers.js'

const onReceipt = /^\/desk\/verifications\/\w{10}\/receipt$/

let portal: TestPortal
let clerk: TestStaff
let desk: Visit

before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_VISIT_CODES_HOUR: '100' })
  clerk = await makeStaff(portal, ['registrar'])
  desk = await signInStaff(portal, clerk, 'window-1')
})
after(() => portal.stop())

async function takeSlip(person: Wisher): Promise<{ visit: Visit; code: string }> {
  const visit = await signIn(portal, person)
  await visit.get('/verification')
  const page = await visit.post('/verification')
  const code = /class="slip__code"[^>]*>([^<]+)</.exec(page.html)?.[1] ?? ''
  assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$/)
  return { visit, code }
}

async function open(code: string, by = desk): Promise<Page> {
  await by.get('/desk/verifications')
  return by.post('/desk/verifications', { code })
}

async function compare(person: Wisher, code: string, changes: Record<string, string | string[]> = {}, by = desk): Promise<Page> {
  const page = await open(code, by)
  assert.equal(page.status, 200, page.text.slice(0, 300))
  return by.post(`${page.path}/comparison`, { ...papersOf(person, changes), version: valueOf(page, 'version') })
}

async function rowOf({ id }: Wisher) {
  const { rows } = await portal.pool.query(
    `select v.status, v.fields, v.tries, c.level, c.suspended_for as suspended, (select count(*)::int from claim where citizen_id = c.id) as claims
     from citizen c left join verification v on v.citizen_id = c.id where c.id = $1 order by v.created_at desc limit 1`,
    [id],
  )
  return rows[0]
}

const failedCodes = async () => (await portal.pool.query(`select from audit_event where event = 'levelb.code_failed'`)).rowCount as number

const trailOf = async (type: string, event: string) =>
  (await portal.pool.query(`select from audit_event where target_type = $1 and event = $2`, [type, event])).rowCount

describe('the states', () => {
  it('have a row each; nothing leaves an end, and every event leads to a state', () => {
    assert.deepEqual(Object.keys(table), [...states])
    for (const state of states)
      for (const event of events) {
        const to = next(state, event)
        assert.ok(to === undefined || states.includes(to), `${state} ${event}`)
      }
    for (const end of ['passed', 'refused', 'expired', 'cancelled'] as const) assert.deepEqual(table[end], {}, end)
  })
})

describe('the open states', () => {
  it('are those of which a citizen may have one, to the database too', async () => {
    const { rows } = await portal.pool.query<{ said: string }>(
      `select indexdef as said from pg_indexes where indexname = 'verification_open'`,
    )
    assert.deepEqual([...(rows[0]?.said ?? '').matchAll(/'(\w+)'/g)].map(found => found[1]).sort(), [...openStates].sort())
  })
})

describe('the slip', () => {
  it('is for whoever has wished and filled everything in, the same one however often it is asked for, and by letter too', async () => {
    const without = await signIn(portal, await makeCitizen(portal))
    assert.match((await without.get('/verification')).text, /Δεν έχετε ζητήσει ακόμη/)
    assert.equal((await without.post('/verification')).status, 403)
    const person = await makeWisher(portal)
    const { visit, code } = await takeSlip(person)
    await visit.post('/verification')
    const page = await visit.get('/verification')
    assert.ok(page.html.includes(code))
    assert.equal((page.html.match(/data:image\/svg\+xml/g) ?? []).length, 2)
    await portal.deliverMail()
    const { rows } = await portal.pool.query(`select body_text from letter where citizen_id = $1 and kind = 'levelb.visit_code_issued'`, [
      person.id,
    ])
    assert.equal(rows.length, 1)
    assert.ok(rows[0].body_text.includes(code))
  })

  it('opens no account: it is neither a password nor a code of one', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(person)
    const stranger = portal.visit()
    await stranger.get('/login')
    assert.equal((await stranger.post('/login', { username: person.username, password: code })).status, 422)
  })

  it('can be given up, and runs out; the account stays as it was and another slip is there for the asking', async () => {
    const person = await makeWisher(portal)
    const { visit, code } = await takeSlip(person)
    const page = await visit.get('/verification')
    assert.match((await visit.post('/verification/cancellation', { version: valueOf(page, 'version') })).text, /Το δελτίο ακυρώθηκε/)
    assert.equal((await open(code)).status, 422)
    const { code: second } = await takeSlip(person)
    assert.notEqual(second, code)
    await portal.pool.query(`update verification set expires_at = now() where citizen_id = $1 and status = 'ready'`, [person.id])
    assert.equal((await open(second)).status, 422)
    for (const task of tasks) await task.run(portal.portal)
    assert.deepEqual(await rowOf(person), { status: 'expired', fields: [], tries: 0, level: 'A', suspended: null, claims: 0 })
    assert.match((await visit.get('/verification')).text, /Το δελτίο έληξε/)
    await takeSlip(person)
  })
})

describe('the counter', () => {
  it('opens a visit by the code, however it is typed, and answers every wrong one alike', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(person)
    assert.equal((await open(code.toLowerCase().replaceAll('-', ' '))).status, 200)
    for (const wrong of ['', 'AAAA-AAAA-AA', code.slice(0, -1), `${code}4`, 'ΑΒΓ', '<script>']) {
      const page = await open(wrong)
      assert.equal(page.status, 422, wrong)
      assert.match(page.text, wrong === '' ? /./ : /Αυτός ο κωδικός δεν ανοίγει πιστοποίηση/)
    }
    assert.equal((await desk.get('/desk/verifications/AAAAAAAAAA')).status, 404)
  })

  it('shows nothing of what was declared', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(person)
    const page = await open(code)
    for (const secret of [
      person.afm,
      person.afm.slice(2, 8),
      '3/9/1980',
      '03/09/1980',
      'Δοκιμάκη',
      'Μαρία',
      person.email,
      person.mobile,
      'Ξάνθου',
    ])
      assert.ok(!page.html.includes(secret), secret)
  })

  it('certifies where all agrees: four dated claims, a recovery code shown once, a letter later', async () => {
    const person = await makeWisher(portal)
    const { visit, code } = await takeSlip(person)
    const receipt = await compare(person, code)
    assert.match(receipt.path, onReceipt, receipt.text.slice(0, 600))
    assert.deepEqual(await rowOf(person), { status: 'passed', fields: [], tries: 0, level: 'B', suspended: null, claims: 4 })
    const { rows } = await portal.pool.query('select claim, paper, paper_end from claim where citizen_id = $1 order by claim', [person.id])
    assert.deepEqual(
      rows.map(({ claim, paper, paper_end: end }) => `${claim} ${paper} ${end}`),
      [
        'address tax_assessment 778',
        'afm tax_assessment 778',
        `identity identity_card_old ${person.afm.slice(5, 8)}`,
        'tax_office tax_assessment 778',
      ],
    )
    assert.match((await visit.get('/verification')).text, /Είστε πιστοποιημένος χρήστης/)
    await desk.post(receipt.path)
    assert.equal((await desk.get(receipt.path)).path, '/desk/verifications')
    const letters = await portal.pool.query(
      `select next_attempt_at > now() + interval '1 hour' as later from letter where citizen_id = $1 and kind = 'levelb.approved'`,
      [person.id],
    )
    assert.deepEqual(letters.rows, [{ later: true }])
    assert.equal(await trailOf('verification', 'levelb.approved'), 1)
    assert.equal((await open(code)).status, 422, 'the code is used')
  })

  it('names the fields that differ and no value, keeps the visit open, and passes when they are right', async () => {
    const person = await makeWisher(portal)
    const { visit, code } = await takeSlip(person)
    const page = await compare(person, code, { surname: 'ΔΟΚΙΜΑΚΟΥ', street_number: '21' })
    assert.equal(page.status, 422)
    assert.equal((page.text.match(/δεν συμφωνεί με όσα δηλώθηκαν/g) ?? []).length, 4, 'two fields, each in the summary and beside it')
    assert.ok(!page.html.includes('Δοκιμάκη'))
    assert.deepEqual(await rowOf(person), {
      status: 'differs',
      fields: ['surname', 'street_number'],
      tries: 1,
      level: 'A',
      suspended: null,
      claims: 0,
    })
    assert.match((await visit.get('/verification')).text, /Τι δεν συμφωνεί Επώνυμο Αριθμός/)
    await desk.post(`${page.path}`, { ...papersOf(person), version: valueOf(page, 'version') })
    assert.equal((await rowOf(person)).level, 'B')
  })

  it('says what no paper proves', async () => {
    const person = await makeWisher(portal)
    const { visit, code } = await takeSlip(person)
    const page = await compare(person, code, { papers: ['utility_bill'], afm: '', tax_office: '' })
    assert.equal(page.status, 422)
    assert.match(page.text, /δεν αποδεικνύονται ΑΦΜ, Δ\.Ο\.Υ\.: ζητήστε/)
    assert.equal((await rowOf(person)).status, 'paper_missing')
    assert.match((await visit.get('/verification')).text, /Λείπει ένα έγγραφο/)
  })

  it('compares whatever a paper in hand proves: nothing of it may stay empty', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(person)
    for (const name of [
      'afm',
      'tax_office',
      'street',
      'street_number',
      'postal_code',
      'surname',
      'first_name',
      'birth_date',
      'identity_number',
      'paper_end',
      'person_present',
      'identity_paper',
    ]) {
      const page = await compare(person, code, { [name]: '' })
      assert.equal(page.status, 422, name)
      assert.equal((await rowOf(person)).status, 'ready', name)
    }
  })

  it('takes an old identity card for ever, a passport and a new card only until they expire', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(person)
    assert.match((await compare(person, code, { identity_paper: 'identity_card' })).text, /Γράψτε πότε λήγει/)
    assert.match(
      (await compare(person, code, { identity_paper: 'identity_card', identity_expires: '01/01/2020' })).text,
      /Το έγγραφο έχει λήξει/,
    )
    assert.match((await compare(person, code, { identity_paper: 'identity_card', identity_expires: '01/01/2040' })).path, onReceipt)
  })

  it('refuses with a reason that the citizen reads, or leaves it to a supervisor with neutral words', async () => {
    const one = await makeWisher(portal)
    const first = await takeSlip(one)
    const page = await open(first.code)
    const version = valueOf(page, 'version')
    assert.equal((await desk.post(`${page.path}/refusal`, { version, reason: '' })).status, 422)
    await desk.post(`${page.path}/refusal`, { version, reason: 'Η φωτογραφία δεν φαίνεται <script>alert(1)</script>' })
    assert.match((await first.visit.get('/verification')).text, /Η φωτογραφία δεν φαίνεται/)
    assert.ok(!first.visit.last?.html.includes('<script>alert'), 'what a clerk writes is text')
    await takeSlip(one)
    const other = await makeWisher(portal)
    const second = await takeSlip(other)
    const held = await open(second.code)
    await desk.post(`${held.path}/hold`, { version: valueOf(held, 'version') })
    assert.match((await second.visit.get('/verification')).text, /χρειάζεται λίγο χρόνο ακόμη/)
  })

  it('of two clerks lets one decide; the other is told', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(person)
    const other = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-2')
    const [mine, theirs] = [await open(code), await open(code, other)]
    const answers = await Promise.all(
      [mine, theirs].map((page, place) =>
        (place === 0 ? desk : other).post(
          `${page.path}/comparison`,
          { ...papersOf(person), version: valueOf(page, 'version') },
          { follow: false },
        ),
      ),
    )
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409])
    assert.equal((await rowOf(person)).claims, 4)
  })

  it('certifies what it compared: what is declared anew at the same moment comes too late', async () => {
    for (let round = 0; round < 4; round += 1) {
      const person = await makeWisher(portal)
      const { visit, code } = await takeSlip(person)
      const page = await open(code)
      await visit.get('/account/level-b')
      const other = { ...personal, afm: '094259216', mobile: person.mobile, identity_number: `ΑΒ ${person.afm.slice(2, 8)}` }
      const [decided] = await Promise.all([
        desk.post(`${page.path}/comparison`, { ...papersOf(person), version: valueOf(page, 'version') }),
        ...[1, 2, 3, 4].map(() => visit.post('/account/level-b', other)),
      ])
      const { rows } = await portal.pool.query('select level, afm_print as print from citizen where id = $1', [person.id])
      const own = portal.portal.sealer.fingerprint(person.afm, 'afm')
      assert.equal(rows[0].level === 'B' && !own.equals(rows[0].print), false, `${round}: ${decided.path}`)
    }
  })

  it('keeps the recovery code through a second click, for the clerk who decided and nobody else', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(person)
    const page = await open(code)
    const form = { ...papersOf(person), version: valueOf(page, 'version') }
    const clicks = await Promise.all([1, 2, 3].map(() => desk.post(`${page.path}/comparison`, form)))
    for (const click of clicks) assert.match(click.path, onReceipt)
    assert.equal(new Set(clicks.map(({ html }) => /class="slip__code"[^>]*>([^<]+)</.exec(html)?.[1])).size, 1)
    const other = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-2')
    assert.equal((await other.get(clicks[0]?.path as string)).path, '/desk/verifications')
  })

  it('counts a code that nobody has wherever it is sent, and writes it down', async () => {
    const before = await failedCodes()
    await desk.get('/desk/verifications')
    for (const act of ['hold', 'refusal']) {
      const form: Record<string, string> = act === 'hold' ? { version: '1' } : { version: '1', reason: 'x' }
      assert.equal((await desk.post(`/desk/verifications/AAAAAAAAAA/${act}`, form)).status, 404, act)
    }
    assert.equal(await failedCodes(), before + 2)
  })

  it('holds the visit where too many tries differ: nobody guesses at what was declared', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(person)
    for (let tried = 0; tried < 6; tried += 1) await compare(person, code, { surname: 'ΑΛΛΟΣ' })
    assert.deepEqual([(await rowOf(person)).status, (await rowOf(person)).level], ['held', 'A'])
  })

  it('gives one ΑΦΜ to one account, also where two are decided in the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      const one = await makeWisher(portal)
      const twin = await makeWisher(portal, one.afm)
      await portal.pool.query(`update citizen set mobile = null, identity_number_print = null where id = $1`, [twin.id])
      const other = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-2')
      const [first, second] = [(await takeSlip(one)).code, (await takeSlip(twin)).code]
      const pages = await Promise.all([compare(one, first), compare(twin, second, {}, other)])
      assert.deepEqual([(await rowOf(one)).status, (await rowOf(twin)).status].sort(), ['held', 'passed'], `${round}`)
      assert.ok(
        pages.every(({ status }) => status === 200),
        'both clerks read what became of it',
      )
    }
  })

  it('is shut to everybody but those who verify', async () => {
    const other = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['ilektrofotismos']))
    assert.equal((await other.get('/desk/verifications')).status, 403)
  })
})

describe('a second clerk', () => {
  const signs: [what: string, make: (person: Wisher) => Promise<unknown>][] = [
    ['an account younger than a day', ({ id }) => portal.pool.query('update citizen set activated_at = now() where id = $1', [id])],
    [
      'the same telephone on another account',
      async ({ mobile }) => {
        const { id } = await makeCitizen(portal)
        await portal.pool.query('update citizen set mobile = $2 where id = $1', [id, `+30${mobile}`])
      },
    ],
    [
      'the same telephone at home on another account',
      async ({ id }) => {
        const other = await makeCitizen(portal)
        await portal.pool.query(`update citizen set phone = '+302105013333' where id = any($1)`, [[id, other.id]])
      },
    ],
    ['a third try', ({ id }) => portal.pool.query('update verification set tries = 2 where citizen_id = $1', [id])],
    [
      'a third try, on an earlier slip',
      ({ id }) =>
        portal.pool.query(
          `insert into verification (citizen_id, status, code_print, code_sealed, tries, created_at, expires_at)
           values ($1, 'cancelled', sha256($2), '', 2, now() - interval '1 day', now())`,
          [id, id],
        ),
    ],
    [
      'an earlier visit that was held',
      ({ id }) =>
        portal.pool.query(
          `insert into verification (citizen_id, status, code_print, code_sealed, held_at, created_at, expires_at)
           values ($1, 'expired', sha256($2), '', now(), now() - interval '1 day', now())`,
          [id, id],
        ),
    ],
    [
      'a clerk with one of the surnames, in Latin letters',
      () => portal.pool.query(`update staff set name = 'Anna Papadaki-Dokimaki' where username = $1`, [clerk.username]),
    ],
    [
      'a clerk of the same surname',
      () => portal.pool.query(`update staff set name = 'Άννα Δοκιμάκη' where username = $1`, [clerk.username]),
    ],
    [
      'a password reset since the wish',
      ({ id }) =>
        portal.pool.query(
          `insert into audit_event (actor_kind, event, target_type, target_id) values ('visitor', 'password.reset_done', 'citizen', $1)`,
          [id],
        ),
    ],
  ]
  for (const [what, make] of signs)
    it(`is needed for ${what}, and must be another one`, async () => {
      const person = await makeWisher(portal)
      const { code } = await takeSlip(person)
      await make(person)
      try {
        assert.match((await compare(person, code)).text, /Χρειάζεται και δεύτερος υπάλληλος/)
        assert.deepEqual([(await rowOf(person)).status, (await rowOf(person)).level], ['second_awaited', 'A'])
        assert.equal((await compare(person, code)).status, 409)
        const other = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-2')
        assert.match((await compare(person, code, {}, other)).path, onReceipt)
        assert.equal((await rowOf(person)).level, 'B')
      } finally {
        await portal.pool.query(`update staff set name = 'Υπάλληλος' where username = $1`, [clerk.username])
      }
    })

  it('cannot help where the ΑΦΜ is certified on another account, nor a clerk with their own', async () => {
    const person = await makeWisher(portal)
    const { code } = await takeSlip(person)
    const twin = await makeCitizen(portal)
    await portal.pool.query(`update citizen set afm_print = (select afm_print from citizen where id = $2), level = 'B' where id = $1`, [
      twin.id,
      person.id,
    ])
    await compare(person, code)
    assert.deepEqual([(await rowOf(person)).status, (await rowOf(person)).level], ['held', 'A'])
    const own = await makeWisher(portal)
    const slip = await takeSlip(own)
    await portal.pool.query('update citizen set email = $2, email_key = $2 where id = $1', [own.id, clerk.email])
    assert.equal((await compare(own, slip.code)).status, 403)
  })
})

describe('Level B', () => {
  async function certified(): Promise<{ person: Wisher; visit: Visit; recovery: string }> {
    const person = await makeWisher(portal)
    const { visit, code } = await takeSlip(person)
    const receipt = await compare(person, code)
    return { person, visit, recovery: /class="slip__code"[^>]*>([^<]+)</.exec(receipt.html)?.[1] ?? '' }
  }

  async function reset(person: Wisher): Promise<Visit> {
    const visit = portal.visit()
    await visit.get('/password/forgot')
    await visit.post('/password/forgot', { email: person.username })
    const { rows } = await portal.pool.query(
      `select body_text from letter where citizen_id = $1 and kind = 'password.reset' order by created_at desc limit 1`,
      [person.id],
    )
    const token = /token=([\w-]+)/.exec(rows[0].body_text)?.[1] ?? ''
    await visit.get(`/password/reset?token=${token}`)
    await visit.post('/password/reset', { token, password: 'ilios-potami-karavi-88', password_confirm: 'ilios-potami-karavi-88' })
    return signIn(portal, { ...person, password: 'ilios-potami-karavi-88' })
  }

  it('is suspended by a password reset by mail, until the code of the counter is typed: once, and only the right one', async () => {
    const { person, recovery } = await certified()
    const visit = await reset(person)
    assert.deepEqual([(await rowOf(person)).level, (await rowOf(person)).suspended], ['B', 'password_reset'])
    assert.match((await visit.get('/verification')).text, /Τα δικαιώματα του Επιπέδου Β σταμάτησαν προσωρινά/)
    assert.equal((await visit.get('/account/level-b')).path, '/account', 'what was verified cannot be written over meanwhile')
    assert.equal((await visit.post('/account/level-b', personal)).status, 403)
    await visit.get('/account/details')
    const thief = {
      mobile: '6911111111',
      language: 'el',
      delivery_street: 'Άλλη',
      delivery_number: '1',
      delivery_postal_code: '13231',
      delivery_area: 'Αλλού',
    }
    assert.equal((await visit.post('/account/details', thief)).status, 422, 'nor where certificates go, without the password')
    assert.equal((await visit.post('/verification/recovery', { code: 'AAAA-AAAA-AA' })).status, 422)
    assert.match((await visit.post('/verification/recovery', { code: recovery.toLowerCase() })).text, /ισχύουν ξανά/)
    assert.equal((await rowOf(person)).suspended, null)
    assert.equal(await trailOf('citizen', 'levelb.suspended'), 1)
    const again = await reset({ ...person })
    assert.equal((await again.post('/verification/recovery', { code: recovery })).status, 422, 'it was good once')
  })

  it('is suspended by «this was not me», which no code ends; a new visit does', async () => {
    const { person, recovery } = await certified()
    const { rows } = await portal.pool.query(`select body_text from letter where citizen_id = $1 and kind = 'levelb.approved'`, [person.id])
    const token = /token=([\w-]+)/.exec(rows[0].body_text)?.[1] ?? ''
    const stranger = portal.visit()
    const page = await stranger.get(`/account/not-me?token=${token}`)
    await stranger.post('/account/not-me', { token: valueOf(page, 'token') })
    assert.equal((await rowOf(person)).suspended, 'objection')
    const visit = await reset(person)
    assert.match((await visit.get('/verification')).text, /Μας είπατε ότι κάποια ενέργεια δεν την κάνατε εσείς/)
    assert.equal((await visit.post('/verification/recovery', { code: recovery })).status, 422)
    const slip = await takeSlip({ ...person, password: 'ilios-potami-karavi-88' })
    await compare(person, slip.code)
    assert.equal((await rowOf(person)).status, 'second_awaited', 'after an objection two clerks look')
    const other = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-2')
    assert.match((await compare(person, slip.code, {}, other)).path, onReceipt)
    assert.equal((await rowOf(person)).suspended, null)
  })
})
