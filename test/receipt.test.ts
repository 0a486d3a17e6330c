/** The receipt of an application: read, on paper, at the desk, and checked by whoever holds it. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileFor } from './support/applications.js'
import { readPaper } from './support/paper.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestCitizen } from './support/people.js'
import { startPortal, type TestPortal, type Visit } from './support/portal.js'

let portal: TestPortal
before(async () => {
  portal = await startPortal({ JOBS: 'off' })
})
after(() => portal.stop())

async function applied(slug: string, given: Parameters<typeof fileFor>[3] = {}) {
  const person = await makeCitizen(portal, { level: 'B' })
  const filed = await fileFor(portal, person, slug, given)
  const { rows } = await portal.pool.query('select check_code as code, department from service_request where number = $1', [filed.number])
  return { person, ...filed, code: rows[0].code as string, department: rows[0].department as string }
}

async function fetchPdf(visit: Visit, path: string, lang = ''): Promise<{ status: number; headers: Headers; file: Uint8Array }> {
  const cookie = [...visit.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${portal.url}${path}${lang}`, { headers: { cookie }, redirect: 'manual' })
  return { status: answer.status, headers: answer.headers, file: new Uint8Array(await answer.arrayBuffer()) }
}

const views = async ({ id }: TestCitizen) =>
  (await portal.pool.query(`select count(*)::int as n from audit_event where event = 'person.viewed' and target_id = $1`, [id])).rows[0].n

describe('the receipt', () => {
  it('says protocol number, service, applicant, papers and deadline, and what is owed as owed', async () => {
    const { person, number, protocol, service } = await applied('thesi-stathmefsis-amea')
    const page = await (await signIn(portal, person)).get(`/requests/${number}/receipt`)
    assert.equal(page.status, 200)
    for (const words of [`${protocol?.number}/`, service.title.el, 'Μαρία Δοκιμάκη', 'Απάντηση έως', 'Η προθεσμία άρχισε'])
      assert.ok(page.text.includes(words), words)
    assert.equal(page.headers.get('cache-control'), 'no-store')
  })

  it('is one tagged page in Greek whose square opens its check', async () => {
    const { person, number, code } = await applied('geniki-aitisi')
    const { status, headers, file } = await fetchPdf(await signIn(portal, person), `/requests/${number}/receipt.pdf`)
    assert.equal(status, 200)
    assert.equal(headers.get('content-type'), 'application/pdf')
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.match(headers.get('content-disposition') ?? '', new RegExp(`^attachment; filename="[a-z]+-${number}\\.pdf"$`))
    const paper = await readPaper(file)
    assert.equal(paper.square, `${portal.url}/check/${code}`)
    assert.equal(paper.pages, 1)
    assert.equal(paper.title, 'Απόδειξη υποβολής αίτησης')
    assert.equal(paper.language, 'el-GR')
    for (const role of ['Document', 'H1', 'H2', 'P', 'Table', 'TR', 'TH', 'TD', 'Figure']) assert.ok(paper.roles.includes(role), role)
    for (const words of ['Γενική αίτηση προς τον δήμο', 'Μαρία Δοκιμάκη', 'Απάντηση έως', 'Δεν είναι το έγγραφο που ζητήσατε'])
      assert.ok(paper.text.includes(words), words)
    assert.ok(paper.text.includes(code.match(/.{4}/g)?.join('-') ?? ''), 'the code in groups, to be typed')
  })

  it('names on paper the papers that are owed, and says that the deadline has not begun', async () => {
    const { person, number, service } = await applied('geniki-aitisi', { owed: ['attachment'] })
    const paper = await readPaper((await fetchPdf(await signIn(portal, person), `/requests/${number}/receipt.pdf`)).file)
    assert.ok(paper.text.includes(service.fields.find(field => field.type === 'file')?.label.el ?? '-'))
    assert.match(paper.text, /Λείπει: θα το φέρετε/)
    assert.match(paper.text, /Όχι ακόμη: λείπουν δικαιολογητικά/)
    assert.match(paper.text, /Σε 50 ημέρες από τότε που θα είναι πλήρης/)
  })

  it('reads in English for whoever reads English', async () => {
    const { person, number } = await applied('geniki-aitisi')
    const paper = await readPaper((await fetchPdf(await signIn(portal, person), `/requests/${number}/receipt.pdf`, '?lang=en')).file)
    assert.equal(paper.language, 'en-GB')
    assert.match(paper.text, /Receipt for an application/)
  })

  it('says where a paper goes by post', async () => {
    const to = { street: 'Ξάνθου', streetNumber: '12Α', postalCode: '13231', area: 'Πετρούπολη' }
    const { person, number } = await applied('pistopoiitiko-oikogeneiakis-katastasis', { delivery: { how: 'post', to } })
    const page = await (await signIn(portal, person)).get(`/requests/${number}/receipt`)
    assert.match(page.text, /Με το ταχυδρομείο, τα ταχυδρομικά όταν το παραλάβετε: Ξάνθου 12Α, 132 31 Πετρούπολη/)
  })

  it('is nobody else’s, and no complaint has one', async () => {
    const { number } = await applied('geniki-aitisi')
    const other = await signIn(portal, await makeCitizen(portal))
    for (const path of [`/requests/${number}/receipt`, `/requests/${number}/receipt.pdf`, '/requests/123456789/receipt'])
      assert.equal((await other.get(path)).status, 404, path)
  })

  it('is printed at the desk of its department for people at the counter, in their language, and that is on record', async () => {
    const { person, number, department } = await applied('geniki-aitisi')
    const clerk = await signInStaff(portal, await makeStaff(portal, ['clerk'], [department]))
    const { status, file } = await fetchPdf(clerk, `/desk/requests/${number}/receipt.pdf`)
    assert.equal(status, 200)
    assert.match((await readPaper(file)).text, /Μαρία Δοκιμάκη/)
    assert.equal(await views(person), 1)
    const elsewhere = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['kathariotita']))
    assert.equal((await fetchPdf(elsewhere, `/desk/requests/${number}/receipt.pdf`)).status, 404)
    assert.equal(await views(person), 1)
  })

  it('is not made without end', async () => {
    const { person, number } = await applied('geniki-aitisi')
    const visit = await signIn(portal, person)
    await portal.pool.query(`update rate_limit set points = 1000 where key like 'receipt:%'`)
    assert.equal((await fetchPdf(visit, `/requests/${number}/receipt.pdf`)).status, 200)
    await portal.pool.query(`update rate_limit set points = 1000 where key like 'receipt:%'`)
    assert.equal((await fetchPdf(visit, `/requests/${number}/receipt.pdf`)).status, 429)
  })
})

describe('checking a receipt', () => {
  it('shows the type, the day and the state to anybody, and nothing of the person', async () => {
    const { number, code, protocol } = await applied('geniki-aitisi')
    const page = await portal.visit().get(`/check/${code}`)
    assert.equal(page.status, 200)
    assert.match(page.text, /Γενική αίτηση προς τον δήμο/)
    assert.match(page.text, new RegExp(new Date().toLocaleDateString('en-GB', { timeZone: 'Europe/Athens' })))
    for (const secret of ['Δοκιμάκη', 'Μαρία', number, number.replace(/(\d{3})(?=\d)/g, '$1-'), `${protocol?.number}/`])
      assert.ok(!page.text.includes(secret), `${secret} is on the page`)
    assert.equal(page.headers.get('cache-control'), 'no-store')
    assert.match(page.headers.get('x-robots-tag') ?? '', /noindex/)
    assert.equal(page.headers.get('set-cookie'), null, 'no session for a look')
  })

  it('calls a state as the page of the application does', async () => {
    const { number, code } = await applied('geniki-aitisi')
    await portal.pool.query(`update service_request set status = 'withdrawn', closed_at = now() where number = $1`, [number])
    assert.match((await portal.visit().get(`/check/${code}`)).text, /Ανακλήθηκε από τον αιτούντα/)
  })

  it('takes the code with dashes, spaces and small letters, typed or in the address', async () => {
    const { code } = await applied('geniki-aitisi')
    const loose = ` ${(code.match(/.{4}/g) ?? []).join('-').toLowerCase()} `
    const page = await portal.visit().get(`/check?code=${encodeURIComponent(loose)}`)
    assert.equal(page.path, `/check/${code}`)
    assert.match(page.text, /Γενική αίτηση/)
    assert.equal((await portal.visit().get(`/check/${encodeURIComponent(loose.trim())}`)).status, 200)
  })

  it('answers an unknown code with one sentence and a form that keeps it', async () => {
    const page = await portal.visit().get('/check/3479-CDFG')
    assert.equal(page.status, 404)
    assert.match(page.text, /Δεν υπάρχει απόδειξη με αυτόν τον κωδικό/)
    assert.match(page.html, /value="3479-CDFG"/)
    assert.match((await portal.visit().get('/check')).html, /<form method="get" action="\/check"/)
    assert.equal((await portal.visit().get(`/check/${encodeURIComponent('<script>'.repeat(40))}`)).status, 404)
  })

  it('is not asked without end from one address', async () => {
    await portal.visit().get('/check/3479')
    await portal.pool.query(`update rate_limit set points = 1000 where key like 'receipt-check:%'`)
    const page = await portal.visit().get('/check/3479')
    assert.equal(page.status, 429)
    await portal.pool.query(`delete from rate_limit where key like 'receipt-check:%'`)
  })
})
