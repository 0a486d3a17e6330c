/** People certified at the counter, through its own pages. */
import assert from 'node:assert/strict'
import { signIn } from './people.js'
import { type TestPortal, type Visit, valueOf } from './portal.js'
import { makeWisher, papersOf, type Wisher } from './wishers.js'

export type Certified = { person: Wisher; visit: Visit }

/** What the slip on the page says. */
export const codeOn = (html: string): string => /class="slip__code"[^>]*>([^<]+)</.exec(html)?.[1] ?? ''

/** `code` opens the visit; the papers say what was declared, but for the changes. */
export async function passVisit(desk: Visit, person: Wisher, code: string, changes: Record<string, string | string[]> = {}): Promise<void> {
  await desk.get('/desk/verifications')
  const opened = await desk.post('/desk/verifications', { code })
  const page = await desk.post(`${opened.path}/comparison`, { ...papersOf(person, changes), version: valueOf(opened, 'version') })
  assert.match(page.path, /\/receipt$/, page.text.slice(0, 400))
}

/** Somebody of Level B, signed in, with four claims by this clerk. */
export async function makeCertified(portal: TestPortal, desk: Visit): Promise<Certified> {
  const person = await makeWisher(portal)
  const visit = await signIn(portal, person)
  await visit.get('/verification')
  const { html } = await visit.post('/verification')
  await passVisit(desk, person, codeOn(html))
  return { person, visit }
}
