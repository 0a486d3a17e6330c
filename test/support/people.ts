/** People of the tests: made with the portal's own means, signed in through its own pages. */
import { randomBytes, randomUUID } from 'node:crypto'
import { generate } from 'otplib'
import type { Role } from '../../src/access/actor.js'
import { hashPassword } from '../../src/accounts/hashing.js'
import { updateToActive } from '../../src/accounts/pending-store.js'
import { createActiveStaff } from '../../src/accounts/staff.js'
import { insertCitizen } from '../../src/accounts/store.js'
import { type PersonName, parseName } from '../../src/fields/names.js'
import type { TestPortal, Visit } from './portal.js'

export type TestCitizen = { id: string; username: string; password: string; email: string }
export type TestStaff = { username: string; password: string; totpSecret: string; name: string; email: string }

const password = 'karekla-ouranos-violi-914'
let hash: Promise<string> | undefined

function nameOf(typed: string): PersonName {
  const parsed = parseName(typed)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.name
}

/** An activated citizen of Level A (or B, set in the row as only the counter may). */
export async function makeCitizen(
  portal: Pick<TestPortal, 'pool'>,
  options: { level?: 'A' | 'B'; language?: 'el' | 'en' } = {},
): Promise<TestCitizen> {
  hash ??= hashPassword(password)
  const username = `p${randomBytes(5).toString('hex')}`
  const person = { id: randomUUID(), username, password, email: `m${randomBytes(5).toString('hex')}@example.org` }
  await insertCitizen(portal.pool, {
    id: person.id,
    language: options.language ?? 'el',
    username,
    usernameKey: username,
    email: person.email,
    emailKey: person.email,
    passwordHash: await hash,
    surname: nameOf('Δοκιμάκη'),
    firstName: nameOf('Μαρία'),
    wantsLevelB: false,
  })
  await updateToActive(portal.pool, person.id)
  if (options.level === 'B') await portal.pool.query(`update citizen set level = 'B' where id = $1`, [person.id])
  return person
}

export async function makeStaff(portal: Pick<TestPortal, 'portal'>, roles: Role[], departments: string[] = []): Promise<TestStaff> {
  const username = `s${randomBytes(5).toString('hex')}`
  const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const totpSecret = Array.from(randomBytes(32), byte => base32[byte & 31]).join('')
  const person = { username, password, totpSecret, name: `Υπάλληλος ${username.slice(1, 4)}`, email: `${username}@example.org` }
  await createActiveStaff(portal.portal, { ...person, roles, departments })
  return person
}

export async function signIn(portal: Pick<TestPortal, 'visit'>, person: { username: string; password: string }): Promise<Visit> {
  const visit = portal.visit()
  await visit.get('/login')
  const page = await visit.post('/login', { username: person.username, password: person.password })
  if (!page.html.includes('action="/logout"')) throw new Error(`sign-in failed: ${page.status} ${page.text.slice(0, 400)}`)
  return visit
}

/** `desk`: the window of the counter where they sit down, for those who decide there. */
export async function signInStaff(portal: Pick<TestPortal, 'visit'>, person: TestStaff, desk?: string): Promise<Visit> {
  const visit = portal.visit()
  await visit.get('/desk/login')
  await visit.post('/desk/login', { username: person.username, password: person.password })
  const page = await visit.post('/desk/login/code', { code: await generate({ secret: person.totpSecret }) })
  if (!page.html.includes('action="/desk/logout"'))
    throw new Error(`staff sign-in failed: ${page.status} ${page.path} ${page.text.slice(0, 400)}`)
  if (desk) await visit.post('/desk/duty', { desk })
  return visit
}
