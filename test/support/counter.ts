/** A citizen's slip and a clerk's counter, as the tests walk them. */
import assert from 'node:assert/strict'
import { certify, makeRecoveryCode } from '../../src/accounts/level.js'
import { transaction } from '../../src/db/db.js'
import { signIn } from './people.js'
import { type Page, type TestPortal, type Visit, valueOf } from './portal.js'
import { makeWisher, papersOf, type Wisher } from './wishers.js'

export const onReceipt = /^\/desk\/verifications\/[\w-]{10,36}\/receipt$/

export async function takeSlip(portal: TestPortal, person: Wisher): Promise<{ visit: Visit; code: string }> {
  const visit = await signIn(portal, person)
  await visit.get('/verification')
  const page = await visit.post('/verification')
  const code = codeOn(page)
  assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$/, page.text.slice(0, 300))
  return { visit, code }
}

/** The first code that the page shows, or the one with this id. */
export function codeOn(page: Pick<Page, 'html'>, id = ''): string {
  const pattern = id ? new RegExp(`class="slip__code" id="${id}"[^>]*>([^<]+)<`) : /class="slip__code"[^>]*>([^<]+)</
  return pattern.exec(page.html)?.[1] ?? ''
}

export async function openVisit(desk: Visit, code: string): Promise<Page> {
  await desk.get('/desk/verifications')
  return desk.post('/desk/verifications', { code })
}

type Typed = Record<string, string | string[]>

/** What the papers say, sent from a page of the visit that is open. */
export function sendPapers(desk: Visit, page: Page, person: Wisher, changes: Typed = {}): Promise<Page> {
  const visit = page.path.replace(/\/comparison$/, '')
  return desk.post(`${visit}/comparison`, { ...papersOf(person, changes), version: valueOf(page, 'version') })
}

/** Opened by the slip and compared. */
export async function compareBySlip(desk: Visit, person: Wisher, code: string, changes: Typed = {}): Promise<Page> {
  const page = await openVisit(desk, code)
  assert.equal(page.status, 200, page.text.slice(0, 300))
  return sendPapers(desk, page, person, changes)
}

/** Found by ΑΦΜ, opened without the slip. */
export async function openWithoutSlip(desk: Visit, person: Wisher): Promise<Page> {
  await desk.get('/desk/verifications')
  const found = await desk.post('/desk/verifications/search', { afm: person.afm, surname: '' })
  const path = /href="(\/desk\/verifications\/[0-9a-f-]{36})"/.exec(found.html)?.[1]
  assert.ok(path, found.text.slice(0, 400))
  return desk.get(path)
}

export type Certified = { person: Wisher; visit: Visit }

/** Compared by slip, and passed. */
export async function passVisit(desk: Visit, person: Wisher, code: string, changes: Typed = {}): Promise<void> {
  const page = await compareBySlip(desk, person, code, changes)
  assert.match(page.path, onReceipt, page.text.slice(0, 400))
}

/** Somebody of Level B, signed in, with four claims by this clerk. */
export async function makeCertified(portal: TestPortal, desk: Visit): Promise<Certified> {
  const person = await makeWisher(portal)
  const { visit, code } = await takeSlip(portal, person)
  await passVisit(desk, person, code)
  return { person, visit }
}

/** As the counter's transaction does it, without a counter. Returns the recovery code. */
export async function certifyNow({ pool, portal }: Pick<TestPortal, 'pool' | 'portal'>, id: string): Promise<string> {
  const { code, print } = makeRecoveryCode(portal.sealer, id)
  await transaction(pool, tx => certify(tx, id, print))
  return code
}
