/** The demo: everything a town needs, on one machine and for a try. Real PostgreSQL, a real mailbox, invented people. */

import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { demoSettings, readConfig } from './config.js'
import { startEmbedded } from './db/embedded.js'
import { migrate } from './db/migrate.js'
import { demoLife } from './demo-life.js'
import { type DemoPerson, demoPeople } from './demo-people.js'
import { startCatcher } from './mail/catcher.js'
import { rootPath } from './paths.js'
import { startServer } from './server.js'
import { freePort, tellMoved } from './web/listen.js'

const folder = fileURLToPath(rootPath('.demo/'))
const preferred = { portal: 3000, mailbox: 8025 }

type Secrets = { session: string; field: string; index: string; database: string; people: string }

/** Made at the first start and kept, so that a second start can read what the first one wrote. */
async function readSecrets(): Promise<Secrets> {
  const file = `${folder}secrets.json`
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept) return JSON.parse(kept)
  const random = () => randomBytes(32).toString('base64')
  const secrets = { session: random(), field: random(), index: random(), database: randomBytes(24).toString('base64url'), people: random() }
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 })
  await chmod(file, 0o600)
  return secrets
}

const say = (line: string) => process.stdout.write(`${line}\n`)

export async function startDemo(): Promise<void> {
  await mkdir(folder, { recursive: true })
  const secrets = await readSecrets()
  say('This is the demo of Thyrida: invented people, a mailbox that sends nothing out. Not for real use.')
  const database = await startEmbedded({ dataDir: `${folder}database` })
  say(`Its data: ${database.home}`)
  const mailbox = await startCatcher({ httpPort: preferred.mailbox, dir: `${folder}mailbox` })
  const wanted = Number(process.env.PORT ?? preferred.portal)
  const port = await freePort(wanted)
  if (mailbox.moved) say(tellMoved('mailbox', preferred.mailbox, Number(new URL(mailbox.url).port)))
  if (port !== wanted) say(tellMoved('portal', wanted, port))
  await migrate(database.url)
  const running = await startServer(await demoConfig(secrets, database.url, mailbox.smtpUrl, port))
  const people = await demoPeople(running.portal, secrets.people)
  announce(running.portal.config.publicUrl, mailbox.url, people)
  const life = demoLife(running.portal).catch(({ message }) => running.portal.log.warn({ problem: message }, 'demo has nothing to show'))

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await rm(demoSettings, { force: true })
    await life
    await running.close()
    await mailbox.close()
    await database.stop()
    process.exit(0)
  }
  process.on('SIGINT', () => void stop())
  process.on('SIGTERM', () => void stop())
}

/** The portal runs here as in production: under a role that may not change tables. */
async function demoConfig(secrets: Secrets, ownerUrl: string, smtpUrl: string, port: number) {
  const url = new URL(ownerUrl)
  await makeRole(ownerUrl, secrets.database)
  url.username = 'portal'
  url.password = secrets.database
  const settings = {
    DEMO: 'on',
    DATABASE_URL: url.href,
    MIGRATION_DATABASE_URL: ownerUrl,
    SMTP_URL: smtpUrl,
    SESSION_SECRET: secrets.session,
    FIELD_KEY: secrets.field,
    INDEX_KEY: secrets.index,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
    FORM_FILL_SECONDS: process.env.FORM_FILL_SECONDS ?? '0', // whoever shows the portal fills forms at once
  }
  await rm(demoSettings, { force: true })
  await writeFile(demoSettings, JSON.stringify(settings), { mode: 0o600 })
  return readConfig({ ...process.env, ...settings })
}

async function makeRole(ownerUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  const known = await client.query(`select from pg_roles where rolname = 'portal'`)
  if (known.rowCount === 0) await client.query(`create role portal login in role thyrida_portal`)
  await client.query(`alter role portal password ${client.escapeLiteral(password)}`)
  await client.end()
}

function announce(portal: string, mailbox: string, people: DemoPerson[]): void {
  say('')
  say('People of the demo: role · username · password · totp key of staff')
  for (const { role, username, password, totp } of people) say(`demo: ${role} · ${username} · ${password}${totp ? ` · totp ${totp}` : ''}`)
  say('')
  say('Citizens sign in at /login. Staff sign in at /desk/login, with a code that an authenticator app makes from the totp key.')
  say('')
  say(`mailbox: ${mailbox}`)
  say(`portal: ${portal}`)
}
