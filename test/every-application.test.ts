/** Every application and every certificate of the catalogue, from its definition alone: drawn, refused, filed, decided, posted, come back. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { parse } from 'yaml'
import { type Catalogue, createCatalogue } from '../src/catalogue/catalogue.js'
import type { Service } from '../src/catalogue/definition.js'
import { readAnswers } from '../src/requests/form.js'
import { typedForm } from './support/applications.js'
import { makeEntitled } from './support/entitled.js'
import { newTracking, post, print, rowsOf } from './support/parcels.js'
import { makeStaff, signIn, signInStaff, type TestCitizen } from './support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from './support/portal.js'

const seed = parse(readFileSync('src/catalogue/seed/services.yaml', 'utf8')) as Service[] | { services: Service[] }
const services = (Array.isArray(seed) ? seed : seed.services).filter(one => ['application', 'certificate_by_post'].includes(one.channel))

describe('every application and every certificate', { concurrency: false }, () => {
  let portal: TestPortal
  let catalogue: Catalogue
  let person: TestCitizen
  let citizen: Visit
  let clerk: Visit

  before(async () => {
    portal = await startPortal({
      LIMIT_REQUESTS_ACCOUNT_HOUR: '100',
      LIMIT_REQUESTS_ACCOUNT_DAY: '100',
      LIMIT_REQUESTS_ADDRESS_HOUR: '100',
    })
    catalogue = await createCatalogue(portal.portal, () => {})
    person = await makeEntitled(portal)
    citizen = await signIn(portal, person)
    const departments = catalogue.departments.map(one => one.slug)
    clerk = await signInStaff(portal, await makeStaff(portal, ['clerk'], departments))
  })
  after(async () => {
    await catalogue?.close()
    await portal?.stop()
  })

  it('are forty-one: twenty-six applications and fifteen certificates', () => {
    const count = (channel: Service['channel']) => services.filter(one => one.channel === channel).length
    assert.deepEqual([count('application'), count('certificate_by_post')], [26, 15])
  })

  const address = (service: Service) => `/services/${service.slug}/request`
  const hasProblem = (page: Page, name: string) => page.html.includes(`id="${name}-error"`) || page.html.includes(`href="#${name}"`)

  async function file(service: Service): Promise<string> {
    await citizen.get(`${address(service)}?step=all`)
    const check = await citizen.post(address(service), typedForm(service))
    assert.equal(check.path, `${address(service)}/check`, check.text.slice(0, 1500))
    const receipt = await citizen.post(address(service), {
      submission_key: valueOf(check, 'submission_key'),
      seen: valueOf(check, 'seen'),
      confirmed: 'yes',
      declaration: 'yes',
      password_current: person.password,
    })
    const number = /^\/requests\/(\d{9})/.exec(receipt.path)?.[1]
    assert.ok(number, receipt.text.slice(0, 1500))
    return number
  }

  async function make(number: string, move: string, words: Record<string, string> = {}): Promise<void> {
    const page = await clerk.get(`/desk/requests/${number}`)
    const done = await clerk.post(`/desk/requests/${number}/moves/${move}`, { version: valueOf(page, 'version'), text: '', ...words })
    assert.equal(done.status, 200, `${move}: ${done.text.slice(0, 600)}`)
  }

  async function takePapers(number: string): Promise<void> {
    for (;;) {
      const page = await clerk.get(`/desk/requests/${number}`)
      const form = /action="(\/desk\/requests\/\d{9}\/papers\/[0-9a-f-]{36})"[\s\S]*?name="act" value="given"/.exec(page.html)?.[1]
      if (!form) return
      assert.equal((await clerk.post(form, { version: valueOf(page, 'version'), act: 'given' })).status, 200)
    }
  }

  const standing = async (number: string) => {
    const { rows } = await portal.pool.query<{ status: string; dueOn: string | null; delivery: string | null }>(
      'select status, due_on::text as "dueOn", delivery from service_request where number = $1',
      [number],
    )
    return rows[0] as { status: string; dueOn: string | null; delivery: string | null }
  }

  const version = async (number: string) => String((await rowsOf(portal, number)).version)

  /** Posted, come back, posted again, received. */
  async function walkPost(number: string): Promise<void> {
    for (const attempt of [0, 1]) {
      const parcel = (await rowsOf(portal, number)).parcels[attempt]
      assert.ok(parcel, `no parcel ${attempt + 1}`)
      const sent = await post(clerk, await print(clerk, [parcel.id]), { [parcel.id]: newTracking() })
      assert.equal(sent.status, 200, sent.text.slice(0, 600))
      assert.equal((await standing(number)).status, 'posted')
      if (attempt === 1) continue
      await clerk.get(`/desk/post/parcels/${parcel.id}`)
      const back = await clerk.post(`/desk/post/parcels/${parcel.id}/return`, {
        reason: 'address',
        text: 'Δεν υπήρχε όνομα',
        version: await version(number),
      })
      assert.equal((await standing(number)).status, 'returned', back.text.slice(0, 600))
      await citizen.get(`/requests/${number}/address`)
      await citizen.post(`/requests/${number}/address`, { delivery_to: 'profile', version: await version(number) })
    }
    await citizen.get(`/requests/${number}`)
    await citizen.post(`/requests/${number}/arrival`, { version: await version(number) })
  }

  for (const service of services) {
    it(`${service.slug}: drawn, refused when empty, filed, decided${service.channel === 'certificate_by_post' ? ', posted, come back' : ''}`, async () => {
      const drawn = await citizen.get(`${address(service)}?step=all`)
      assert.equal(drawn.status, 200)
      const empty = await citizen.post(address(service), {})
      assert.equal(empty.status, 422, empty.path)
      const { asked, problems } = readAnswers(service, {})
      const known = asked.filter(field => field.prefill).map(field => field.key) // the account says it
      const missing = Object.keys(problems).filter(key => !known.includes(key))
      for (const { key } of asked) assert.ok(drawn.html.includes(key), `${key} is not drawn`)
      for (const key of missing) assert.ok(hasProblem(empty, key), `${key} is missing and nothing says so`)

      const number = await file(service)
      const owed = readAnswers(service, typedForm(service)).asked.some(field => field.type === 'file')
      assert.equal((await standing(number)).status, owed ? 'documents_missing' : 'registered')
      if (owed) assert.equal((await standing(number)).dueOn, null, 'the clock waits for the papers')
      await takePapers(number)
      assert.ok((await standing(number)).dueOn, 'the clock runs')
      await make(number, 'take')
      await make(number, 'approve')
      const { delivery } = await standing(number)
      if (service.channel === 'certificate_by_post') assert.equal(delivery, 'post')
      if (delivery === 'post') await walkPost(number)
      else if (delivery === 'collect') for (const move of ['ready', 'complete']) await make(number, move)
      else await make(number, 'finish')
      assert.equal((await standing(number)).status, 'completed')
    })
  }
})
