/** A migrated database that waits for the disk, with enough invented people in it, and the settings of a portal on it. */
import { createHmac, randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { hashPassword } from '../../src/accounts/hashing.js'
import { readServices } from '../../src/catalogue/store.js'
import { readConfig } from '../../src/config.js'
import { startEmbedded } from '../../src/db/embedded.js'
import { migrate } from '../../src/db/migrate.js'
import { startServer } from '../../src/server.js'
import { freePort } from '../../src/web/listen.js'
import { startMailbox } from '../support/mailbox.js'

export const people = 1600
export const password = 'karekla-ouranos-violi-914'
const csrfSecret = randomBytes(18).toString('base64url')
const sessionSecret = randomBytes(32).toString('base64')
const key = () => randomBytes(32).toString('base64')

export type Town = {
  /** Of the owner, for looking and for putting things back. */
  owner: pg.Pool
  databasePid: number
  /** Of the portal's own role. */
  databaseUrl: string
  settings: Record<string, string>
  stop(): Promise<void>
}

export async function makeTown(): Promise<Town> {
  const folder = await mkdtemp(join(tmpdir(), 'thyrida-bench-'))
  await chmod(folder, 0o755)
  const database = await startEmbedded({ dataDir: join(folder, 'database') })
  const mailbox = await startMailbox()
  await migrate(database.url)
  const owner = new pg.Pool({ connectionString: database.url })
  const databaseUrl = await makePortalRole(owner, database.url)
  const settings = settingsOf(databaseUrl, database.url, mailbox.url)
  await loadCatalogue(settings)
  await insertPeople(owner)
  return { owner, databasePid: database.pid, databaseUrl, settings, stop }

  async function stop(): Promise<void> {
    await owner.end()
    await mailbox.close()
    await database.stop('immediate')
    for (const place of [folder, database.home]) await rm(place, { recursive: true, force: true })
  }
}

async function makePortalRole(owner: pg.Pool, ownerUrl: string): Promise<string> {
  const url = new URL(ownerUrl)
  await owner.query(`create role portal login in role thyrida_portal password '${url.password}'`)
  url.username = 'portal'
  return url.href
}

/** Those of production, but for the limits: the whole load comes from one place in a few minutes. Letters are another process's work. */
function settingsOf(databaseUrl: string, ownerUrl: string, smtpUrl: string): Record<string, string> {
  const raised = [
    'REQUESTS_ACCOUNT_HOUR',
    'REQUESTS_ACCOUNT_DAY',
    'REQUESTS_ADDRESS_HOUR',
    'REQUESTS_SITE_HOUR',
    'WRONG_PASSWORDS_ADDRESS',
    'WRONG_PASSWORDS_ACCOUNT_HOUR',
    'SEARCH_RECORD_DAY',
  ]
  return {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    MIGRATION_DATABASE_URL: ownerUrl,
    SMTP_URL: smtpUrl,
    SESSION_SECRET: sessionSecret,
    FIELD_KEY: key(),
    INDEX_KEY: key(),
    PUBLIC_URL: 'https://portal.example',
    TRUST_PROXY: '127.0.0.1',
    JOBS: 'off',
    FORM_FILL_SECONDS: '0',
    ...Object.fromEntries(raised.map(name => [`LIMIT_${name}`, '1000000'])),
  }
}

async function loadCatalogue(settings: Record<string, string>): Promise<void> {
  const running = await startServer(readConfig({ ...settings, LOG_LEVEL: 'silent', PORT: String(await freePort()) }))
  await running.close()
}

/** Person `n` has an id, a session and a draft that are known from the number, here and in pgbench alike. */
export const citizenOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const submissionOf = (n: number) => `10000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const sidOf = (n: number) => `bench-session-${n}`
export const addressOf = (n: number) => `10.7.${n >> 8}.${n & 255}`

async function insertPeople(owner: pg.Pool): Promise<void> {
  await owner.query(
    `insert into citizen (id, status, username, username_key, email, email_key, password_hash,
       surname, surname_official, surname_key, first_name, first_name_official, first_name_key, activated_at)
     select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'active', 'bench' || n, 'bench' || n,
       'bench' || n || '@example.org', 'bench' || n || '@example.org', $1,
       'Δοκιμάκη', 'ΔΟΚΙΜΑΚΗ', 'ΔΟΚΙΜΑΚΗ', 'Μαρία', 'ΜΑΡΙΑ', 'ΜΑΡΙΑ', now()
     from generate_series(1, $2::int) as n`,
    [await hashPassword(password), people],
  )
  const cookie = { originalMaxAge: null, expires: null, secure: true, httpOnly: true, path: '/', sameSite: 'lax' }
  const sess = { cookie, seenAt: Date.now(), freshAt: Date.now(), browser: 'Firefox, Linux', csrfSecret }
  await owner.query(
    `insert into session (sid, sess, expire)
     select 'bench-session-' || n, jsonb_build_object('citizenId', '00000000-0000-4000-8000-' || lpad(n::text, 12, '0')) || $1::jsonb, now() + interval '1 day'
     from generate_series(1, $2::int) as n`,
    [sess, people],
  )
}

/** As express-session signs it. */
export function cookieOf(n: number): string {
  const signature = createHmac('sha256', sessionSecret).update(sidOf(n)).digest('base64').replace(/=+$/, '')
  return `__Host-sid=${encodeURIComponent(`s:${sidOf(n)}.${signature}`)}`
}

export const perPerson = 20

/** The first `many` people have twenty requests each, a few hours apart. */
export async function insertRequests(owner: pg.Pool, many: number): Promise<void> {
  const services = (await readServices(owner)).filter(service => service.channel === 'complaint')
  for (const { slug, version, title, fields, subcategories } of services)
    await owner.query(
      `insert into service_form (service, version, title, fields, subcategories) values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [slug, version, title, JSON.stringify(fields), JSON.stringify(subcategories ?? [])],
    )
  const kinds = services.flatMap(({ slug, version, department, subcategories = [] }) =>
    subcategories.map(({ value }) => ({ slug, version, department, value })),
  )
  await owner.query(
    `insert into service_request (number, kind, service, service_version, answers, citizen_id, language, submission_key, department, status, submitted_at, due_on)
     select 100000000 + row_number() over (), 'complaint', k ->> 'slug', (k ->> 'version')::int,
       jsonb_build_object('subcategory', k ->> 'value', 'street', 'Ξάνθου', 'street_number', i::text, 'postal_code', '13231', 'description', 'Δεν ανάβει εδώ και μέρες'),
       ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'el', gen_random_uuid(), k ->> 'department',
       (array['submitted', 'assigned', 'in_progress', 'needs_info', 'resolved'])[1 + i % 5], now() - make_interval(hours => i * 7), current_date + 5
     from generate_series(1, $1::int) as n, generate_series(1, $2::int) as i, lateral (select $3::jsonb -> ((n * 7 + i) % jsonb_array_length($3::jsonb)) as k) as kind`,
    [many, perPerson, JSON.stringify(kinds)],
  )
  await owner.query('analyze')
}
