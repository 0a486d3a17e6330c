/** What the counter has checked, and how it lives on: changed, merged, expired, renewed, given up; and what services rest on. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { readServices, readTaxOffices } from '../src/catalogue/store.js'
import { claims } from '../src/fields/claims.js'
import { claimTasks } from '../src/verification/claim-upkeep.js'
import { lackingClaims } from '../src/verification/claims.js'
import { type Certified, codeOn, makeCertified, passVisit } from './support/counter.js'
import { makeCitizen, makeStaff, signIn, signInStaff } from './support/people.js'
import { startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'
import { press } from './support/registering.js'
import { papersOf, type Wisher } from './support/wishers.js'

let portal: TestPortal
let desk: Visit

before(async () => {
  portal = await startPortal({ JOBS: 'off', LIMIT_VISIT_CODES_HOUR: '100' })
  desk = await signInStaff(portal, await makeStaff(portal, ['registrar']), 'window-1')
})
after(() => portal.stop())

const certified = () => makeCertified(portal, desk)

/** Claims that were returned, with the reason; and the level. */
async function stateOf({ id }: { id: string }) {
  const { rows } = await portal.pool.query(
    `select c.level, c.street, c.revoked_at is not null as revoked, coalesce((select string_agg(k.claim || ' ' || k.returned_for, ', ' order by k.claim)
       from claim k where k.citizen_id = c.id and k.returned_at is not null), '') as returned
     from citizen c where c.id = $1`,
    [id],
  )
  return rows[0]
}

async function lettersOf({ id }: { id: string }, kind: string): Promise<string[]> {
  const { rows } = await portal.pool.query(`select body_text from letter where citizen_id = $1 and kind = $2 order by created_at`, [
    id,
    kind,
  ])
  return rows.map(row => row.body_text)
}

const endOn = (person: Wisher, claim: string, days: number) =>
  portal.pool.query(
    `update claim set expires_on = (now() at time zone 'Europe/Athens')::date + $3::int where citizen_id = $1 and claim = $2`,
    [person.id, claim, days],
  )

const runClock = async () => {
  for (const task of claimTasks) await task.run(portal.portal)
}

const moved = { street: 'Θράκης', street_number: '4', postal_code: '13232', area: 'Πετρούπολη' }

async function move({ person, visit }: Certified, changes: Record<string, string> = {}) {
  await visit.get('/account/address')
  return visit.post('/account/address', { ...moved, password_current: person.password, ...changes })
}

async function changeOffice({ person, visit }: Certified, office: string, changes: Record<string, string> = {}) {
  await visit.get('/account/tax-office')
  return visit.post('/account/tax-office', { tax_office: office, password_current: person.password, ...changes })
}

async function renewalSlip({ visit }: Certified, fields: Record<string, string> = {}) {
  await visit.get('/verification')
  return visit.post('/verification/renewal', fields)
}

const slipOf = async ({ id }: { id: string }) =>
  (await portal.pool.query(`select status, claims from verification where citizen_id = $1 order by created_at desc limit 1`, [id])).rows[0]

describe('moving house', () => {
  it('returns the address and nothing else: Level B stands, a letter with «this was not me» goes out, the page says what to do', async () => {
    const one = await certified()
    const page = await move(one)
    assert.equal(page.path, '/verification')
    assert.match(page.text, /Η διεύθυνση άλλαξε.*Διεύθυνση χρειάζεται νέο έλεγχο Την αλλάξατε\./)
    assert.match(page.text, /ελέγξουμε ξανά μόνο τη διεύθυνση\./)
    assert.deepEqual(await stateOf(one.person), { level: 'B', street: 'Θράκης', revoked: false, returned: 'address changed' })
    const [letter] = await lettersOf(one.person, 'account.verified_changed')
    assert.match(letter ?? '', /νέος έλεγχος μόνο για τη διεύθυνση/)
    const link = /https?:\/\/\S+(\/account\/not-me\?token=[\w-]+)/.exec(letter ?? '')?.[1] ?? ''
    assert.equal((await press(portal.visit(), link)).path, '/account/not-me/done')
  })

  it('wants the password, and says beside each field what is wrong, keeping what was typed', async () => {
    const one = await certified()
    const wrong = await move(one, { password_current: 'lathos sinthimatiko' })
    assert.equal(wrong.status, 422)
    assert.match(wrong.text, /Το τωρινό συνθηματικό δεν είναι σωστό/)
    assert.match(wrong.html, /value="Θράκης"/)
    for (const name of ['street', 'street_number', 'postal_code', 'area', 'password_current'])
      assert.match((await move(one, { [name]: '' })).html, new RegExp(`id="${name}-error"`), name)
    assert.equal((await move(one, { postal_code: '99999' })).status, 422)
    assert.equal((await stateOf(one.person)).returned, '')
  })

  it('to where one lives already changes nothing', async () => {
    const one = await certified()
    const form = await one.visit.get('/account/address')
    const value = (name: string) => new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(form.html)?.[1] ?? ''
    const same = Object.fromEntries(['street', 'street_number', 'postal_code', 'area'].map(name => [name, value(name)]))
    assert.match((await move(one, same)).text, /δεν άλλαξε τίποτα/)
    assert.equal((await stateOf(one.person)).returned, '')
    assert.deepEqual(await lettersOf(one.person, 'account.verified_changed'), [])
  })

  it('is possible while the level is suspended, with the password too', async () => {
    const one = await certified()
    await portal.pool.query(`update citizen set suspended_at = now(), suspended_for = 'password_reset' where id = $1`, [one.person.id])
    assert.equal((await move(one, { password_current: 'lathos sinthimatiko' })).status, 422)
    await move(one)
    assert.equal((await stateOf(one.person)).returned, 'address changed')
  })

  it('is told to Level A elsewhere', async () => {
    const visit = await signIn(portal, await makeCitizen(portal))
    assert.equal((await visit.get('/account/address')).path, '/account/level-b')
    assert.equal((await visit.get('/account/tax-office')).path, '/account/level-b')
    assert.equal((await visit.post('/account/address', { ...moved, password_current: 'x' })).status, 403)
    assert.equal((await visit.post('/account/tax-office', { tax_office: '1136', password_current: 'x' })).status, 403)
  })

  it('waits for a visit that is being decided: what is certified is what was compared', async () => {
    for (let round = 0; round < 4; round += 1) {
      const one = await certified()
      await move(one)
      const code = codeOn(await renewalSlip(one))
      await desk.get('/desk/verifications')
      const opened = await desk.post('/desk/verifications', { code })
      const papers = papersOf(one.person, { street: 'ΘΡΑΚΗΣ', street_number: '4', postal_code: '13232' })
      await one.visit.get('/account/address')
      await Promise.all([
        desk.post(`${opened.path}/comparison`, { ...papers, version: valueOf(opened, 'version') }),
        one.visit.post('/account/address', { ...moved, street: 'Αιγαίου', password_current: one.person.password }),
      ])
      const { street, returned } = await stateOf(one.person)
      assert.deepEqual([street, returned], ['Αιγαίου', 'address changed'], 'the new street was never compared')
    }
  })
})

describe('a new Δ.Ο.Υ.', () => {
  it('returns the claim of the Δ.Ο.Υ. alone', async () => {
    const one = await certified()
    await changeOffice(one, '4232')
    assert.equal((await stateOf(one.person)).returned, 'tax_office changed')
    assert.match((await one.visit.get('/verification')).text, /Δ\.Ο\.Υ\. χρειάζεται νέο έλεγχο Την αλλάξατε/)
  })

  it('that took over the old one is told apart, and a paper that names either is good', async () => {
    const one = await certified()
    await changeOffice(one, '1178')
    await portal.pool.query(`update claim set returned_at = null, returned_for = null where citizen_id = $1`, [one.person.id])
    await changeOffice(one, 'kefode-attikis')
    assert.equal((await stateOf(one.person)).returned, 'tax_office merged')
    assert.match((await one.visit.get('/verification')).text, /Η εφορία σας συγχωνεύτηκε με άλλη/)
    const code = codeOn(await renewalSlip(one))
    await passVisit(desk, one.person, code, { tax_office: 'ΔΟΥ ΠΕΤΡΟΥΠΟΛΗΣ' })
    assert.equal((await stateOf(one.person)).returned, '')
  })

  it('must be on the list, or be written', async () => {
    const one = await certified()
    assert.match((await changeOffice(one, '0000')).text, /Η Δ\.Ο\.Υ\. δεν είναι στη λίστα/)
    assert.match((await changeOffice(one, '')).text, /Επιλέξτε τη Δ\.Ο\.Υ\. σας/)
    assert.match((await changeOffice(one, 'other')).text, /Γράψτε ποια είναι η Δ\.Ο\.Υ\. σας/)
    assert.equal((await changeOffice(one, '1136', { password_current: 'lathos' })).status, 422)
    assert.equal((await stateOf(one.person)).returned, '')
    await changeOffice(one, 'other', { tax_office_other: 'Νέα Δ.Ο.Υ.' })
    assert.equal((await stateOf(one.person)).returned, 'tax_office changed')
  })

  it('is known of the offices of Attica and Thessaloniki, and every successor is on the list', async () => {
    const offices = await readTaxOffices(portal.pool)
    const into = (id: string) => offices.find(office => office.id === id)?.mergedInto
    assert.deepEqual(
      [into('1178'), into('4211'), into('kefode-attikis'), into('1125')],
      ['kefode-attikis', 'kefode-thessalonikis', undefined, undefined],
    )
    for (const { id, mergedInto } of offices)
      assert.ok(mergedInto === undefined || offices.some(office => office.id === mergedInto), `${id} ${mergedInto}`)
  })
})

describe('a renewal', () => {
  it('is a slip for exactly what was returned; once it has passed all counts again', async () => {
    const one = await certified()
    await move(one)
    const page = await renewalSlip(one)
    assert.match(page.text, /Με αυτό το δελτίο ελέγχουμε μόνο τη διεύθυνση/)
    assert.deepEqual(await slipOf(one.person), { status: 'ready', claims: ['address'] })
    await passVisit(desk, one.person, codeOn(page), { street: 'ΘΡΑΚΗΣ', street_number: '4', postal_code: '13232' })
    assert.deepEqual(await stateOf(one.person), { level: 'B', street: 'Θράκης', revoked: false, returned: '' })
    assert.doesNotMatch((await one.visit.get('/verification')).text, /χρειάζεται νέο έλεγχο/)
  })

  it('is there for what ends within sixty days, for a new card, and for nothing else', async () => {
    const one = await certified()
    assert.equal((await renewalSlip(one)).status, 403)
    await endOn(one.person, 'afm', 61)
    assert.equal((await renewalSlip(one)).status, 403)
    await endOn(one.person, 'afm', 60)
    assert.match((await one.visit.get('/verification')).text, /ΑΦΜ λήγει σύντομα/)
    await renewalSlip(one, { new_card: 'yes' })
    assert.deepEqual((await slipOf(one.person)).claims, ['identity', 'afm'])
    const other = await certified()
    assert.match((await other.visit.get('/verification')).text, /Έχω νέα ταυτότητα ή διαβατήριο/)
    await renewalSlip(other, { new_card: 'yes' })
    assert.deepEqual((await slipOf(other.person)).claims, ['identity'])
  })

  it('is not for Level A, nor while the level is suspended: then a visit proves everything', async () => {
    const visit = await signIn(portal, await makeCitizen(portal))
    await visit.get('/verification')
    assert.equal((await visit.post('/verification/renewal', { new_card: 'yes' })).status, 403)
    const one = await certified()
    await move(one)
    await portal.pool.query(`update citizen set suspended_at = now(), suspended_for = 'objection' where id = $1`, [one.person.id])
    assert.equal((await renewalSlip(one)).status, 403)
    await one.visit.post('/verification')
    assert.deepEqual((await slipOf(one.person)).claims, [...claims])
  })
})

describe('the end of a claim', () => {
  it('is told thirty days before, once, and again when it has come; Level B stands', async () => {
    const one = await certified()
    await endOn(one.person, 'identity', 31)
    await runClock()
    assert.deepEqual(await lettersOf(one.person, 'claim.ending'), [])
    await endOn(one.person, 'identity', 30)
    await runClock()
    await runClock()
    const told = await lettersOf(one.person, 'claim.ending')
    assert.equal(told.length, 1)
    assert.match(told[0] ?? '', /Ταυτότητα.*ισχύει έως \d\d\/\d\d\/\d{4}/s)
    await endOn(one.person, 'identity', 0)
    assert.deepEqual(await lackingClaims(portal.pool, one.person.id, { claims: ['identity'] }), [], 'on its last day it counts')
    await endOn(one.person, 'identity', -1)
    assert.deepEqual(
      await lackingClaims(portal.pool, one.person.id, { claims: ['identity'] }),
      ['identity'],
      'before the clock has seen it',
    )
    await runClock()
    await runClock()
    const over = await lettersOf(one.person, 'claim.expired')
    assert.equal(over.length, 1)
    assert.match(over[0] ?? '', /μόνο για την ταυτότητα/)
    assert.deepEqual(await stateOf(one.person), { level: 'B', street: 'Ξάνθου', revoked: false, returned: 'identity expired' })
    assert.match((await one.visit.get('/verification')).text, /Ταυτότητα χρειάζεται νέο έλεγχο Έληξε/)
  })

  it('by policy comes so many years after the check, and never within thirty days of a shorter policy', async () => {
    const one = await certified()
    await portal.pool.query(`update claim set verified_at = now() - interval '3 years' where citizen_id = $1 and claim = 'address'`, [
      one.person.id,
    ])
    const lacking = () => lackingClaims(portal.pool, one.person.id, { claims: ['identity', 'address'] })
    try {
      await portal.pool.query(
        `update claim_policy set years = 2, changed_on = (now() at time zone 'Europe/Athens')::date where claim = 'address'`,
      )
      assert.deepEqual(await lacking(), [])
      await runClock()
      assert.match((await lettersOf(one.person, 'claim.ending'))[0] ?? '', /Διεύθυνση/)
      await portal.pool.query(`update claim_policy set changed_on = changed_on - 31 where claim = 'address'`)
      assert.deepEqual(await lacking(), ['address'])
      await runClock()
      assert.equal((await stateOf(one.person)).returned, 'address expired')
      await portal.pool.query(`update claim_policy set years = 4 where claim = 'address'`)
      assert.deepEqual(await lacking(), ['address'], 'what was returned stays so until it is checked')
    } finally {
      await portal.pool.query(`update claim_policy set years = null`)
    }
  })
})

describe('a service', () => {
  it('of Level B names the claims it rests on, identity among them; the others name none', async () => {
    for (const { slug, minLevel, claims: needed } of await readServices(portal.pool))
      assert.equal(minLevel === 'B', needed?.includes('identity') ?? false, slug)
  })

  it('says on its page what is needed, and to Level B what is lacking and how to get it', async () => {
    const address = '/services/vevaiosi-monimis-katoikias'
    assert.match((await portal.visit().get(address)).text, /Χρειάζεται: ελεγμένη ταυτότητα και ελεγμένη διεύθυνση ?\./)
    const one = await certified()
    assert.doesNotMatch((await one.visit.get(address)).text, /πρέπει πρώτα να ελέγξουμε/)
    await move(one)
    const page = await one.visit.get(address)
    assert.match(page.text, /πρέπει πρώτα να ελέγξουμε ξανά τη διεύθυνση\./)
    assert.match(page.html, /href="\/verification"/)
    assert.doesNotMatch((await one.visit.get('/services/pistopoiitiko-gennisis')).text, /πρέπει πρώτα να ελέγξουμε/)
  })

  it('lacks everything that somebody without claims would have to show, and nothing where it needs nothing', async () => {
    const { id } = await makeCitizen(portal, { level: 'B' })
    assert.deepEqual(await lackingClaims(portal.pool, id, { claims: ['identity', 'afm'] }), ['identity', 'afm'])
    assert.deepEqual(await lackingClaims(portal.pool, id, {}), [])
  })
})

describe('giving Level B up', () => {
  it('wants the password, ends it at once, and is told by letter; a new wish begins anew', async () => {
    const one = await certified()
    await one.visit.get('/verification/end')
    assert.equal((await one.visit.post('/verification/end', { password_current: 'lathos' })).status, 422)
    assert.equal((await stateOf(one.person)).level, 'B')
    const page = await one.visit.post('/verification/end', { password_current: one.person.password })
    assert.match(page.text, /Το Επίπεδο Β σταμάτησε, όπως ζητήσατε/)
    await one.visit.post('/verification/end', { password_current: one.person.password })
    const { level, returned } = await stateOf(one.person)
    assert.deepEqual([level, returned], ['A', 'address given_up, afm given_up, identity given_up, tax_office given_up'])
    assert.equal((await lettersOf(one.person, 'levelb.given_up')).length, 1)
    assert.match((await one.visit.get('/verification')).text, /Δεν έχετε ζητήσει ακόμη/)
    assert.equal((await one.visit.post('/verification')).status, 403)
  })

  it('cancels the slip of a renewal: a part may not bring back the whole', async () => {
    const one = await certified()
    await move(one)
    await renewalSlip(one)
    await one.visit.get('/verification/end')
    await one.visit.post('/verification/end', { password_current: one.person.password })
    assert.equal((await slipOf(one.person)).status, 'cancelled')
    const held = await certified()
    await move(held)
    await renewalSlip(held)
    await portal.pool.query(`update verification set status = 'held' where citizen_id = $1 and status = 'ready'`, [held.person.id])
    await held.visit.get('/verification/end')
    await held.visit.post('/verification/end', { password_current: held.person.password })
    assert.deepEqual(await slipOf(held.person), { status: 'held', claims: [...claims] })
  })
})
