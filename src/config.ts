/** The environment, parsed once. Nobody else reads process.env. A wrong setting stops the start with one sentence each. */
import { existsSync, readFileSync } from 'node:fs'
import * as z from 'zod'
import { type Limits, limitsSchema } from './limits.js'
import { type Municipality, municipalitySchema } from './municipality.js'
import { codePath, rootPath } from './paths.js'
import { clamavUrl, isOpenDatabase, isOpenMail, key32, oldKeys, onOff, postgresUrl, proxies, secret, smtpUrl, whole } from './settings.js'

const schema = z
  .object({
    NODE_ENV: z.string().default('development'),
    HOST: z.string().default('127.0.0.1'),
    PORT: whole(3000, 65_535),
    DATABASE_URL: postgresUrl,
    MIGRATION_DATABASE_URL: postgresUrl.optional(),
    DATABASE_POOL: whole(8, 100).refine(count => count > 0, 'must be 1 or more'),
    SMTP_URL: smtpUrl,
    MAIL_FROM: z.string().default(''),
    SESSION_SECRET: secret,
    SESSION_SECRET_OLD: secret.optional(),
    FIELD_KEY: key32,
    FIELD_KEY_ID: z
      .string()
      .regex(/^[a-z0-9]{1,8}$/, 'must be 1 to 8 small letters or digits')
      .default('k1'),
    FIELD_KEY_OLD: oldKeys,
    INDEX_KEY: key32,
    PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
    TRUST_PROXY: proxies,
    TILE_URL: z.string().default(''),
    CLAMAV_URL: clamavUrl,
    MUNICIPALITY_FILE: z.string().default(''),
    LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug'], 'must be silent, error, warn, info or debug').default('info'),
    JOBS: onOff.default('on'),
    DEMO: onOff.default('off'),
  })
  .superRefine((env, context) => {
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (env.FIELD_KEY.equals(env.INDEX_KEY)) say('INDEX_KEY', 'must not be the same as FIELD_KEY')
    if (env.NODE_ENV !== 'production') return
    if (!env.PUBLIC_URL.startsWith('https://')) say('PUBLIC_URL', 'must begin with https:// in production')
    if (env.DEMO === 'on') say('DEMO', 'cannot be on in production')
    for (const name of ['DATABASE_URL', 'MIGRATION_DATABASE_URL'] as const)
      if (isOpenDatabase(env[name] ?? '')) say(name, 'needs sslmode=verify-full when the database is on another host')
    if (isOpenMail(env.SMTP_URL)) say('SMTP_URL', 'needs smtps:// or requireTLS=true when the mail server is on another host')
  })

export type { Limits } from './limits.js'

export type Config = {
  production: boolean
  demo: boolean
  host: string
  port: number
  databaseUrl: string
  migrationDatabaseUrl: string
  databasePool: number
  smtpUrl: string
  mailFrom: string
  sessionSecrets: string[]
  fieldKeys: { current: string; keys: Map<string, Buffer> }
  indexKey: Buffer
  publicUrl: string
  trustProxy: string
  tileUrl: string
  /** `tcp://host:port`; empty: files are not looked through for viruses. */
  clamavUrl: string
  logLevel: string
  jobs: boolean
  limits: Limits
  municipality: Municipality
}

export class ConfigError extends Error {}

/** What the running demo tells commands: as its environment would be. */
export const demoSettings = rootPath('.demo/settings.json')

/** For a command beside a portal: its environment, or, where `npm start` gives the demo, the running demo's. */
export function readCommandConfig(env: NodeJS.ProcessEnv = process.env): Config {
  if (!wantsDemo(env)) return readConfig(env)
  if (!existsSync(demoSettings))
    throw new ConfigError('DATABASE_URL is not set, and no demo is running here: start it with «npm start», or set DATABASE_URL.')
  return readConfig({ ...env, ...JSON.parse(readFileSync(demoSettings, 'utf8')) })
}

/** True where `npm start` gives the demo: no database named, and not production. */
export function wantsDemo(env: NodeJS.ProcessEnv = process.env): boolean {
  return !env.DATABASE_URL && env.NODE_ENV !== 'production'
}

/** Reads settings, `NAME_FILE` standing for a file that holds NAME. Throws ConfigError with one sentence a mistake. */
export function readConfig(given: NodeJS.ProcessEnv = process.env): Config {
  const env = withFiles(given)
  const main = schema.safeParse(env)
  const limits = limitsSchema.safeParse(env)
  if (!main.success || !limits.success)
    throw new ConfigError(sentencesOf([...(main.error?.issues ?? []), ...(limits.error?.issues ?? [])], env))
  return assemble(main.data, limits.data)
}

function withFiles(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(
    entries.map(([name, value]) =>
      name.endsWith('_FILE') && name !== 'MUNICIPALITY_FILE' && name.slice(0, -5) in settingNames
        ? [name.slice(0, -5), readSetting(name, value as string)]
        : [name, value as string],
    ),
  )
}

const settingNames = schema.shape

function readSetting(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new ConfigError(`${name} names a file that cannot be read.`)
  }
}

/** One for each setting: what is wrong first is mended first. */
function sentencesOf(issues: z.core.$ZodIssue[], env: Record<string, string>): string {
  const problems = new Map<string, string>()
  for (const { path, message } of issues) {
    const name = String(path[0])
    if (!problems.has(name)) problems.set(name, name in env ? `${name} ${message}.` : `${name} is missing.`)
  }
  return [...problems.values()].join('\n')
}

/** As the file named says, or the one in the code. */
function readMunicipality(file: string): Municipality {
  const text = file ? readSetting('MUNICIPALITY_FILE', file) : readFileSync(codePath('municipality.json'), 'utf8')
  try {
    return municipalitySchema.parse(JSON.parse(text))
  } catch (error) {
    const where = error instanceof z.ZodError ? `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}` : 'it is no JSON'
    throw new ConfigError(`MUNICIPALITY_FILE cannot be used: ${where}.`)
  }
}

function assemble(env: z.infer<typeof schema>, limits: Limits): Config {
  const municipality = readMunicipality(env.MUNICIPALITY_FILE)
  return {
    production: env.NODE_ENV === 'production',
    demo: env.DEMO === 'on',
    host: env.HOST,
    port: env.PORT,
    databaseUrl: env.DATABASE_URL,
    migrationDatabaseUrl: env.MIGRATION_DATABASE_URL ?? env.DATABASE_URL,
    databasePool: env.DATABASE_POOL,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM || municipality.email,
    sessionSecrets: [env.SESSION_SECRET, env.SESSION_SECRET_OLD].filter(value => value !== undefined),
    fieldKeys: { current: env.FIELD_KEY_ID, keys: new Map([...env.FIELD_KEY_OLD, [env.FIELD_KEY_ID, env.FIELD_KEY]]) },
    indexKey: env.INDEX_KEY,
    publicUrl: env.PUBLIC_URL.replace(/\/$/, ''),
    trustProxy: env.TRUST_PROXY,
    tileUrl: env.TILE_URL,
    clamavUrl: env.CLAMAV_URL,
    logLevel: env.LOG_LEVEL,
    jobs: env.JOBS === 'on',
    limits,
    municipality,
  }
}
