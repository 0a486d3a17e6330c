/** The desk of applications: the page of a case, papers, letters shown first, ready texts, who else looks, the queue, the warnings. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { todayInAthens } from '../src/fields/dates.js'
import { plusDays } from '../src/holidays/days.js'
import { flat } from '../src/i18n/index.js'
import { tasks } from '../src/tasks.js'
import { gap, templateMoves, unknownFields } from '../src/templates/template.js'
import { fileFor } from './support/applications.js'
import { makeCitizen, makeStaff, signInStaff, type TestCitizen, type TestStaff } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'

let portal: TestPortal
let person: TestCitizen
let clerkAccount: TestStaff
let clerk: Visit
let colleague: Visit
let editor: Visit

before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_REQUESTS_ACCOUNT_HOUR: '500', LIMIT_REQUESTS_ACCOUNT_DAY: '500' })
  person = await makeCitizen(portal, { level: 'B' })
  clerkAccount = await makeStaff(portal, ['clerk'], ['dimotologio'])
  clerk = await signInStaff(portal, clerkAccount)
  colleague = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['dimotologio']))
  editor = await signInStaff(portal, await makeStaff(portal, ['editor']))
})
after(() => portal.stop())

const slug = 'metadimotefsi'
const file = async (owed: string[] = [], typed: Record<string, string> = {}) =>
  (await fileFor(portal, person, slug, { owed, typed })).number

const rowOf = async (number: string) =>
  (
    await portal.pool.query(
      `select id, status, version, clock_started_on::text as started, clock_paused_on::text as paused, due_on::text as due, challenge,
         delay_told_at is not null as told, decided_at is not null as decided from service_request where number = $1`,
      [number],
    )
  ).rows[0]

const set = (number: string, what: string) => portal.pool.query(`update service_request set ${what} where number = $1`, [number])

async function move(visit: Visit, number: string, name: string, fields: Record<string, string | string[]> = {}): Promise<Page> {
  const page = await visit.get(`/desk/requests/${number}`)
  return visit.post(`/desk/requests/${number}/moves/${name}`, { version: valueOf(page, 'version'), ...fields })
}

async function paper(visit: Visit, number: string, field: string, act: string): Promise<Page> {
  const page = await visit.get(`/desk/requests/${number}`)
  const { rows } = await portal.pool.query(
    'select p.id from request_paper p join service_request r on r.id = p.request_id where r.number = $1 and p.field = $2',
    [number, field],
  )
  return visit.post(`/desk/requests/${number}/papers/${rows[0].id}`, { version: valueOf(page, 'version'), act })
}

const letters = async (number: string) =>
  (
    await portal.pool.query(
      'select l.kind, l.subject, l.body_text as text from letter l join service_request r on r.id = l.request_id where r.number = $1 order by l.created_at',
      [number],
    )
  ).rows as { kind: string; subject: string; text: string }[]

const run = async (name: string) => {
  for (const task of tasks) if (task.name === name) await task.run(portal.portal)
}

describe('the page of an application', () => {
  it('shows who asks, the answers in the open and the papers, and the look is on record', async () => {
    const number = await file(['residence_proof'], { previous_municipality: 'Αιγάλεω' })
    const page = await clerk.get(`/desk/requests/${number}`)
    assert.match(page.text, /Δοκιμάκη Μαρία/)
    assert.match(page.text, /Αιγάλεω/)
    assert.match(page.text, /Αριθμός πρωτοκόλλου 1\//)
    assert.match(page.text, /Ηλεκτρονικά, από τον ίδιο/)
    assert.match(page.text, /Λείπει το φέρνει/)
    assert.match(page.text, /δεν έχει αρχίσει/)
    const { rows } = await portal.pool.query(`select 1 from audit_event where event = 'person.viewed' and target_id = $1`, [person.id])
    assert.notEqual(rows.length, 0)
  })

  it('shows the ΑΦΜ and what the counter has checked, of somebody without an account too, whose letters have no page to open', async () => {
    const number = await file()
    const { rows } = await portal.pool.query(
      `update applicant a set claims = '{"identity":"2026-11-12","afm":"2026-11-12"}', email = 'x@example.org'
       from service_request r where r.id = a.request_id and r.number = $1 returning a.id`,
      [number],
    )
    const afm = portal.portal.sealer.seal('090000045', { table: 'applicant', column: 'afm_sealed', row: rows[0].id })
    await portal.pool.query('update applicant set afm_sealed = $2 where id = $1', [rows[0].id, afm])
    const { rows: staff } = await portal.pool.query('select id, name from staff where username = $1', [clerkAccount.username])
    await set(number, `citizen_id = null, entered = 'phone', entered_by = '${staff[0].id}'`)
    const page = await clerk.get(`/desk/requests/${number}`)
    assert.match(page.text, /090000045 · ελέγχθηκε στις 12\/11\/2026/)
    assert.match(page.text, new RegExp(`Από το τηλέφωνο, από: ${staff[0].name}`))
    await move(clerk, number, 'take')
    const letter = (await letters(number)).at(-1)
    assert.equal(letter?.kind, 'request.take')
    assert.doesNotMatch(letter?.text ?? '', /\/requests\//)
  })

  it('is not there for another department', async () => {
    const other = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['prasino']))
    assert.equal((await other.get(`/desk/requests/${await file()}`)).status, 404)
  })

  it('says who else has it open, and no longer once they have been away', async () => {
    const number = await file()
    await colleague.get(`/desk/requests/${number}`)
    assert.match((await clerk.get(`/desk/requests/${number}`)).text, /Την έχουν ανοιχτή και: Υπάλληλος \w+ \(τώρα\)/)
    await portal.pool.query(`update request_viewer set seen_at = now() - interval '2 minutes 5 seconds'`)
    assert.match((await clerk.get(`/desk/requests/${number}`)).text, /\(πριν 2 λεπτά\)/)
    await portal.pool.query(`update request_viewer set seen_at = now() - interval '16 minutes'`)
    assert.doesNotMatch((await clerk.get(`/desk/requests/${number}`)).text, /Την έχουν ανοιχτή/)
  })

  it('decides nothing when it is too old: says what happened and who has it, and keeps what was typed', async () => {
    const number = await file()
    await move(clerk, number, 'take')
    const old = valueOf(await clerk.get(`/desk/requests/${number}`), 'version')
    await move(colleague, number, 'take_over')
    const page = await clerk.post(`/desk/requests/${number}/moves/reject`, { version: old, text: 'Γιατί όχι', challenge: 'Με αίτηση' })
    assert.equal(page.status, 409)
    assert.match(page.text, /δεν αποφασίστηκε τίποτα. Τελευταία κίνηση: «Άλλαξε χειριστή», Υπάλληλος/)
    assert.match(page.text, /Την έχει τώρα: Υπάλληλος/)
    assert.match(page.text, /Γιατί όχι/)
    assert.equal((await rowOf(number)).status, 'under_review')
  })
})

describe('papers on the desk', () => {
  it('starts the clock and tells the citizen when the last one that was owed is in', async () => {
    const number = await file(['residence_proof', 'acts'])
    assert.equal((await rowOf(number)).started, null)
    assert.equal((await paper(clerk, number, 'acts', 'not_needed')).status, 200)
    assert.equal((await rowOf(number)).status, 'documents_missing')
    await paper(clerk, number, 'residence_proof', 'given')
    const row = await rowOf(number)
    assert.equal(row.status, 'registered')
    assert.equal(row.started, todayInAthens())
    const letter = (await letters(number)).at(-1)
    assert.equal(letter?.kind, 'request.papers_in')
    assert.match(letter?.text ?? '', /Απάντηση έως: /)
  })

  it('goes back under review where a clerk has it, and takes each paper once', async () => {
    const number = await file()
    await move(clerk, number, 'take')
    await move(clerk, number, 'ask_papers', { papers: ['acts'], other_paper: 'Μισθωτήριο', text: 'Σε καθαρό αντίγραφο' })
    const asked = await rowOf(number)
    assert.deepEqual([asked.status, asked.started, asked.due], ['documents_missing', null, null])
    assert.match((await letters(number)).at(-1)?.text ?? '', /• Μισθωτήριο[\s\S]*> Σε καθαρό αντίγραφο/)
    const { rows } = await portal.pool.query(
      `select p.field from request_paper p join service_request r on r.id = p.request_id where r.number = $1 and p.state = 'owed' order by position`,
      [number],
    )
    for (const { field } of rows) assert.equal((await paper(clerk, number, field, 'given')).status, 200)
    assert.equal((await rowOf(number)).status, 'under_review')
    assert.equal((await paper(clerk, number, rows[0].field, 'given')).status, 409)
  })

  it('asks for a paper that the municipality could not find after all', async () => {
    const number = await file()
    await move(clerk, number, 'take')
    const { id } = await rowOf(number)
    await portal.pool.query(
      `update request_paper set state = 'sought', way = 'fetch' where request_id = $1 and field = 'residence_proof'`,
      [id],
    )
    assert.match((await clerk.get(`/desk/requests/${number}`)).text, /Το βρήκαμε[\s\S]*Τελικά το ζητάμε/)
    await paper(clerk, number, 'residence_proof', 'owed')
    assert.equal((await rowOf(number)).status, 'documents_missing')
  })

  it('wants at least one paper to be named', async () => {
    const number = await file()
    await move(clerk, number, 'take')
    const page = await move(clerk, number, 'ask_papers', { other_paper: '', text: '' })
    assert.equal(page.status, 422)
    assert.match(page.text, /Διαλέξτε ή γράψτε τουλάχιστον ένα δικαιολογητικό/)
  })
})

describe('deciding', () => {
  it('asks for one correction: the clock stands, and the page shows what was asked', async () => {
    const number = await file()
    await move(clerk, number, 'take')
    await move(clerk, number, 'ask_correction', { field: 'previous_municipality', text: 'Άλλος δήμος στην πράξη' })
    const row = await rowOf(number)
    assert.deepEqual([row.status, row.paused], ['needs_info', todayInAthens()])
    assert.match((await clerk.get(`/desk/requests/${number}`)).text, /Διορθώσεις που ζητήθηκαν[\s\S]*Άλλος δήμος στην πράξη/)
    assert.match((await letters(number)).at(-1)?.text ?? '', /να διορθώσετε το στοιχείο «/)
  })

  it('does not ask again how it is delivered: the parcel would know nothing of it', async () => {
    const delivery = { how: 'collect' } as const
    const { number } = await fileFor(portal, person, 'pistopoiitiko-gennisis', { typed: { delivery: 'counter' }, delivery })
    const page = await move(clerk, number, 'take')
    assert.match(page.html, /id="ask_correction-field"/)
    assert.doesNotMatch(page.html, /<option value="delivery"/)
    assert.equal((await move(clerk, number, 'ask_correction', { field: 'delivery', text: 'Αλλιώς' })).status, 422)
    const filed = await fileFor(portal, person, 'vevaiosi-monimis-katoikias', { typed: { delivery: 'counter' }, delivery })
    await move(clerk, filed.number, 'take')
    const asked = await move(clerk, filed.number, 'ask_correction', { field: 'residence_address', text: 'Άλλη οδός' })
    assert.equal(asked.status, 422, 'what the counter has checked is not asked again')
  })

  it('cannot be passed on to where it is already, so that its time begins anew', async () => {
    const number = await file()
    await set(number, `clock_started_on = clock_started_on - 20, due_on = due_on - 20`)
    const { started } = await rowOf(number)
    const page = await move(clerk, number, 'forward_department', { department: 'dimotologio', text: 'Σε εμάς' })
    assert.deepEqual([page.status, (await rowOf(number)).started], [422, started])
  })

  it('rejects only with reasons and with how to challenge it; both reach the citizen', async () => {
    const number = await file()
    await move(clerk, number, 'take')
    assert.equal((await move(clerk, number, 'reject', { text: 'Λόγοι', challenge: '' })).status, 422)
    assert.equal((await move(clerk, number, 'reject', { text: '', challenge: 'Τρόποι' })).status, 422)
    await move(clerk, number, 'reject', { text: 'Λείπει η προϋπόθεση.', challenge: 'Με αίτηση θεραπείας.' })
    const row = await rowOf(number)
    assert.deepEqual([row.status, row.challenge, row.decided], ['rejected', 'Με αίτηση θεραπείας.', true])
    assert.match((await letters(number)).at(-1)?.text ?? '', /Λείπει η προϋπόθεση[\s\S]*Με αίτηση θεραπείας/)
  })

  it('passes on to the competent department: the citizen reads when the answer is due there', async () => {
    const number = await file()
    await set(number, `clock_started_on = clock_started_on - 20, due_on = due_on - 20`)
    assert.match((await clerk.get(`/desk/requests/${number}`)).text, /μέσα σε 3 ημέρες/)
    await move(clerk, number, 'forward_department', { department: 'protokollo', text: 'Αρμόδιο είναι το Πρωτόκολλο' })
    const row = await rowOf(number)
    assert.deepEqual([row.status, row.started], ['forwarded', todayInAthens()])
    assert.match((await letters(number)).at(-1)?.text ?? '', /Απάντηση έως: /)
  })

  it('has the notice of delay ready from ten days before the end, and not once it went', async () => {
    const number = await file()
    await move(clerk, number, 'take')
    await set(number, `due_on = (now() at time zone 'Europe/Athens')::date + 11`)
    assert.doesNotMatch((await clerk.get(`/desk/requests/${number}`)).text, /ο πολίτης πρέπει να το μάθει/)
    await set(number, `due_on = (now() at time zone 'Europe/Athens')::date + 10`)
    const page = await clerk.get(`/desk/requests/${number}`)
    assert.match(page.text, /Προθεσμία: 10 ημέρες\. Αν δεν προλαβαίνετε/)
    assert.match(page.html, new RegExp(`Πληροφορίες σας δίνει: ${clerkAccount.name}, τηλ\\. 2`))
    assert.equal((await move(clerk, number, 'delay', { text: `Θα αργήσουμε, γιατί ${gap}.` })).status, 422)
    await move(clerk, number, 'delay', { text: 'Θα αργήσουμε, γιατί περιμένουμε άλλη υπηρεσία.' })
    assert.equal((await rowOf(number)).told, true)
    assert.doesNotMatch((await clerk.get(`/desk/requests/${number}`)).text, /Αν δεν προλαβαίνετε/)
  })
})

describe('the letter, shown first', () => {
  const said: Record<string, Record<string, string>> = {
    approve: { text: 'Όλα καλά.' },
    ask_papers: { other_paper: 'Μισθωτήριο', text: 'Καθαρό αντίγραφο' },
    reject: { text: 'Οι λόγοι.', challenge: 'Με αίτηση.' },
    forward_department: { department: 'protokollo', text: 'Αρμόδιο το Πρωτόκολλο' },
    reply: { text: 'Μία γραμμή\nκι άλλη <b>μία</b>' },
  }
  for (const [name, fields] of Object.entries(said))
    it(`is the very letter that ${name} sends, and nothing happens before`, async () => {
      const number = await file()
      await move(clerk, number, 'take')
      const before = await rowOf(number)
      const sent = (await letters(number)).length
      const page = await move(clerk, number, name, { ...fields, preview: 'yes' })
      assert.equal(page.status, 200)
      assert.deepEqual(await rowOf(number), before)
      assert.equal((await letters(number)).length, sent)
      const shown = textOf(page, /<div class="letter-sheet lines"[^>]*>([\s\S]*?)<\/div>/)
      const again = await clerk.post(page.path, { ...hiddenOf(page), change: 'yes' })
      assert.equal(again.status, 200)
      for (const value of Object.values(fields)) assert.ok(textOf(again, /([\s\S]*)/).includes(value), value)
      await clerk.post(page.path, hiddenOf(page))
      const letter = (await letters(number)).at(-1)
      assert.equal(shown.replaceAll('\r\n', '\n'), letter?.text)
      assert.ok(page.text.includes(letter?.subject ?? '?'), letter?.subject)
    })

  it('is refused where the page is too old, like the move itself', async () => {
    const number = await file()
    await move(clerk, number, 'take')
    assert.equal((await move(clerk, number, 'approve', { version: '1', preview: 'yes' })).status, 409)
  })
})

const unescape = (html: string) =>
  html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#34;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
const textOf = (page: Page, pattern: RegExp) => unescape(pattern.exec(page.html)?.[1] ?? '')

function hiddenOf(page: Page): Record<string, string> {
  const form = page.html.slice(page.html.indexOf('letter-sheet'))
  const found = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name,
    unescape(value ?? ''),
  ])
  return Object.fromEntries(found.filter(([name]) => name !== '_csrf'))
}

describe('ready texts', () => {
  it('come in both languages, with fields that exist, for every move that names one', async () => {
    const { rows } = await portal.pool.query('select move, body from reply_template')
    for (const { move, body } of rows) {
      assert.ok(templateMoves.includes(move), move)
      for (const text of [body.el, body.en]) assert.deepEqual(unknownFields(text), [], text)
    }
    const seeded = new Set(rows.map(row => row.move))
    for (const one of ['ask_papers', 'ask_correction', 'approve', 'ready', 'reject', 'challenge', 'delay', 'forward_department'])
      assert.ok(seeded.has(one), one)
    for (const one of templateMoves) assert.ok(flat.el.has(`decisions.template.of.${one}`), one)
  })

  it('fill the form by a link, with the values of the case', async () => {
    const number = await file()
    await move(clerk, number, 'take')
    const page = await clerk.get(`/desk/requests/${number}`)
    const href = /href="([^"]*\?text=[^"#]*)#approve"/.exec(page.html)?.[1]
    assert.ok(href, 'no ready text for approve')
    const chosen = await clerk.get(href)
    assert.match(chosen.html, /<details class="govuk-details" id="approve" open>/)
    assert.match(chosen.html, /Η αίτησή σας με αριθμό πρωτοκόλλου \d+\/\d\d-\d\d-\d{4} \(/)
  })

  it('are added, changed and removed by an editor; one for a service comes before the general one', async () => {
    const text = {
      move: 'challenge',
      service: slug,
      department: '',
      title_el: 'Ειδικό',
      title_en: 'Special',
      body_el: 'Ειδικά για {{name}}, {{ protocol }}.',
      body_en: 'For {{name}}.',
    }
    await editor.get('/desk/templates/new')
    assert.equal((await editor.post('/desk/templates', text)).status, 200)
    const number = await file()
    await move(clerk, number, 'take')
    assert.match((await clerk.get(`/desk/requests/${number}`)).html, /Ειδικά για Δοκιμάκη Μαρία, \d+\//)
    const { rows } = await portal.pool.query(`select id from reply_template where service = $1`, [slug])
    const address = `/desk/templates/${rows[0].id}`
    assert.equal((await editor.post(address, { ...text, version: '9' })).status, 409)
    assert.equal((await editor.post(address, { ...text, version: '1', title_el: 'Άλλο' })).status, 200)
    await editor.get(address)
    assert.equal((await editor.post(`${address}/removal`)).status, 200)
    assert.equal((await editor.post(`${address}/removal`)).status, 404)
  })

  it('refuse a field that is not known, and say which', async () => {
    await editor.get('/desk/templates/new')
    const page = await editor.post('/desk/templates', {
      move: 'reply',
      service: '',
      department: '',
      title_el: 'α',
      title_en: 'b',
      body_el: 'Κύριε {{onoma}} {{name}}',
      body_en: 'x',
    })
    assert.equal(page.status, 422)
    assert.match(page.text, /Δεν υπάρχει πεδίο: onoma\. /)
    assert.match(page.html, /Κύριε {{onoma}}/)
  })
})

describe('the queue', () => {
  it('shows days left, finds a protocol number, and counts a decided one as late no more', async () => {
    const number = await file()
    await set(number, `due_on = (now() at time zone 'Europe/Athens')::date - 3`)
    const late = await clerk.get(`/desk/requests?queue=late&service=${slug}`)
    assert.match(late.text, /έληξε πριν 3 ημέρες/)
    assert.ok(late.html.includes(`/desk/requests/${number}`), number)
    const { rows } = await portal.pool.query('select protocol_number as n, protocol_year as y from service_request where number = $1', [
      number,
    ])
    const found = await clerk.get(`/desk/requests?number=${rows[0].n}%2F${rows[0].y}`)
    assert.equal(found.path, `/desk/requests/${number}`)
    await move(clerk, number, 'take')
    await move(clerk, number, 'approve', { text: '' })
    assert.ok(!(await clerk.get('/desk/requests?queue=late')).html.includes(`/desk/requests/${number}`), 'decided ones are not late')
  })

  it('has those that end within ten days, the nearest first, page by page', async () => {
    await portal.pool.query(`update service_request set due_on = null`)
    const numbers: string[] = []
    for (let index = 0; index < 53; index += 1) {
      numbers.push(await file())
      await set(numbers[index] as string, `due_on = (now() at time zone 'Europe/Athens')::date + ${Math.floor(index / 6)}`)
    }
    const listed = (page: Page) => [...page.html.matchAll(/href="\/desk\/requests\/(\d{9})"/g)].map(([, number]) => number)
    const first = await clerk.get('/desk/requests?queue=due')
    const more = /href="([^"]*after=[^"]*)"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = await clerk.get(more)
    assert.deepEqual([listed(first).length, listed(second).length], [50, 3])
    assert.deepEqual([...new Set([...listed(first), ...listed(second)])].sort(), [...numbers].sort())
    assert.match(first.text, /λήγει σήμερα/)
  })

  it('shows what waits for papers among what waits for the citizen, and filters by service', async () => {
    const number = await file(['residence_proof'])
    assert.ok((await clerk.get('/desk/requests?queue=waiting')).html.includes(number), number)
    assert.ok(
      !(await clerk.get('/desk/requests?queue=waiting&service=eggrafi-dimotologio')).html.includes(`/${number}"`),
      'another service',
    )
  })
})

describe('what the clock does at night', () => {
  const told = async () =>
    (await portal.pool.query(`select to_address as "to", subject, body_text as text from letter where kind = 'deadline.near' order by id`))
      .rows

  it('tells the clerk who has it, or else the department, of each end once at ten and once at five days', async () => {
    await portal.pool.query(`update service_request set due_on = null`)
    const [mine, nobodys] = [await file(), await file()]
    await move(clerk, mine, 'take')
    for (const number of [mine, nobodys]) await set(number, `due_on = (now() at time zone 'Europe/Athens')::date + 9`)
    await run('warn-of-deadlines')
    const first = await told()
    assert.deepEqual(first.map(one => one.subject).sort(), ['Λήγει 1 υπόθεση', 'Λήγουν 2 υποθέσεις'])
    const own = first.find(one => one.to === clerkAccount.email)
    assert.match(own.text, new RegExp(mine.replace(/(\d{3})(?=\d)/g, '$1-')))
    assert.ok(
      first.every(one => !/Δοκιμάκη|Μαρία/.test(one.text)),
      'names stay out',
    )
    await run('warn-of-deadlines')
    assert.equal((await told()).length, first.length)
    await set(mine, `due_on = due_on - 5, warned_due_on = due_on - 5`)
    await run('warn-of-deadlines')
    assert.equal((await told()).length, first.length + 1)
  })

  it('moves the ends of clocks that run where a holiday was added, and no others', async () => {
    const [running, decided] = [await file(), await file()]
    await move(clerk, decided, 'take')
    await move(clerk, decided, 'approve', { text: '' })
    const { due } = await rowOf(running)
    await portal.pool.query(`insert into holiday (day, title, half) values ($1, '{"el":"Τοπική","en":"Local"}', false)`, [due])
    await run('recompute-deadlines')
    assert.ok((await rowOf(running)).due > due, due)
    assert.equal((await rowOf(decided)).due, due)
    assert.ok((await rowOf(running)).due <= plusDays(due, 6), 'the next working day')
  })
})
