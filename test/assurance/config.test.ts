/** A portal with a weak, missing or wrong setting does not start, and says why in one sentence each. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { type Config, ConfigError, readConfig } from '../../src/config.js'

const key = () => randomBytes(32).toString('base64')
const good = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://portal:p4ssage@127.0.0.1/thyrida',
  SMTP_URL: 'smtps://portal:p4ssage@mail.example.org',
  SESSION_SECRET: key(),
  FIELD_KEY: key(),
  INDEX_KEY: key(),
  PUBLIC_URL: 'https://thyrida.example.org',
}

function read(changes: NodeJS.ProcessEnv): Config | string[] {
  try {
    return readConfig({ ...good, ...changes })
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error.message.split('\n')
  }
}

describe('the settings of a real portal', () => {
  it('are taken when they are right', () => {
    const config = read({})
    assert.ok(!Array.isArray(config))
    assert.deepEqual([config.production, config.demo, config.host, config.trustProxy], [true, false, '127.0.0.1', ''])
  })

  it('stop the start by a sentence of their name when they are missing', () => {
    for (const name of Object.keys(good).filter(one => one !== 'NODE_ENV')) {
      for (const none of [undefined, '']) assert.deepEqual(read({ [name]: none }), [`${name} is missing.`], name)
    }
    const all = read(Object.fromEntries(Object.keys(good).map(name => [name, name === 'NODE_ENV' ? 'production' : undefined])))
    assert.equal((all as string[]).length, Object.keys(good).length - 1)
  })

  const wrong: [string, string | undefined, RegExp][] = [
    ['SESSION_SECRET', 'short', /at least 32/],
    ['SESSION_SECRET', 'a'.repeat(40), /too uniform/],
    ['SESSION_SECRET', 'keyboard cat keyboard cat keyboard cat 123', /known sample/],
    ['SESSION_SECRET', 'changeme-changeme-changeme-changeme-1234', /known sample/],
    ['SESSION_SECRET', 'this-is-a-SECRET-of-development-0123456789', /known sample/],
    ['SESSION_SECRET_OLD', 'short', /at least 32/],
    ['FIELD_KEY', 'short', /32 random bytes/],
    ['FIELD_KEY', Buffer.alloc(32).toString('base64'), /32 random bytes/],
    ['FIELD_KEY', randomBytes(31).toString('base64'), /32 random bytes/],
    ['FIELD_KEY', randomBytes(64).toString('base64'), /32 random bytes/],
    ['INDEX_KEY', Buffer.alloc(32, 7).toString('base64'), /32 random bytes/],
    ['INDEX_KEY', good.FIELD_KEY, /same as FIELD_KEY/],
    ['FIELD_KEY_ID', 'Κλειδί', /small letters/],
    ['FIELD_KEY_OLD', 'k0', /id:key/],
    ['FIELD_KEY_OLD', 'k0:short', /id:key/],
    ['FIELD_KEY_OLD', `:${key()}`, /id:key/],
    ['PUBLIC_URL', 'http://thyrida.example.org', /https:\/\//],
    ['PUBLIC_URL', 'javascript:alert(1)', /https/],
    ['PUBLIC_URL', 'thyrida.example.org', /https/],
    ['DATABASE_URL', 'mysql://x', /postgres/],
    ['DATABASE_URL', 'postgres://p:x@db.example.org/thyrida', /verify-full/],
    ['DATABASE_URL', 'postgres://p:x@db.example.org/thyrida?sslmode=require', /verify-full/],
    ['DATABASE_URL', 'postgres://p:x@localhost/thyrida?host=db.example.org', /verify-full/],
    ['MIGRATION_DATABASE_URL', 'postgres://p:x@db.example.org/thyrida', /verify-full/],
    ['SMTP_URL', 'http://mail.example.org', /smtp/],
    ['SMTP_URL', 'smtp://mail.example.org:25', /requireTLS/],
    ['CLAMAV_URL', '127.0.0.1:3310', /tcp/],
    ['CLAMAV_URL', 'tcp://clamav', /tcp/],
    ['CLAMAV_URL', 'https://clamav.example.org:3310', /tcp/],
    ['LIMIT_ATTACHMENTS', 'some', /whole number/],
    ['TRUST_PROXY', 'true', /address of the proxy/],
    ['TRUST_PROXY', '0.0.0.0/0', /address of the proxy/],
    ['TRUST_PROXY', '::/0', /address of the proxy/],
    ['TRUST_PROXY', '127.0.0.1, everybody', /address of the proxy/],
    ['DEMO', 'on', /production/],
    ['DEMO', 'perhaps', /on or off/],
    ['LOG_LEVEL', 'everything', /silent, error/],
    ['PORT', '70000', /65535 or less/],
    ['PORT', 'x', /whole number/],
    ['DATABASE_POOL', '0', /1 or more/],
    ['LIMIT_WRONG_PASSWORDS_PAIR', '-1', /0 or more/],
    ['LIMIT_BODY_BYTES', 'many', /whole number/],
    ['FIELD_KEY_FILE', '/nowhere/at/all', /cannot be read/],
    ['MUNICIPALITY_FILE', '/nowhere/at/all', /cannot be read/],
    ['MUNICIPALITY_FILE', join(import.meta.dirname, 'config.test.ts'), /no JSON/],
    ['MUNICIPALITY_FILE', 'package.json', /cannot be used/],
  ]
  for (const [name, value, says] of wrong) {
    it(`${name}=${String(value).slice(0, 50)} stops the start with one sentence`, () => {
      const said = read({ [name]: value })
      assert.ok(Array.isArray(said), 'it starts')
      assert.equal(said.length, 1, said.join(' | '))
      assert.match(said[0] as string, new RegExp(`^${name} .*\\.$`))
      assert.match(said[0] as string, says)
      if (value && value.length > 20 && !value.startsWith('/')) assert.equal(said[0]?.includes(value), false, 'the value is not repeated')
    })
  }

  it('may come from files, which are not told apart from values', () => {
    const folder = mkdtempSync(join(tmpdir(), 'thyrida-config-'))
    try {
      writeFileSync(join(folder, 'key'), `${good.FIELD_KEY}\n`)
      const config = read({
        FIELD_KEY: undefined,
        FIELD_KEY_FILE: join(folder, 'key'),
        TRUST_PROXY: '10.0.0.1, fd00::/8',
        FIELD_KEY_OLD: `k0:${key()}`,
      })
      assert.ok(!Array.isArray(config))
      assert.equal(config.fieldKeys.keys.get('k1')?.toString('base64'), good.FIELD_KEY)
      assert.ok(config.fieldKeys.keys.has('k0'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('take a database and a mail server on the way of which certificates are looked at, or beside the portal', () => {
    for (const DATABASE_URL of [
      'postgres://p@db.example.org/t?sslmode=verify-full',
      'postgres://p@localhost/t',
      'postgres://p@[::1]/t',
      'postgres:///t?host=/run/postgresql',
    ])
      assert.ok(!Array.isArray(read({ DATABASE_URL })), DATABASE_URL)
    for (const SMTP_URL of ['smtp://mail.example.org:587?requireTLS=true', 'smtp://127.0.0.1:25'])
      assert.ok(!Array.isArray(read({ SMTP_URL })), SMTP_URL)
  })
})

describe('the start', () => {
  const start = (environment: NodeJS.ProcessEnv): Promise<{ code: number; out: string; err: string }> =>
    new Promise(resolve => {
      const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...environment }
      execFile(process.execPath, ['--import', 'tsx', 'src/start.ts'], { env }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out, err }),
      )
    })

  it('in production without settings says what is missing and ends, and makes no demo', async () => {
    const { code, out, err } = await start({ NODE_ENV: 'production' })
    assert.equal(code, 1)
    assert.equal(out, '')
    assert.deepEqual(
      err.trim().split('\n').sort(),
      ['DATABASE_URL', 'FIELD_KEY', 'INDEX_KEY', 'PUBLIC_URL', 'SESSION_SECRET', 'SMTP_URL'].map(name => `${name} is missing.`),
    )
  })

  it('with weak settings names each and shows none', async () => {
    const weak = 'keyboard cat keyboard cat keyboard cat 123'
    const { code, err } = await start({ ...good, SESSION_SECRET: weak, FIELD_KEY: 'zz-field-key' })
    assert.equal(code, 1)
    assert.equal(err.trim().split('\n').length, 2)
    assert.doesNotMatch(err, /keyboard|zz-field-key|\bat .*:\d+/)
  })
})

describe('the project', () => {
  it('holds no setting that is secret, in no file', () => {
    const named =
      /^(SESSION_SECRET|FIELD_KEY|INDEX_KEY|SMTP_URL|DATABASE_URL)\s*[=:]\s*['"]?(?!smtp:\/\/mailbox|postgres:\/\/[\w.]+:\$|<|\$|…|k1:)[^\s'"]{24,}/m
    for (const name of readdirSync('.').filter(one => /^(Dockerfile|docker-compose\.yml|package\.json|README\.md|\.env.*)$/.test(one)))
      assert.doesNotMatch(readFileSync(name, 'utf8'), named, name)
    assert.deepEqual(
      readdirSync('.').filter(name => name.startsWith('.env')),
      [],
    )
  })
})
