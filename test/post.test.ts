/** The post room: what is approved is printed, numbered and posted; and what becomes of it. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { deskParcelPart, ownParcelPart } from '../src/parcels/parts.js'
import { tasks } from '../src/tasks.js'
import { pageBase } from '../src/web/page.js'
import { render } from '../src/web/views.js'
import { approved, elsewhere, fieldOf, home, newTracking, post, posted, print, registry, rowsOf } from './support/parcels.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestCitizen } from './support/people.js'
import { startPortal, type TestPortal, type Visit } from './support/portal.js'

let portal: TestPortal
let desk: Visit
let colleague: Visit
let stranger: Visit

before(async () => {
  portal = await startPortal({ LIMIT_REQUESTS_SITE_HOUR: '1000', LIMIT_REQUESTS_ACCOUNT_HOUR: '100', LIMIT_REQUESTS_ACCOUNT_DAY: '100' })
  desk = await signInStaff(portal, await makeStaff(portal, ['clerk'], [registry]))
  colleague = await signInStaff(portal, await makeStaff(portal, ['clerk', 'supervisor'], [registry]))
  stranger = await signInStaff(portal, await makeStaff(portal, ['clerk'], ['ilektrofotismos']))
})
after(() => portal.stop())

const version = async (number: string) => String((await rowsOf(portal, number)).version)
const countLetters = async (number: string, kind: string) => {
  const asked = 'select from letter l join service_request r on r.id = l.request_id where r.number = $1 and l.kind = $2'
  return (await portal.pool.query(asked, [number, kind])).rowCount
}

/** The next letter to this person that says so. */
async function letterSaying({ email }: TestCitizen, words: RegExp): Promise<string> {
  for (;;) {
    const { text } = await portal.mailbox.next(email)
    if (words.test(text)) return text
  }
}

describe('a batch', () => {
  it('freezes the addresses, takes the right numbers and keeps the wrong one for a second look', async () => {
    const [one, two, three] = [await approved(portal), await approved(portal), await approved(portal)]
    const shelf = await desk.get('/desk/post')
    for (const { number, parcel } of [one, two, three]) {
      assert.ok(shelf.html.includes(`value="${parcel}" checked`), 'all are ticked')
      assert.ok(shelf.text.includes(number.replace(/(...)(...)(...)/, '$1-$2-$3')))
    }
    assert.ok(!shelf.text.includes('Δοκιμάκη'), 'a list shows no names')
    const batch = await print(desk, [one.parcel, two.parcel, three.parcel])
    assert.match(batch.path, /^\/desk\/post\/batches\/[0-9a-f-]{36}$/, batch.text.slice(0, 300))
    const owner = await signIn(portal, one.person)
    const refused = await owner.get(`/requests/${one.number}/address`)
    assert.equal(refused.status, 409, refused.text.slice(0, 200))
    assert.match(refused.text, /δεν αλλάζει πια/)

    const right = newTracking()
    const page = await post(desk, batch, { [one.parcel]: right, [two.parcel]: 'RR473124828GR', [three.parcel]: '' })
    assert.equal(page.status, 422)
    assert.match(page.text, /ελέγξτε το ψηφίο πριν από το GR/)
    assert.match(page.text, /Ταχυδρομήθηκε 1 φάκελος/)
    assert.ok(page.html.includes('value="RR473124828GR"'), 'what was typed is kept')
    const standing = await Promise.all([one, two, three].map(async ({ number }) => (await rowsOf(portal, number)).status))
    assert.deepEqual(standing, ['posted', 'approved', 'approved'])

    const again = await post(desk, batch, { [two.parcel]: 'rr 473 124 829 gr', [three.parcel]: right })
    assert.equal(again.status, 422)
    assert.match(again.text, /έχει ήδη δοθεί σε άλλον φάκελο/)
    assert.equal((await rowsOf(portal, two.number)).parcels[0]?.tracking, 'RR473124829GR')
    assert.match(await letterSaying(one.person, new RegExp(`elta.gr/el-GR/Query/Direct/${right}`)), /κατά την παραλαβή/)
  })

  it('is the same one when the button was pressed twice, and so is posting', async () => {
    const { parcel, number } = await approved(portal)
    const [first, second] = [await print(desk, [parcel]), await print(desk, [parcel])]
    assert.equal(first.path, second.path)
    const tracking = newTracking()
    await desk.get(first.path)
    const pages = await Promise.all([1, 2].map(() => desk.post(`${first.path}/numbers`, { [fieldOf(parcel)]: tracking })))
    assert.ok(
      pages.every(page => [200, 422].includes(page.status)),
      pages.map(page => page.status).join(),
    )
    assert.equal((await post(desk, first, { [parcel]: tracking })).status, 200)
    assert.equal(await countLetters(number, 'request.post'), 1)
    assert.equal((await post(desk, first, { [parcel]: newTracking() })).status, 422)
    assert.equal((await post(desk, first, {})).status, 422)
  })

  it('goes to one of two clerks, and the other reads to whom', async () => {
    const { parcel } = await approved(portal)
    await colleague.get('/desk/post')
    await desk.get('/desk/post')
    const pages = await Promise.all([desk, colleague].map(visit => visit.post('/desk/post/batches', { parcel })))
    assert.deepEqual(pages.map(page => page.status).sort(), [200, 409])
    assert.match(pages.find(page => page.status === 409)?.text ?? '', /τους τύπωσε ήδη: Υπάλληλος/)
    const { rows } = await portal.pool.query('select from parcel_batch b where not exists (select from parcel where batch_id = b.id)')
    assert.equal(rows.length, 0, 'no empty batch is left behind')
  })

  it('of fifty is printed and posted in one go', async () => {
    const person = await makeCitizen(portal, { level: 'B' })
    const sent = []
    for (let n = 0; n < 50; n += 1) sent.push(await approved(portal, home, n % 5 === 0 ? undefined : person))
    const batch = await print(
      desk,
      sent.map(({ parcel }) => parcel),
    )
    assert.match(batch.text, /Παρτίδα με 50 φακέλους/)
    const page = await post(desk, batch, Object.fromEntries(sent.map(({ parcel }) => [parcel, newTracking()])))
    assert.equal(page.status, 200, page.text.slice(0, 300))
    assert.match(page.text, /Ταχυδρομήθηκαν 50 φάκελοι/)
  })

  it('wants at least one tick, of things that are there', async () => {
    await desk.get('/desk/post')
    assert.equal((await desk.post('/desk/post/batches', {})).status, 422)
    assert.equal((await desk.post('/desk/post/batches', { parcel: 'x' })).status, 422)
    assert.equal((await desk.post('/desk/post/batches', { parcel: '7c9e6679-7425-40de-944b-e07fc1f90ae7' })).status, 409)
  })
})

describe('another department', () => {
  it('finds neither parcel nor batch, and prints nothing', async () => {
    const waiting = await approved(portal)
    const sent = await posted(portal, desk)
    const batch = await print(desk, [(await approved(portal)).parcel])
    assert.ok(!(await stranger.get('/desk/post')).html.includes(waiting.parcel))
    assert.equal((await stranger.post('/desk/post/batches', { parcel: waiting.parcel })).status, 409)
    for (const path of [batch.path, `${batch.path}/letters.pdf`, `${batch.path}/labels.pdf`, `/desk/post/parcels/${sent.parcel}`])
      assert.equal((await stranger.get(path)).status, 404, path)
    assert.equal((await stranger.post(`${batch.path}/numbers`, {})).status, 404)
    const back = { version: await version(sent.number), reason: 'address', text: '' }
    assert.equal((await stranger.post(`/desk/post/parcels/${sent.parcel}/return`, back)).status, 404)
    assert.match((await stranger.get(`/desk/post?tracking=${sent.tracking}`)).text, /Κανένας φάκελος των υπηρεσιών σας/)
    assert.equal((await rowsOf(portal, sent.number)).status, 'posted')
  })
})

describe('the address', () => {
  it('may be changed by its owner until it is printed, and the letter says so', async () => {
    const { person, number, parcel } = await approved(portal)
    const owner = await signIn(portal, person)
    const form = await owner.get(`/requests/${number}/address`)
    assert.match(form.text, /Τώρα θα πάει εδώ: Ξάνθου 12Α, 132 31 Πετρούπολη/)
    const wrong = await owner.post(`/requests/${number}/address`, { ...elsewhere, delivery_postal_code: '99', version: '1' })
    assert.equal(wrong.status, 422)
    assert.ok(wrong.html.includes('value="Αθηνάς"'))
    const done = await owner.post(`/requests/${number}/address`, { ...elsewhere, version: '1' })
    assert.equal(done.status, 200, done.text.slice(0, 200))
    assert.equal((await rowsOf(portal, number)).parcels[0]?.street, 'Αθηνάς')
    assert.equal(await countLetters(number, 'parcel.address_changed'), 1)
    assert.equal((await owner.post(`/requests/${number}/address`, { ...elsewhere, version: '1' })).status, 409, 'an old page')
    await print(desk, [parcel])
    assert.equal((await owner.post(`/requests/${number}/address`, { ...elsewhere, version: '3' })).status, 409)
    assert.equal((await owner.post(`/requests/${number}/collection`, { version: await version(number) })).status, 409)
    const somebody = await signIn(portal, await makeCitizen(portal, { level: 'B' }))
    assert.equal((await somebody.get(`/requests/${number}/address`)).status, 404)
  })

  it('is needed no more by whoever will come for it', async () => {
    const { person, number } = await approved(portal)
    const owner = await signIn(portal, person)
    await owner.get(`/requests/${number}/address`)
    const page = await owner.post(`/requests/${number}/collection`, { version: await version(number) })
    assert.equal(page.status, 200, page.text.slice(0, 200))
    const row = await rowsOf(portal, number)
    assert.deepEqual([row.status, row.delivery, row.parcels[0]?.status], ['approved', 'collect', 'cancelled'])
    assert.ok(!(await desk.get('/desk/post')).text.includes(number))
  })
})

describe('after posting', () => {
  const back = { reason: 'address', text: 'Δεν υπήρχε όνομα στο κουδούνι' }

  it('it came back, goes out again to a new address, free once, and is received', async () => {
    const sent = await posted(portal, desk)
    const found = await desk.get(`/desk/post?shelf=posted&tracking=${sent.tracking.toLowerCase()}`)
    assert.equal(found.path, `/desk/post/parcels/${sent.parcel}`)
    const address = `/desk/post/parcels/${sent.parcel}`
    assert.equal((await desk.post(`${address}/return`, { version: await version(sent.number) })).status, 422)
    const done = await desk.post(`${address}/return`, { ...back, version: await version(sent.number), erred: 'yes' })
    assert.equal(done.status, 200, done.text.slice(0, 300))
    assert.equal((await desk.post(`${address}/return`, { ...back, version: await version(sent.number) })).status, 409)
    assert.match(await letterSaying(sent.person, /κουδούνι/), /Λάθος ή ελλιπής διεύθυνση/)

    const { owner, number } = sent
    const form = await owner.get(`/requests/${number}/address`)
    assert.match(form.text, /Την προηγούμενη φορά/)
    const again = await owner.post(`/requests/${number}/address`, { ...elsewhere, version: await version(number) })
    assert.equal(again.status, 200, again.text.slice(0, 300))
    const row = await rowsOf(portal, number)
    assert.equal(row.status, 'approved')
    assert.deepEqual(
      row.parcels.map(({ status, free, attempt, street }) => [attempt, status, free, street]),
      [
        [1, 'returned', false, 'Ξάνθου'],
        [2, 'waiting', true, 'Αθηνάς'],
      ],
    )
    const next = row.parcels[1]?.id ?? ''
    const tracking = newTracking()
    await post(desk, await print(desk, [next]), { [next]: tracking })
    assert.ok(await letterSaying(sent.person, /τα πληρώνει ο δήμος/))
    await desk.get(`/desk/post/parcels/${next}`)
    const twice = await desk.post(`/desk/post/parcels/${next}/return`, { ...back, version: await version(number), erred: 'yes' })
    assert.equal(twice.status, 409)
    assert.match(twice.text, /δίνεται μία φορά/)
    assert.equal((await owner.post(`/requests/${number}/arrival`, { version: await version(number) })).status, 200)
    const end = await rowsOf(portal, number)
    assert.deepEqual([end.status, end.closed, end.parcels[1]?.status], ['completed', true, 'delivered'])
  })

  it('it did not arrive: not before the post has had its days', async () => {
    const { owner, number, parcel } = await posted(portal, desk)
    await owner.get('/account')
    const early = await owner.post(`/requests/${number}/missing`, { version: await version(number) })
    assert.equal(early.status, 409)
    assert.match(early.text, /πείτε το μας από τις \d\d\/\d\d\/\d{4}/)
    await portal.pool.query(`update parcel set posted_at = posted_at - interval '10 days' where id = $1`, [parcel])
    assert.equal((await owner.post(`/requests/${number}/missing`, { version: await version(number) })).status, 200)
    const row = await rowsOf(portal, number)
    assert.deepEqual([row.status, row.parcels[0]?.status], ['returned', 'missing'])

    await desk.get(`/desk/post/parcels/${parcel}`)
    assert.equal((await desk.post(`/desk/post/parcels/${parcel}/mistake`)).status, 200)
    assert.equal((await desk.post(`/desk/post/parcels/${parcel}/mistake`)).status, 409)
    const collected = await owner.post(`/requests/${number}/collection`, { version: await version(number) })
    assert.equal(collected.status, 200, collected.text.slice(0, 200))
    const end = await rowsOf(portal, number)
    assert.deepEqual([end.status, end.delivery], ['approved', 'collect'])
    await desk.get(`/desk/requests/${number}`)
    const ready = await desk.post(`/desk/requests/${number}/moves/ready`, { version: String(end.version), text: '' })
    assert.equal((await rowsOf(portal, number)).status, 'ready', ready.text.slice(0, 300))
  })

  it('it counts as arrived when nobody has said a word for long, and not a day before', async () => {
    const [old, young] = [await posted(portal, desk), await posted(portal, desk)]
    const age = 'update parcel set posted_at = now() - make_interval(days => $2) where id = $1'
    await portal.pool.query(age, [old.parcel, 61])
    await portal.pool.query(age, [young.parcel, 59])
    await tasks.find(task => task.name === 'parcels-clean-up')?.run(portal.portal)
    const ends = await Promise.all([old, young].map(({ number }) => rowsOf(portal, number)))
    assert.deepEqual(
      ends.map(row => [row.status, row.closed, row.parcels[0]?.status]),
      [
        ['completed', true, 'delivered'],
        ['posted', false, 'posted'],
      ],
    )
    assert.ok(await letterSaying(old.person, /Αν δεν έφτασε ποτέ/))
  })

  it('its clerk speaks for somebody who has no account, and for nobody else', async () => {
    const mine = await posted(portal, desk)
    await desk.get(`/desk/post/parcels/${mine.parcel}`)
    await desk.post(`/desk/post/parcels/${mine.parcel}/return`, { ...back, version: await version(mine.number) })
    const fields = { ...elsewhere, version: await version(mine.number) }
    assert.equal((await desk.post(`/desk/post/parcels/${mine.parcel}/address`, fields)).status, 403)
    await portal.pool.query('update service_request set citizen_id = null where number = $1', [mine.number])
    const page = await desk.get(`/desk/post/parcels/${mine.parcel}`)
    assert.match(page.text, /Δεν έχει λογαριασμό/)
    assert.equal((await desk.post(`/desk/post/parcels/${mine.parcel}/address`, { ...fields, delivery_area: '' })).status, 422)
    assert.equal((await desk.post(`/desk/post/parcels/${mine.parcel}/address`, fields)).status, 200)
    assert.deepEqual(
      (await rowsOf(portal, mine.number)).parcels.map(({ status }) => status),
      ['returned', 'waiting'],
    )
  })
})

describe('the page of a request', () => {
  const draw = async (part: typeof ownParcelPart, sent: { id: string; number: string }) => {
    const base = pageBase(portal.portal.config, 'el', '/')
    const drawn = await part(portal.portal, { locals: { page: { ...base, can: () => true } } } as never, sent)
    return drawn ? render(drawn.view, { ...base, can: () => true, ...drawn.data, given: drawn.data }) : ''
  }

  it('shows its owner what may be done, by the state of the parcel', async () => {
    const waiting = await approved(portal)
    assert.match(await draw(ownParcelPart, waiting), /Αλλαγή διεύθυνσης[\s\S]*Θα το παραλάβω[\s\S]*ο τιμοκατάλογος \(ΕΛΤΑ\)/)
    const sent = await posted(portal, desk)
    const onItsWay = await draw(ownParcelPart, sent)
    assert.match(onItsWay, new RegExp(`Query/Direct/${sent.tracking}`))
    assert.ok(onItsWay.includes('/arrival') && !onItsWay.includes('/missing') && !onItsWay.includes('/address'), onItsWay)
    await portal.pool.query(`update parcel set posted_at = posted_at - interval '10 days' where id = $1`, [sent.parcel])
    assert.ok((await draw(ownParcelPart, sent)).includes('/missing'), 'after ten days')
    assert.ok((await draw(deskParcelPart, sent)).includes(`/desk/post/parcels/${sent.parcel}`))
    assert.equal(await draw(ownParcelPart, { id: '7c9e6679-7425-40de-944b-e07fc1f90ae7', number: '' }), '', 'nothing goes by post')
  })
})
