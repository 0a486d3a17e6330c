/** Asking by application: from the first question to the number, and everything that may be in the way. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { createCatalogue } from '../src/catalogue/catalogue.js'
import { typedForm } from './support/applications.js'
import { address, answers, define, fields, sign, slug } from './support/asking.js'
import { htmlProblems } from './support/checks.js'
import { type Certified, makeCertified } from './support/counter.js'
import { picture } from './support/doors.js'
import { makeCitizen, makeStaff, signIn, signInStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'

let portal: TestPortal
let desk: Visit

before(async () => {
  portal = await startPortal({ LIMIT_REQUESTS_ADDRESS_HOUR: '1000', LIMIT_WRONG_PASSWORDS_PAIR: '3' })
  desk = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1')
  await define(portal)
})
after(() => portal.stop())

const someone = () => makeCertified(portal, desk)
const numberOn = (page: Page) => /^\/requests\/(\d{9})/.exec(page.path)?.[1]

async function sentOf({ person }: Pick<Certified, 'person'>): Promise<Record<string, unknown>[]> {
  const { rows } = await portal.pool.query(
    `select r.number, r.status, r.delivery, r.protocol_number as protocol, r.service_version as version, r.submission_key as key,
       (select jsonb_agg(jsonb_build_object('field', field, 'way', way, 'state', state) order by position) from request_paper p
        where p.request_id = r.id) as papers,
       (select jsonb_agg(field order by field) from attachment a where a.request_id = r.id) as files,
       (select street from parcel where request_id = r.id) as street
     from service_request r where citizen_id = $1 order by submitted_at`,
    [person.id],
  )
  return rows
}

const draftsOf = async ({ person }: Pick<Certified, 'person'>) =>
  (await portal.pool.query('select * from draft where citizen_id = $1', [person.id])).rows

const file = async (field: string, data?: Uint8Array) => ({
  name: field,
  filename: 'a.jpg',
  type: 'image/jpeg',
  data: data ?? (await picture()),
})
const sendFiles = (visit: Visit, more: Record<string, string>, files: Awaited<ReturnType<typeof file>>[]) =>
  visit.postFiles(address, { step: 'papers', ...more }, files)

/** The whole form, up to the page that shows everything. */
async function toCheck(visit: Visit, changes: Record<string, string> = {}): Promise<Page> {
  await visit.get(`${address}?step=all`)
  return visit.post(address, { ...answers, ...changes })
}

describe('an application, step by step', () => {
  it('asks one section a page, then the papers, then how it is delivered, and says which step it is', async () => {
    const one = await someone()
    const { visit, person } = one
    const first = await visit.get(address)
    assert.match(first.text, /Το αίτημα Βήμα 1 από 5/)
    assert.match(first.text, /ΑΦΜ \*{5}\d{4} \(ελέγχθηκε στις/)
    const you = await visit.post(address, { step: 'what', subject: 'Μια βεβαίωση', whose: 'mine', other_name: '' })
    assert.match(you.path, /step=you/)
    assert.match(you.text, /Βήμα 2 από 5/)
    assert.match((await visit.post(address, { step: 'you', since: '1/2/2020' })).path, /step=papers/)
    const delivery = await visit.post(address, { step: 'papers', way_proof: 'fetch' })
    assert.match(delivery.path, /step=delivery/)
    const check = await visit.post(address, { step: 'delivery', delivery: 'counter' })
    assert.match(check.path, /\/check$/)
    for (const shown of [
      /Μια βεβαίωση/,
      /Για μένα/,
      /01\/02\/2020/,
      /Απόδειξη του τέλους Να το ζητήσει ο δήμος/,
      /έχει 50 ημέρες για να απαντήσει, από τη μέρα της υποβολής/,
    ])
      assert.match(check.text, shown)
    const sent = await sign(visit, person.password)
    assert.ok(numberOn(sent), `${sent.status} ${sent.path} ${sent.text.slice(0, 500)}`)
    const [row] = await sentOf(one)
    assert.deepEqual(row?.papers, [{ field: 'proof', way: 'fetch', state: 'sought' }])
    assert.equal(row?.status, 'registered')
    assert.match(sent.text, new RegExp(`πρωτοκολλήθηκε: ${row?.protocol}/`))
    assert.deepEqual(await draftsOf(one), [])
  })

  it('asks what an answer makes necessary, on this page and on others, and nobody else', async () => {
    const { visit } = await someone()
    await visit.get(address)
    const wrong = await visit.post(address, { step: 'what', subject: 'Μια βεβαίωση', whose: 'other', other_name: '' })
    assert.equal(wrong.status, 422)
    assert.match(wrong.html, /id="other_name-error"/)
    const next = await visit.post(address, { step: 'what', subject: 'Μια βεβαίωση', whose: 'other', other_name: 'Ελένη' })
    assert.match(next.path, /step=other/)
    assert.match(next.text, /Βήμα 2 από 6/)
    assert.match((await visit.get(`${address}?step=papers`)).text, /Εξουσιοδότηση/)
    assert.match((await visit.post(address, { step: 'what', subject: 'Μια βεβαίωση', whose: 'mine' })).path, /step=you/)
    assert.doesNotMatch((await visit.get(`${address}?step=papers`)).text, /Εξουσιοδότηση/)
    assert.match((await visit.get(`${address}?step=other`)).text, /Εσείς Βήμα 2 από 5/)
  })

  it('keeps wrong values and says beside the field what is wrong; going back says nothing and loses nothing', async () => {
    const { visit } = await someone()
    await visit.get(address)
    await visit.post(address, { step: 'what', subject: 'Θέμα', whose: 'mine' })
    const wrong = await visit.post(address, { step: 'you', since: '31/2/2020' })
    assert.equal(wrong.status, 422)
    assert.equal(valueOf(wrong, 'since'), '31/2/2020')
    const back = await visit.post(address, { step: 'you', since: '32/2/2020', go: 'back' })
    assert.match(back.path, /step=what/)
    assert.equal(valueOf(await visit.get(`${address}?step=you`), 'since'), '32/2/2020')
  })

  it('is found again on another device, at the first page that is not right yet', async () => {
    const one = await someone()
    await one.visit.get(address)
    await one.visit.post(address, { step: 'what', subject: 'Από το κινητό', whose: 'mine', urgent: 'yes' })
    const other = await signIn(portal, one.person)
    assert.match((await other.get('/requests')).html, new RegExp(`href="${address}"`))
    assert.match((await other.get(`${address}/check`)).path, /step=you/)
    assert.match((await other.get(address)).text, /Βήμα 2 από 5/)
    assert.equal(valueOf(await other.get(`${address}?step=what`), 'subject'), 'Από το κινητό')
    const [draft] = await draftsOf(one)
    assert.deepEqual(draft.answers, {})
    assert.ok(!draft.answers_sealed.includes('κινητό'), 'a draft lies open')
    await other.post(address, { step: 'what', subject: 'Από το κινητό', whose: 'mine' })
    assert.doesNotMatch((await one.visit.get(`${address}?step=what`)).html, /name="urgent"[^>]*checked/)
  })

  it('is changed from the check page and comes back there', async () => {
    const { visit } = await someone()
    await toCheck(visit)
    await visit.get(`${address}?step=what&from=check`)
    const back = await visit.post(address, { step: 'what', from: 'check', subject: 'Άλλο θέμα', whose: 'mine' })
    assert.match(back.path, /\/check$/)
    assert.match(back.text, /Άλλο θέμα/)
  })

  it('is thrown away where somebody wishes so', async () => {
    const one = await someone()
    await toCheck(one.visit)
    await one.visit.post(`${address}/discard`)
    assert.deepEqual(await draftsOf(one), [])
  })
})

describe('a whole form at once', () => {
  it('shows every problem, field by field', async () => {
    const { visit } = await someone()
    await visit.get(`${address}?step=all`)
    const page = await visit.post(address, { subject: '', whose: '', since: '5', delivery: '' })
    assert.equal(page.status, 422)
    for (const name of ['subject', 'whose', 'since', 'proof', 'delivery']) assert.match(page.html, new RegExp(`id="${name}-error"`), name)
    assert.equal(valueOf(page, 'since'), '5')
  })

  it('is sent in one go with everything that sending takes, twice at once only once', async () => {
    const one = await someone()
    await one.visit.get(`${address}?step=all`)
    const whole = {
      ...answers,
      submission_key: randomUUID(),
      confirmed: 'yes',
      declaration: 'yes',
      password_current: one.person.password,
    }
    const pages = await Promise.all([one.visit.post(address, whole), one.visit.post(address, whole), one.visit.post(address, whole)])
    assert.deepEqual(
      pages.map(page => page.status),
      [200, 200, 200],
    )
    assert.equal(new Set(pages.map(numberOn)).size, 1, pages.map(page => page.path).join(' '))
    const sent = await sentOf(one)
    assert.equal(sent.length, 1)
    assert.deepEqual([sent[0]?.status, sent[0]?.delivery, sent[0]?.street], ['documents_missing', 'post', 'Ξάνθου'])
    assert.deepEqual(await draftsOf(one), [])
    assert.equal(numberOn(await one.visit.post(address, whole)), sent[0]?.number)
  })

  it('goes to another address where one is given, and says what is wrong with it', async () => {
    const one = await someone()
    const wrong = await toCheck(one.visit, {
      delivery_to: 'other',
      delivery_street: 'Ρόδου',
      delivery_number: '3',
      delivery_postal_code: '1',
      delivery_area: 'Ίλιον',
    })
    assert.equal(wrong.status, 422)
    assert.match(wrong.html, /id="delivery_postal_code-error"/)
    await toCheck(one.visit, {
      delivery_to: 'other',
      delivery_street: 'Ρόδου',
      delivery_number: '3',
      delivery_postal_code: '13122',
      delivery_area: 'Ίλιον',
    })
    await sign(one.visit, one.person.password)
    assert.equal((await sentOf(one))[0]?.street, 'Ρόδου')
  })
})

describe('every definition of the catalogue', () => {
  it('is drawn, refused field by field while empty, and taken when filled in', { timeout: 120_000 }, async () => {
    const catalogue = await createCatalogue(portal.portal, () => {})
    const asked = catalogue.services.filter(service => service.channel === 'application' || service.channel === 'certificate_by_post')
    await catalogue.close()
    assert.equal(asked.length, 41)
    const { visit } = await someone()
    const wrong: string[] = []
    for (const service of asked.filter(one => one.slug !== slug)) {
      const at = `/services/${service.slug}/request`
      const drawn = await visit.get(`${at}?step=all`)
      wrong.push(...(await htmlProblems(drawn.html)).map(problem => `${service.slug}: ${problem}`))
      const empty = await visit.post(at, { step: 'all' })
      const always = service.fields.filter(field => field.required && !field.when && !field.prefill)
      wrong.push(
        ...always
          .filter(({ key }) => !empty.html.includes(`id="${key}-error"`))
          .map(({ key }) => `${service.slug}: ${key} was not refused`),
      )
      const ready = await visit.post(at, { ...typedForm(service), delivery_to: 'profile' })
      if (!ready.path.endsWith('/check'))
        wrong.push(`${service.slug}: ${ready.status} ${ready.html.match(/error-summary__list[\s\S]*?<\/ul>/)?.[0]}`)
      wrong.push(...(await htmlProblems(ready.html)).map(problem => `${service.slug}: ${problem}`))
    }
    assert.deepEqual(wrong, [])
  })
})

describe('a paper that is called photos', () => {
  it('is a paper like any other: six of them and a large one are no report’s photos, and the form stays', async () => {
    const one = await someone()
    const at = '/services/kopi-dentrou/request'
    await one.visit.get(at)
    const files = [...Array(6)].map(async (_, index) => file('photos', index ? undefined : new Uint8Array(9 * 1024 * 1024)))
    const page = await one.visit.postFiles(at, { step: 'papers' }, await Promise.all(files))
    assert.equal(page.status, 422, page.text.slice(0, 300))
    assert.match(page.html, /id="photos-error"/)
  })
})

describe('what the counter has checked', () => {
  it('stands as it was checked, whatever is sent in its place', async () => {
    const one = await someone()
    const form = await one.visit.get(`${address}?step=all`)
    assert.doesNotMatch(form.html, /name="tax_number"/)
    assert.match(form.text, /ΑΦΜ \*{5}\d{4} ελέγχθηκε στις/)
    await toCheck(one.visit, { tax_number: '094259216' })
    await sign(one.visit, one.person.password)
    const { rows } = await portal.pool.query('select id, answers, answers_sealed from service_request where citizen_id = $1', [
      one.person.id,
    ])
    assert.deepEqual(rows[0].answers, {})
    const open = portal.portal.sealer.open(rows[0].answers_sealed, { table: 'service_request', column: 'answers_sealed', row: rows[0].id })
    assert.equal(JSON.parse(open).tax_number, one.person.afm)
  })

  it('is only a help once it does not count any more, and then nothing can be sent until it does', async () => {
    const one = await someone()
    await toCheck(one.visit)
    const ready = await one.visit.get(`${address}/check`)
    await portal.pool.query(`update claim set returned_at = now(), returned_for = 'changed' where citizen_id = $1 and claim = 'afm'`, [
      one.person.id,
    ])
    const you = await one.visit.get(`${address}?step=you`)
    assert.equal(valueOf(you, 'tax_number'), answers.tax_number)
    const check = await one.visit.get(`${address}/check`)
    assert.match(check.text, /Πρέπει πρώτα να ελέγξουμε ξανά τον ΑΦΜ/)
    assert.doesNotMatch(check.html, /name="password_current"/)
    one.visit.last = ready
    const refused = await sign(one.visit, one.person.password)
    assert.equal(refused.status, 409)
    assert.match(refused.text, /ελέγξουμε ξανά τον ΑΦΜ/)
    const unseen = { confirmed: 'yes', declaration: 'yes', password_current: one.person.password }
    assert.equal((await one.visit.post(address, unseen)).status, 409)
    assert.deepEqual(await sentOf(one), [])
  })
})

describe('who may not send', () => {
  it('a visitor sees what it takes and the ways, and no form', async () => {
    const visit = portal.visit()
    const page = await visit.get(address)
    assert.equal(page.status, 200)
    for (const way of [`/login?next=${encodeURIComponent(address)}`, '/register', `/services/${slug}/blank`])
      assert.ok(page.html.includes(`href="${way}"`), way)
    assert.doesNotMatch(page.html, /name="subject"/)
    await visit.get('/login')
    assert.match((await visit.post(address, answers)).path, /^\/login/)
    assert.match((await visit.get(`${address}/paper`)).path, /^\/login/)
  })

  it('Level A fills it in and prints it, and is told how to send', async () => {
    const person = await makeCitizen(portal)
    const visit = await signIn(portal, person)
    assert.match((await visit.get(address)).text, /Μπορείτε να τη συμπληρώσετε και να την τυπώσετε/)
    await toCheck(visit, { delivery: 'counter' })
    assert.match(visit.last?.path ?? '', /\/check$/)
    assert.match(visit.last?.html ?? '', /href="\/verification"/)
    const refused = await visit.post(address, { confirmed: 'yes', declaration: 'yes', password_current: person.password })
    assert.equal(refused.status, 403)
    assert.deepEqual(await sentOf({ person: person as Certified['person'] }), [])
    const paper = await visit.get(`${address}/paper`)
    for (const shown of [/Θέλω μια βεβαίωση/, /Μαρία Δοκιμάκη/, /Απόδειξη του τέλους/, /Υπογραφή/]) assert.match(paper.text, shown)
  })

  it('a half filled-in form is printed with lines for the rest', async () => {
    const visit = await signIn(portal, await makeCitizen(portal))
    await visit.get(address)
    await visit.post(address, { step: 'what', subject: 'Μισή αίτηση', whose: 'mine' })
    const paper = await visit.get(`${address}/paper`)
    assert.match(paper.text, /Μισή αίτηση/)
    assert.match(paper.html, /paper-label">Από πότε/)
    assert.deepEqual(await htmlProblems(paper.html), [])
  })

  it('staff are refused', async () => {
    const clerk = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['kep']))
    assert.equal((await clerk.get(address)).status, 403)
  })
})

describe('sending', () => {
  it('takes the declaration and the right password, and after a few wrong ones time', async () => {
    const one = await someone()
    await toCheck(one.visit)
    const check = one.visit.last as Page
    const again = (changes: Record<string, string>) => {
      one.visit.last = check
      return sign(one.visit, one.person.password, changes)
    }
    const undeclared = await again({ declaration: '' })
    assert.equal(undeclared.status, 422)
    assert.match(undeclared.html, /id="declaration-error"/)
    for (const _try of [1, 2, 3]) {
      const wrong = await again({ password_current: 'lathos kodikos 12' })
      assert.equal(wrong.status, 422)
      assert.match(wrong.html, /id="password_current-error"/)
      assert.match(wrong.html, /name="declaration"[^>]*checked/)
    }
    assert.equal((await again({})).status, 429)
    assert.deepEqual(await sentOf(one), [])
  })

  it('answers with the page again where another window changed something meanwhile', async () => {
    const one = await someone()
    await toCheck(one.visit)
    const check = one.visit.last as Page
    await one.visit.post(address, { step: 'what', subject: 'Από άλλο παράθυρο', whose: 'mine' })
    one.visit.last = check
    const refused = await sign(one.visit, one.person.password)
    assert.equal(refused.status, 409)
    assert.match(refused.text, /Από άλλο παράθυρο/)
    assert.equal(
      (
        await one.visit.post(address, {
          confirmed: 'yes',
          seen: valueOf(refused, 'seen'),
          declaration: 'yes',
          password_current: one.person.password,
        })
      ).path.slice(0, 10),
      '/requests/',
    )
  })
})

describe('papers of a form', () => {
  it('are attached one by one, each with its own button, and removed again', async () => {
    const one = await someone()
    await toCheck(one.visit, { whose: 'other', other_name: 'Ελένη', relation: 'Κόρη', way_proof: '' })
    await one.visit.get(`${address}?step=papers`)
    const first = await sendFiles(one.visit, { attach: 'proof' }, [await file('proof')])
    assert.match(first.path, /step=papers/)
    assert.match(first.text, /Αρχείο 1 JPEG/)
    assert.equal((await one.visit.post(address, { step: 'papers' })).status, 422)
    const id = /name="remove" value="([^"]+)"/.exec((await one.visit.get(`${address}?step=papers`)).html)?.[1] ?? ''
    assert.doesNotMatch((await one.visit.post(address, { step: 'papers', remove: id })).html, /name="remove"/)
    const done = await sendFiles(one.visit, { from: 'check' }, [await file('proof'), await file('letter')])
    assert.match(done.path, /\/check$/)
    assert.match(done.text, /Επισυνάψατε 1 αρχείο/)
    await sign(one.visit, one.person.password)
    const [row] = await sentOf(one)
    assert.deepEqual(row?.files, ['letter', 'proof'])
    assert.equal(row?.status, 'registered')
  })

  it('leave everything else whole where one cannot be taken', async () => {
    const one = await someone()
    await toCheck(one.visit, { whose: 'other', other_name: 'Ελένη', relation: 'Κόρη' })
    await one.visit.get(`${address}?step=papers`)
    const page = await sendFiles(one.visit, { way_proof: 'fetch' }, [await file('proof', Buffer.from('hello')), await file('letter')])
    assert.equal(page.status, 422)
    assert.match(page.html, /id="proof-error"/)
    assert.match(page.html, /name="way_proof"[^>]*value="fetch" checked/)
    assert.match(page.text, /Εξουσιοδότηση[^*]*\* \(υποχρεωτικό\) Αρχείο 1 JPEG/)
  })

  it('of one draft go with one application, also when it is sent twice at once under two keys', async () => {
    const one = await someone()
    await toCheck(one.visit, { whose: 'other', other_name: 'Ελένη', relation: 'Κόρη', way_proof: '' })
    await one.visit.get(`${address}?step=papers`)
    await sendFiles(one.visit, {}, [await file('proof'), await file('letter')])
    const proof = { confirmed: 'yes', declaration: 'yes', password_current: one.person.password }
    const pages = await Promise.all([1, 2, 3].map(() => one.visit.post(address, { ...proof, submission_key: randomUUID() })))
    const sent = await sentOf(one)
    assert.deepEqual(
      sent.map(row => row.files),
      [['letter', 'proof']],
      pages.map(page => `${page.status} ${page.path}`).join(' '),
    )
  })

  it('are there when it is sent: one that was taken away meanwhile stops it', async () => {
    const one = await someone()
    await toCheck(one.visit, { whose: 'other', other_name: 'Ελένη', relation: 'Κόρη', way_proof: '' })
    await one.visit.get(`${address}?step=papers`)
    await sendFiles(one.visit, { from: 'check' }, [await file('proof'), await file('letter')])
    const held = await portal.pool.connect()
    try {
      await held.query('begin')
      await held.query(`delete from attachment where citizen_id = $1 and field = 'proof'`, [one.person.id])
      const sending = sign(one.visit, one.person.password)
      for (let waiting = 0; !waiting; )
        waiting = (
          await portal.pool.query(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%update attachment%'`)
        ).rows.length
      await held.query('commit')
      assert.equal((await sending).status, 409)
    } finally {
      held.release()
    }
    assert.deepEqual(await sentOf(one), [])
  })

  it('of a question that does not apply any more are not sent', async () => {
    const one = await someone()
    await toCheck(one.visit, { whose: 'other', other_name: 'Ελένη', relation: 'Κόρη' })
    await one.visit.get(`${address}?step=papers`)
    await sendFiles(one.visit, {}, [await file('letter')])
    await toCheck(one.visit)
    await sign(one.visit, one.person.password)
    assert.deepEqual((await sentOf(one))[0]?.files, null)
  })

  it('come by no way that their definition does not allow', async () => {
    const one = await someone()
    const page = await toCheck(one.visit, { way_proof: 'held' })
    assert.equal(page.status, 422)
    assert.match(page.html, /id="proof-error"/)
  })
})

describe('a form that changed while somebody filled it in', () => {
  it('says what changed, loses no answer, and is sent only after a look at it', { timeout: 60_000 }, async () => {
    const one = await someone()
    await toCheck(one.visit, { subject: 'Το παλιό θέμα μου' })
    const check = one.visit.last as Page
    const reason = { key: 'reason', label: { el: 'Λόγος', en: 'Reason' }, type: 'text' as const, required: true, section: 'what' }
    await define(portal, { fields: [reason, ...Object.values(fields).filter(field => field.key !== 'subject')] })
    try {
      one.visit.last = check
      const refused = await sign(one.visit, one.person.password)
      assert.equal(refused.status, 409)
      for (const shown of [/Νέα ερώτηση: «Λόγος»/, /Δεν ζητάμε πια: «Θέμα»/, /Θέμα Το παλιό θέμα μου/]) assert.match(refused.text, shown)
      const page = await one.visit.get(address)
      assert.match(page.path, /request$/)
      assert.match(page.text, /Θέμα Το παλιό θέμα μου/)
      const ready = await one.visit.post(address, { step: 'what', from: 'check', reason: 'Για το σχολείο', whose: 'mine' })
      assert.match(ready.path, /\/check$/)
      assert.match(ready.text, /Το παλιό θέμα μου/)
      assert.ok(numberOn(await sign(one.visit, one.person.password)), 'it was not sent')
    } finally {
      await define(portal)
    }
  })
})

describe('a form whose session had died', () => {
  it('waits, sealed, for its owner to sign in', async () => {
    const one = await someone()
    await one.visit.get(`${address}?step=what`)
    await portal.pool.query('delete from session where citizen_id = $1', [one.person.id])
    const page = await one.visit.post(address, { step: 'what', subject: 'Γράφτηκε αργά', whose: 'mine' })
    assert.match(page.text, /Κρατήσαμε όσα γράψατε/)
    const { rows } = await portal.pool.query(`select sess from session where sess::text like '%Γράφτηκε%'`)
    assert.deepEqual(rows, [])
    await one.visit.get('/login')
    await one.visit.post('/login', { username: one.person.username, password: one.person.password })
    assert.match(one.visit.last?.path ?? '', new RegExp(`^${address}`))
    assert.equal(valueOf(await one.visit.get(`${address}?step=what`), 'subject'), 'Γράφτηκε αργά')
    assert.equal((await draftsOf(one)).length, 1)
  })
})
