/** What a person types to register, and the letters they open. */
import { randomBytes } from 'node:crypto'
import { type Page, type TestPortal, Visit, valueOf } from './portal.js'

export const password = 'karekla-ouranos-violi-914'

export type Form = Record<string, string>

export const fresh = () => `p${randomBytes(5).toString('hex')}`

export function levelA(changes: Form = {}): Form & { username: string; email: string } {
  const username = changes.username ?? fresh()
  const starred = {
    email: `${username}@example.org`,
    password,
    password_confirm: password,
    surname: 'Παπαδάκη',
    first_name: 'Μαρία',
    privacy_read: 'yes',
  }
  return { ...starred, ...changes, username } as Form & { username: string; email: string }
}

export const personal: Form = {
  father_name: 'Γεώργιος',
  mother_name_none: 'yes',
  birth_date: '3/9/1980',
  identity_kind: 'identity_card',
  identity_number: 'ab 123456',
  identity_issuer: 'Τ.Α. Πετρούπολης',
  identity_issued: '1/2/2015',
  afm: '094259216',
  tax_office: 'kefode-attikis',
  street: 'Ξάνθου',
  street_number: '12α',
  postal_code: '132 31',
  area: 'Πετρούπολη',
  mobile: '694 484 8966',
}

export const levelB = (changes: Form = {}) => levelA({ wants_level_b: 'yes', ...personal, ...changes })

/** Somebody on another network: the portal must trust its proxy for this. */
export function from(portal: TestPortal, address: string, headers: Record<string, string> = {}): Visit {
  return new Visit(portal.url, { 'x-forwarded-for': address, ...headers })
}

export async function register(visit: Visit, form: Form, options: { follow?: boolean } = {}): Promise<Page> {
  const page = await visit.get('/register')
  return visit.post('/register', { ...form, form_started: form.form_started ?? valueOf(page, 'form_started') }, options)
}

/** The newest letter to this address that has not been opened yet. */
export async function open(portal: TestPortal, email: string, subject = '') {
  const letter = await portal.mailbox.next(email, subject)
  const link = /https?:\/\/\S+\?token=[\w-]+/.exec(letter.text)?.[0] ?? ''
  return { letter, link: link.replace(portal.url, ''), code: /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(letter.text)?.[0] ?? '' }
}

/** Opens a mailed link and presses its button. */
export async function press(visit: Visit, link: string, more: Form = {}): Promise<Page> {
  const page = await visit.get(link)
  return visit.post(link.split('?')[0] as string, { token: valueOf(page, 'token'), ...more })
}

export async function tryPassword(visit: Visit, username: string, typed: string, more: Form = {}): Promise<Page> {
  await visit.get('/login')
  return visit.post('/login', { username, password: typed, ...more })
}

export const isSignedIn = (page: Page) => page.html.includes('action="/logout"')

/** What of an answer could tell two cases apart: all but its tokens, and the words that were typed. */
export function alike(page: Page, ...typed: string[]): string {
  const headers = ['location', 'cache-control', 'content-type', 'retry-after', 'referrer-policy'].map(
    name => `${name}: ${page.headers.get(name)}`,
  )
  const html = typed.reduce((text, word) => text.replaceAll(word, '~'), page.html)
  const body = html.replace(/name="(_csrf|form_started)" value="[^"]*"/g, '').replace(/data-csrf="[^"]*"/g, '')
  return [page.status, ...headers, body].join('\n')
}
