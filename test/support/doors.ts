/** Every form that changes something, filled in so that it would be taken: who sends it, to which address, with what. */
import assert from 'node:assert/strict'
import sharp from 'sharp'
import { makeToken } from '../../src/accounts/tokens.js'
import { createApp } from '../../src/app.js'
import { createCatalogue } from '../../src/catalogue/catalogue.js'
import { createReadyPages } from '../../src/web/ready-pages.js'
import { fileFor } from './applications.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestCitizen, type TestStaff } from './people.js'
import { type TestPortal, type Visit, valueOf } from './portal.js'
import { levelA, personal } from './registering.js'
import { type Route, routesOf } from './routes.js'
import { makeWisher } from './wishers.js'

export type Who = 'visitor' | 'citizen' | 'clerk'
export type Door = { route: string; who: Who; path: string; fields: Record<string, string>; multipart?: boolean }

export type Scene = {
  portal: TestPortal
  person: TestCitizen
  staff: TestStaff
  /** Of somebody else of the staff: the id. */
  colleague: string
  visits: Record<Who, Visit>
  /** Of the person: a request that was sent, with a photo; a draft with a photo; another open session. */
  number: string
  sentPhoto: string
  /** Of the person: an application that lacks a paper; another that waits for the post; the parcel of a third, in a batch of the clerk's. */
  application: string
  addressed: string
  parcel: string
  batch: string
  draftPhoto: string
  otherSession: string
  doors: Door[]
  /** Of a slip that is open. */
  code: string
}

export const service = '/services/ilektrofotismos-provlima/request'
const otherService = '/services/kathariotita-provlima/request'
export const answers = { subcategory: 'lamp_out', street: 'Ξάνθου', street_number: '12', description: 'Δεν ανάβει εδώ και μέρες' }
export const newPassword = 'entelos allo sinthimatiko 77'
const twice = { password: newPassword, password_confirm: newPassword }

export async function setScene(portal: TestPortal): Promise<Scene> {
  const person = await makeCitizen(portal)
  const staff = await makeStaff(portal, ['clerk', 'registrar', 'supervisor', 'editor', 'administrator'], ['ilektrofotismos'])
  const colleague = await idOf(portal, await makeStaff(portal, ['editor']))
  const code = await slipOf(portal)
  const visits = { visitor: portal.visit(), citizen: await signIn(portal, person), clerk: await signInStaff(portal, staff, 'window-1') }
  await visits.visitor.get('/login')
  const sent = await file(visits.citizen)
  const application = await applyWith(portal, person)
  const post = await postWith(portal, person, visits.clerk)
  const draftPhoto = await addPhoto(visits.citizen, otherService)
  await signIn(portal, person)
  await attachBeside(portal, person.id)
  const otherSession = await sessionOf(portal, person, visits.citizen)
  const scene = { portal, person, staff, colleague, visits, ...sent, ...post, application, draftPhoto, otherSession, code }
  await visits.citizen.get('/account')
  await visits.clerk.get('/desk/account')
  return { ...scene, doors: [...visitorDoors(await tokensOf(portal), person), ...citizenDoors(scene), ...clerkDoors(scene)] }
}

/** Beside each photo a paper with the same id, so that one id fills every address. */
async function attachBeside({ pool }: TestPortal, citizenId: string): Promise<void> {
  await pool.query(
    `insert into attachment (id, citizen_id, draft_id, request_id, field, type, bytes, content)
     select id, citizen_id, draft_id, request_id, 'paper', 'jpeg', bytes, image from photo where citizen_id = $1`,
    [citizenId],
  )
}

export async function picture(): Promise<Buffer> {
  return sharp({ create: { width: 60, height: 40, channels: 3, background: '#c33' } })
    .jpeg()
    .toBuffer()
}

export async function addPhoto(citizen: Visit, address = service): Promise<string> {
  await citizen.get(address)
  const page = await citizen.postFiles(`${address}/photos`, {}, [
    { name: 'photos', filename: 'a.jpg', type: 'image/jpeg', data: await picture() },
  ])
  assert.equal(page.status, 201, page.text)
  return JSON.parse(page.html).id
}

/** Files a report with a photo. */
export async function file(citizen: Visit, fields: Record<string, string> = answers): Promise<{ number: string; sentPhoto: string }> {
  const sentPhoto = await addPhoto(citizen)
  const form = await citizen.get(`${service}?subcategory=${fields.subcategory}`)
  const page = await citizen.post(service, { ...fields, submission_key: valueOf(form, 'submission_key'), confirmed: 'yes' })
  const number = /^\/requests\/(\d{9})/.exec(page.path)?.[1]
  assert.ok(number, `${page.status} ${page.path} ${page.text.slice(0, 300)}`)
  return { number, sentPhoto }
}

/** An application in the clerk's department that lacks a paper, and one of whose answers is asked again. */
async function applyWith(portal: TestPortal, person: TestCitizen): Promise<string> {
  const { number } = await fileFor(portal, person, 'thesi-stathmefsis-amea', { owed: ['kepa'] })
  await portal.pool.query(`update service_request set department = 'ilektrofotismos' where number = $1`, [number])
  await portal.pool.query(
    `insert into answer_correction (request_id, field, why) select id, 'vehicle_plate', 'Λείπουν γράμματα' from service_request where number = $1`,
    [number],
  )
  return number
}

/** Two certificates in the clerk's department that go by post, the second one printed. */
async function postWith({ pool, ...portal }: TestPortal, person: TestCitizen, clerk: Visit) {
  const to = { street: 'Ξάνθου', streetNumber: '12', postalCode: '13231', area: 'Πετρούπολη' }
  const numbers: string[] = []
  for (const slug of ['pistopoiitiko-gennisis', 'pistopoiitiko-mitroou-arrenon']) {
    const { number } = await fileFor({ pool, ...portal }, person, slug, { delivery: { how: 'post', to } })
    await pool.query(
      `update service_request set department = 'ilektrofotismos', status = 'approved', decided_at = now() where number = $1`,
      [number],
    )
    numbers.push(number)
  }
  const { rows } = await pool.query('select p.id from parcel p join service_request r on r.id = p.request_id where r.number = $1', [
    numbers[1],
  ])
  const parcel: string = rows[0].id
  await clerk.get('/desk/post')
  const page = await clerk.post('/desk/post/batches', { parcel })
  return { addressed: numbers[0] as string, parcel, batch: page.path.slice('/desk/post/batches/'.length) }
}

/** The reference of the session that this browser does not have. */
async function sessionOf({ pool }: TestPortal, { id }: TestCitizen, visit: Visit): Promise<string> {
  const own = decodeURIComponent(visit.cookies.get('sid') ?? '')
    .slice(2)
    .split('.')[0]
  const { rows } = await pool.query(
    `select encode(sha256(convert_to(sid, 'UTF8')), 'hex') as ref from session where citizen_id = $1 and sid <> $2`,
    [id, own],
  )
  return rows[0].ref
}

async function idOf({ pool }: TestPortal, { username }: TestStaff): Promise<string> {
  return (await pool.query('select id from staff where username = $1', [username])).rows[0].id
}

async function tokensOf(portal: TestPortal) {
  const { id } = await makeCitizen(portal)
  const make = (purpose: 'password_reset' | 'not_me' | 'sign_in_unlock') => makeToken(portal.portal.pool, id, purpose, 60)
  return { reset: await make('password_reset'), notMe: await make('not_me'), unlock: await make('sign_in_unlock') }
}

type Tokens = Awaited<ReturnType<typeof tokensOf>>

function visitorDoors(tokens: Tokens, person: TestCitizen): Door[] {
  const door = (route: string, fields: Record<string, string> = {}, path = route, multipart = false): Door => ({
    route,
    who: 'visitor',
    path,
    fields,
    multipart,
  })
  return [
    door('/services/:slug/request', answers, service, true),
    door('/services/:slug/request/discard', {}, `${service}/discard`),
    door('/register', levelA()),
    door('/register/letter'),
    door('/register/email', { email: 'other@example.org' }),
    door('/activate', { email: 'other@example.org', code: 'ABCD-2345' }),
    door('/password/forgot', { email: person.email }),
    door('/password/reset', { token: tokens.reset, ...twice }),
    door('/account/not-me', { token: tokens.notMe }),
    door('/login/unlock', { token: tokens.unlock }),
    door('/appointment/cancellation', { token: 'x'.repeat(43) }),
    door('/account/email/confirm', { token: tokens.notMe }),
    door('/desk/invitation', { token: tokens.reset, ...twice }),
    door('/desk/invitation/second-factor', { code: '123456' }),
    door('/desk/recovery-codes'),
    door('/desk/login', { username: 'nobody.here', password: newPassword }),
    door('/desk/login/code', { code: '123456' }),
    door('/login/code', { code: '123456' }),
    door('/login', { username: person.username, password: person.password }),
  ]
}

type Made = Pick<Scene, 'person' | 'staff' | 'colleague' | 'number' | 'application' | 'draftPhoto' | 'otherSession' | 'code'>

function citizenDoors({ person, number, application, draftPhoto, otherSession }: Made): Door[] {
  const door = (route: string, fields: Record<string, string> = {}, path = route, multipart = false): Door => ({
    route,
    who: 'citizen',
    path,
    fields,
    multipart,
  })
  const own = (act: string, fields: Record<string, string>) =>
    door(`/requests/:number/${act}`, { version: '1', ...fields }, `/requests/${number}/${act}`)
  return [
    door('/session/extension'),
    own('address', { delivery_to: 'profile' }),
    own('collection', {}),
    own('arrival', {}),
    own('missing', {}),
    door('/services/:slug/request', { ...answers, subcategory: 'bin_full' }, otherService, true),
    door('/services/:slug/request/photos', {}, `${otherService}/photos`, true),
    door('/services/:slug/request/photos/:id/removal', {}, `${otherService}/photos/${draftPhoto}/removal`),
    door('/services/:slug/request/discard', {}, `${otherService}/discard`),
    own('mend', { ...answers, street: 'Θράκης' }),
    own('messages', { message: 'Είναι στη γωνία' }),
    own('reopening', { message: 'Δεν διορθώθηκε' }),
    own('withdrawal', {}),
    door('/requests/:number/papers/:field', {}, `/requests/${application}/papers/kepa`, true),
    door('/requests/:number/papers/:field/bring', {}, `/requests/${application}/papers/kepa/bring`),
    door('/requests/:number/correction', { version: '1', vehicle_plate: 'ΥΑΑ 1234' }, `/requests/${application}/correction`),
    door('/account/confirm', { password: person.password }),
    door('/account/details', { surname: 'Άλλη', first_name: 'Άννα', mobile: '6944848966', language: 'en' }),
    door('/account/level-b', personal),
    door('/account/email', { email: 'new@example.org', password_current: person.password }),
    door('/account/security/sessions/:ref/closure', {}, `/account/security/sessions/${otherSession}/closure`),
    door('/account/security/password', { password_current: person.password, ...twice }),
    door('/account/security/second-factor'),
    door('/account/security/second-factor/confirmation', { code: '123456' }),
    door('/account/security/second-factor/removal', { code: '123456' }),
    door('/account/security/recovery-codes'),
    door('/account/security/recovery-codes/new', { code: '123456' }),
    door('/account/address', {
      street: 'Ξάνθου',
      street_number: '1',
      postal_code: '13231',
      area: 'Πετρούπολη',
      password_current: person.password,
    }),
    door('/account/tax-office', { tax_office: 'kefode-attikis', password_current: person.password }),
    door('/verification/renewal', { new_card: 'yes' }),
    door('/verification/end', { password_current: person.password }),
    door('/verification'),
    door('/verification/cancellation', { version: '1' }),
    door('/verification/arrival'),
    door('/verification/binding', { code: 'AAAA-AAAA-AA' }),
    door('/verification/recovery', { code: 'AAAA-AAAA-AA' }),
    door('/verification/appointment', { day: '2026-12-01', at: '2026-12-01T07:00:00.000Z' }),
    door('/verification/appointment/cancellation'),
    door('/logout'),
  ]
}

/** The code of somebody who waits to be certified. */
async function slipOf(portal: TestPortal): Promise<string> {
  const visit = await signIn(portal, await makeWisher(portal))
  await visit.get('/verification')
  const { html } = await visit.post('/verification')
  return (/class="slip__code"[^>]*>([^<]+)</.exec(html)?.[1] ?? '').replaceAll('-', '')
}

/** Of nobody. */
const aParcel = '7c9e6679-7425-40de-944b-e07fc1f90ae8'
const aCase = '/desk/verifications/cases/7c9e6679-7425-40de-944b-e07fc1f90ae7'

const counterForm = {
  version: '1',
  person_present: 'yes',
  identity_paper: 'identity_card_old',
  identity_number: 'ΑΒ 123456',
  identity_expires: '',
  surname: 'Δοκιμάκη',
  first_name: 'Μαρία',
  father_name: 'Γεώργιος',
  mother_name: '',
  birth_date: '3/9/1980',
  papers: 'tax_assessment',
  paper_end: '123',
  afm: '094259216',
  tax_office: 'kefode-attikis',
  street: 'Ξάνθου',
  street_number: '12Α',
  postal_code: '13231',
}

const newColleague = { name: 'Άννα Νέα', email: 'anna@example.org', roles: 'editor', last_day: '' }

const revocation = {
  citizen: '',
  clerk: '',
  from: '',
  before: '2020-01-01',
  reason: 'Λάθος έλεγχος',
  people: '1',
  submission_key: '6f0e8f5e-2c11-4c7b-9a55-8f8f1f1f1f1f',
  confirmed: 'yes',
}
const paper = { title_el: 'Άδεια διαμονής', title_en: 'Residence permit', proves: 'identity', position: '9' }

/** Of nobody. */
const aTemplate = '/desk/templates/7c9e6679-7425-40de-944b-e07fc1f90ae7'
const template = {
  move: 'reply',
  service: '',
  department: '',
  title_el: 'Σύντομη απάντηση',
  title_en: 'Short answer',
  body_el: 'Θα σας γράψουμε.',
  body_en: 'We will write.',
}
const entry = {
  service: 'kopi-dentrou',
  how: 'counter',
  applicant_surname: 'Παπαδάκη',
}

function clerkDoors({ number, staff, colleague, code }: Made): Door[] {
  const door = (route: string, fields: Record<string, string> = {}, path = route): Door => ({ route, who: 'clerk', path, fields })
  const of = (act: string, fields: Record<string, string> = {}) =>
    door(`/desk/staff/:person/${act}`, act === 'sessions/closure' ? {} : { version: '1', ...fields }, `/desk/staff/${colleague}/${act}`)
  const ofWindow = (act: string, fields: Record<string, string> = {}) =>
    door(`/desk/windows/:slug/${act}`, { version: '1', ...fields }, `/desk/windows/window-2/${act}`)
  const ofParcel = (act: string, fields: Record<string, string> = {}) =>
    door(`/desk/post/parcels/:id/${act}`, { version: '1', ...fields }, `/desk/post/parcels/${aParcel}/${act}`)
  return [
    door('/desk/requests/:number/moves/:move', { version: '1' }, `/desk/requests/${number}/moves/take`),
    door('/desk/post/batches', { parcel: aParcel }),
    door(
      '/desk/post/batches/:id/numbers',
      { [`tracking_${aParcel.replaceAll('-', '')}`]: 'RR473124829GR' },
      `/desk/post/batches/${aParcel}/numbers`,
    ),
    ofParcel('return', { reason: 'address', text: '' }),
    ofParcel('mistake'),
    ofParcel('address', { delivery_street: 'Ξάνθου', delivery_number: '12', delivery_postal_code: '13231', delivery_area: 'Πετρούπολη' }),
    ofParcel('collection'),
    door('/desk/applications/new', entry),
    door('/desk/account/recovery-codes', { password_current: staff.password, code: '123456' }),
    door('/desk/account/password', { password_current: staff.password, ...twice, code: '123456' }),
    door('/desk/account/sessions/end', { session: '0'.repeat(64) }),
    door('/desk/duty', { desk: 'window-1' }),
    door('/desk/verifications/revocations/search', { person: '094259216' }),
    door('/desk/verifications/revocations', revocation),
    door('/desk/papers', paper),
    door('/desk/papers/:slug', { ...paper, version: '99' }, '/desk/papers/passport'),
    door('/desk/claim-policy', { version: '1', identity: '', afm: '5', tax_office: '', address: '' }),
    door('/desk/templates', template),
    door('/desk/templates/:template', template, aTemplate),
    door('/desk/templates/:template/removal', {}, `${aTemplate}/removal`),
    door('/desk/requests/:number/papers/:id', { act: 'given' }, `/desk/requests/${number}/papers/7c9e6679-7425-40de-944b-e07fc1f90ae7`),
    door('/desk/verifications', { code: 'AAAA-AAAA-AA' }),
    door('/desk/verifications/search', { afm: '094259216', surname: '' }),
    door('/desk/verifications/arrivals', { code }),
    door('/desk/verifications/arrivals/next'),
    door('/desk/verifications/arrivals/end'),
    door('/desk/verifications/cases/:case/release', { version: '1', release_note: '' }, `${aCase}/release`),
    door('/desk/verifications/cases/:case/dismissal', { version: '1', reason: 'Δεν φαίνεται', dismissal_note: '' }, `${aCase}/dismissal`),
    door('/desk/verifications/cases/:case/closure', { version: '1', note: 'Μιλήσαμε' }, `${aCase}/closure`),
    door('/desk/verifications/:code/receipt', {}, `/desk/verifications/${code}/receipt`),
    door('/desk/verifications/:code/comparison', counterForm, `/desk/verifications/${code}/comparison`),
    door('/desk/verifications/:code/hold', { version: '1' }, `/desk/verifications/${code}/hold`),
    door('/desk/verifications/:code/refusal', { version: '1', reason: 'Δεν φαίνεται' }, `/desk/verifications/${code}/refusal`),
    door('/desk/holidays', { day: '3/7/2027', title_el: 'Άγιος Υάκινθος', title_en: 'Saint Hyacinth' }),
    door('/desk/holidays/removal', { day: '2027-01-06' }),
    door('/desk/holidays/year', { year: '2031' }),
    door('/desk/counter-hours', { weekdays: '6', opens: '9', closes: '11:00', slot_minutes: '20', windows: '1' }),
    door('/desk/counter-hours/removal', { id: '00000000-0000-4000-8000-000000000000' }),
    door('/desk/verifications/pause', { reason: 'Διακοπή ρεύματος' }),
    door('/desk/verifications/pause/end', { id: '00000000-0000-4000-8000-000000000000' }),
    door('/desk/windows', { title_el: 'Γκισέ 7', title_en: 'Window 7' }),
    ofWindow('title', { title_el: 'Γκισέ 8', title_en: 'Window 8' }),
    ofWindow('closure'),
    ofWindow('reopening'),
    door('/desk/staff', { ...newColleague, username: 'anna.doors' }),
    door('/desk/staff/search', { q: 'Άννα', role: 'editor' }),
    of('details', newColleague),
    of('invitation'),
    of('suspension'),
    of('resumption'),
    of('reset'),
    of('sessions/closure'),
    door('/desk/logout'),
  ]
}

export async function listRoutes({ portal }: TestPortal): Promise<Route[]> {
  const catalogue = await createCatalogue(portal, () => {})
  const routes = routesOf(createApp(portal, catalogue, createReadyPages(portal.config)))
  await catalogue.close()
  return routes
}

export type Answer = { status: number; headers: Headers; html: string }

/** Whatever a forger would send, with this browser's cookies. */
export async function sendRaw(visit: Visit, path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Answer> {
  const cookie = [...visit.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(visit.base + path, {
    redirect: 'manual',
    ...init,
    headers: { ...(cookie ? { cookie } : {}), ...init.headers },
  })
  return { status: response.status, headers: response.headers, html: await response.text() }
}
