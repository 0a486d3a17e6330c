/** The list of one's own requests: narrowed, searched, and long. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileFor } from './support/applications.js'
import { file } from './support/doors.js'
import { makeCitizen, signIn, type TestCitizen } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit } from './support/portal.js'

let portal: TestPortal
before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_REQUESTS_ACCOUNT_HOUR: '1000', LIMIT_REQUESTS_ACCOUNT_DAY: '1000' })
})
after(() => portal.stop())

const numbersOn = ({ html }: Page) => [...html.matchAll(/href="\/requests\/(\d{9})"/g)].map(([, number]) => number as string)
const olderOn = ({ html }: Page) => /<a href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&')

async function withThree(): Promise<{ person: TestCitizen; visit: Visit; report: string; open: string; closed: string; protocol: string }> {
  const person = await makeCitizen(portal, { level: 'B' })
  const visit = await signIn(portal, person)
  const { number: report } = await file(visit)
  const open = await fileFor(portal, person, 'geniki-aitisi')
  const { number: closed } = await fileFor(portal, person, 'pistopoiitiko-oikogeneiakis-katastasis')
  await portal.pool.query(`update service_request set status = 'completed', closed_at = now() where number = $1`, [closed])
  return { person, visit, report, open: open.number, closed, protocol: String(open.protocol?.number) }
}

/** Many of one person, a minute apart, without their letters. */
async function fillWith(person: TestCitizen, count: number): Promise<void> {
  const { number } = await fileFor(portal, person, 'geniki-aitisi')
  await portal.pool.query(
    `insert into service_request (number, kind, service, service_version, answers, citizen_id, language, submission_key, department, status, submitted_at)
     select lpad((100000000 + n)::text, 9, '0'), kind, service, service_version, '{}', citizen_id, language, gen_random_uuid(), department, status,
       now() - make_interval(mins => n)
     from service_request, generate_series(1, $2) n where number = $1`,
    [number, count - 1],
  )
}

describe('the list of one’s own requests', () => {
  it('shows open, closed and drafts apart, each under an address that can be kept', async () => {
    const { visit, report, open, closed } = await withThree()
    await visit.get('/services/kathariotita-provlima/request?subcategory=bin_full')
    await visit.post('/services/kathariotita-provlima/request', { subcategory: 'bin_full', street: 'Θράκης' })
    const all = await visit.get('/requests')
    assert.deepEqual(numbersOn(all).sort(), [report, open, closed].sort())
    assert.match(all.text, /Δεν τα έχετε υποβάλει ακόμη/)
    assert.deepEqual(numbersOn(await visit.get('/requests?state=open')).sort(), [report, open].sort())
    assert.deepEqual(numbersOn(await visit.get('/requests?state=closed')), [closed])
    const drafts = await visit.get('/requests?state=drafts')
    assert.deepEqual(numbersOn(drafts), [])
    assert.match(drafts.html, /kathariotita-provlima\/request\/check/)
    assert.match(drafts.html, /aria-current="page">Πρόχειρα/)
  })

  it('narrows by kind and service, and says so where nothing fits', async () => {
    const { visit, report, open } = await withThree()
    assert.deepEqual(numbersOn(await visit.get('/requests?kind=complaint')), [report])
    const narrowed = await visit.get('/requests?state=open&service=geniki-aitisi')
    assert.deepEqual(numbersOn(narrowed), [open])
    assert.match(narrowed.html, /<option value="geniki-aitisi" selected>/)
    assert.match(narrowed.html, /name="state" value="open"/)
    const none = await visit.get('/requests?state=closed&kind=complaint')
    assert.match(none.text, /Δεν βρέθηκε καμία υπόθεση/)
    assert.equal((await visit.get('/requests?state=nonsense&kind=x&service=%00%27&before=x')).status, 400)
    assert.equal(numbersOn(await visit.get("/requests?state=nonsense&kind=x&service='&before=x")).length, 3)
  })

  it('finds one by its number and by its protocol number, and tells what is neither', async () => {
    const { visit, open, protocol } = await withThree()
    const year = new Date().getFullYear()
    for (const typed of [open, open.replace(/(\d{3})(?=\d)/g, '$1-'), protocol, `${protocol}/${year}`, `${protocol}/24-11-${year}`])
      assert.deepEqual(numbersOn(await visit.get(`/requests?q=${encodeURIComponent(typed)}`)), [open], typed)
    assert.deepEqual(numbersOn(await visit.get(`/requests?q=${protocol}/${year - 1}`)), [])
    const wrong = await visit.get('/requests?q=λάμπα')
    assert.match(wrong.text, /Γράψτε τα εννέα ψηφία/)
    assert.match(wrong.html, /value="λάμπα"/)
    assert.deepEqual(numbersOn(wrong), [])
    const other = await signIn(portal, await makeCitizen(portal))
    assert.deepEqual(numbersOn(await other.get(`/requests?q=${open}`)), [])
  })

  it('says the protocol number of an application', async () => {
    const { visit, protocol } = await withThree()
    assert.match((await visit.get('/requests')).text, new RegExp(`Αρ\\. πρωτ\\. ${protocol}/\\d\\d-\\d\\d-\\d{4}`))
  })

  it('pages through five hundred, each once, keeping to what was chosen', async () => {
    const person = await makeCitizen(portal, { level: 'B' })
    await fillWith(person, 500)
    await portal.pool.query(
      `update service_request set closed_at = now(), status = 'completed' where citizen_id = $1 and right(number, 1) in ('1', '3')`,
      [person.id],
    )
    const { rows } = await portal.pool.query('select count(*)::int as n from service_request where citizen_id = $1 and closed_at is null', [
      person.id,
    ])
    const visit = await signIn(portal, person)
    const seen: string[] = []
    let address: string | undefined = '/requests?state=open&kind=application'
    for (; address; address = olderOn(visit.last as Page)) seen.push(...numbersOn(await visit.get(address)))
    assert.equal(seen.length, rows[0].n)
    assert.equal(new Set(seen).size, seen.length)
    assert.match(visit.last?.path ?? '', /state=open&kind=application&before=/)
  })
})
