/** `npm run staff -- create …`: how the operator opens, suspends and mends staff accounts. */

import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Role, roles } from '../access/actor.js'
import { ConfigError, readCommandConfig } from '../config.js'
import { createPool, isDatabaseAway } from '../db/db.js'
import { migrate } from '../db/migrate.js'
import { createSealer } from '../db/secret.js'
import { Conflict, NotFound } from '../errors.js'
import { parseEmail } from '../fields/email.js'
import { cleanLine } from '../fields/text.js'
import { parseUsername } from '../fields/username.js'
import type { Portal } from '../portal.js'
import { createLog } from '../web/log.js'
import { createStaff, inviteAgain, resetSecondFactor, resumeStaff, suspendStaff } from './staff.js'
import { listDepartments, listStaff } from './staff-store.js'

/** A sentence for whoever typed the command. */
export class Mistake extends Error {}

const usage = `npm run staff -- create --username NAME --email ADDRESS --name "FULL NAME" --roles ROLE,ROLE [--departments SLUG,SLUG] [--last-day 2027-01-31]
npm run staff -- list
npm run staff -- invite USERNAME               a new link, where the old one was lost or is too old
npm run staff -- suspend USERNAME              out at once
npm run staff -- resume USERNAME
npm run staff -- reset-second-factor USERNAME  the phone is lost: begins anew with an invitation`

const commands: Record<string, (portal: Portal, args: string[]) => Promise<string>> = {
  create,
  list,
  invite: (portal, args) =>
    withUsername(
      args,
      async name => linkText(name, await inviteAgain(portal, { username: name })),
      `is active already: nothing to open. Lost phone or password: reset-second-factor`,
    ),
  suspend: (portal, args) =>
    withUsername(args, async name => {
      await suspendStaff(portal, { username: name })
      return `${name} is suspended and signed out everywhere.`
    }),
  resume: (portal, args) =>
    withUsername(args, async name => resumedText(name, await resumeStaff(portal, { username: name })), 'is not suspended'),
  'reset-second-factor': (portal, args) =>
    withUsername(args, async name => linkText(name, await resetSecondFactor(portal, { username: name })), 'is suspended: resume first'),
}

/** What to print. Throws Mistake with one sentence for whoever typed it. */
export async function runStaffCommand(portal: Portal, [command = '', ...args]: string[]): Promise<string> {
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (!run) throw new Mistake(`${command ? `There is no command «${command}».` : 'Say what to do.'}\n${usage}`)
  return run(portal, args)
}

async function create(portal: Portal, args: string[]): Promise<string> {
  const given = createOptions(args)
  const person = {
    username: checked(
      parseUsername(given.username),
      'username',
      '--username needs 4 to 30 Latin letters, digits, dots, underscores or hyphens, and begins with a letter or digit.',
    ),
    email: checked(parseEmail(given.email), 'email', '--email is not an e-mail address.'),
    name: checked(cleanLine(given.name, 100), 'text', '--name is one line of at most 100 characters.'),
    roles: rolesOf(given.roles),
    departments: listOf(given.departments),
    lastDay: given['last-day'] === undefined ? null : dayOf(given['last-day']),
  }
  await checkDepartments(portal, person.roles, person.departments)
  const { link } = await createStaff(portal, person).catch(explain(person.username, 'is taken: choose another username'))
  return `${person.username} is invited: a letter is on its way to ${person.email}.\n${linkText(person.username, link)}`
}

const text = { type: 'string' } as const
const options = { username: text, email: text, name: text, roles: text, departments: text, 'last-day': text }
const needed = ['username', 'email', 'name', 'roles'] as const

function createOptions(args: string[]) {
  const values = parsedOptions(args)
  const missing = needed.filter(name => !values[name]?.trim())
  if (missing.length) throw new Mistake(`Missing: ${missing.map(name => `--${name}`).join(', ')}.\n${usage}`)
  return { departments: '', ...values } as Record<(typeof needed)[number] | 'departments', string> & { 'last-day'?: string }
}

function parsedOptions(args: string[]) {
  try {
    return parseArgs({ args, options }).values
  } catch (problem) {
    throw new Mistake(`${(problem as Error).message}\n${usage}`)
  }
}

function checked<Name extends string>(parsed: ({ ok: true } & Record<Name, string>) | { ok: false }, name: Name, problem: string): string {
  if (!parsed.ok) throw new Mistake(problem)
  return parsed[name]
}

const listOf = (value: string) => [
  ...new Set(
    value
      .split(',')
      .map(item => item.trim())
      .filter(Boolean),
  ),
]

function rolesOf(value: string): Role[] {
  const given = listOf(value)
  const unknown = given.filter(name => !(roles as readonly string[]).includes(name))
  if (unknown.length) throw new Mistake(`There is no role «${unknown.join('», «')}». Roles: ${roles.join(', ')}.`)
  return given as Role[]
}

function dayOf(value: string): string {
  const day = new Date(`${value}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== value) {
    throw new Mistake(`--last-day is a day such as 2027-01-31, not «${value}».`)
  }
  return value
}

async function checkDepartments({ pool }: Portal, given: Role[], departments: string[]): Promise<void> {
  const known = (await listDepartments(pool)).map(({ slug }) => slug)
  const unknown = departments.filter(slug => !known.includes(slug))
  if (unknown.length && known.length === 0) throw new Mistake('The catalogue is not loaded yet: start the portal once, then come back.')
  if (unknown.length) throw new Mistake(`There is no department «${unknown.join('», «')}». Departments: ${known.join(', ')}.`)
  const working = given.filter(role => role === 'clerk' || role === 'supervisor')
  if (working.length && departments.length === 0)
    throw new Mistake(`A ${working[0]} works for a department: add --departments. Departments: ${known.join(', ')}.`)
}

async function list({ pool }: Portal): Promise<string> {
  const staff = await listStaff(pool)
  const lines = staff.map(one =>
    [one.username, one.status, one.roles.join(','), one.departments.join(',') || '-', one.lastDay ?? '-', one.name].join('\t'),
  )
  return lines.length ? ['username\tstatus\troles\tdepartments\tlast day\tname', ...lines].join('\n') : 'There are no staff accounts yet.'
}

async function withUsername(args: string[], work: (username: string) => Promise<string>, conflict = ''): Promise<string> {
  const [username, ...rest] = args
  if (!username || rest.length) throw new Mistake(`Name one username.\n${usage}`)
  return work(username).catch(explain(username, conflict))
}

function explain(username: string, conflict: string) {
  return (problem: unknown): never => {
    if (problem instanceof NotFound) throw new Mistake(`There is no staff account «${username}». See: npm run staff -- list`)
    if (problem instanceof Conflict) throw new Mistake(`«${username}» ${conflict}.`)
    throw problem
  }
}

function linkText(username: string, link: string): string {
  return `Invitation for ${username}, good once and for 7 days:\n${link}`
}

function resumedText(username: string, ready: boolean): string {
  return ready
    ? `${username} may sign in again.`
    : `${username} may come back, but has no password yet: npm run staff -- invite ${username}`
}

const away = 'The database does not answer: is the portal running, and DATABASE_URL right?'

async function openPortal(): Promise<Portal> {
  const config = readCommandConfig()
  await migrate(config.migrationDatabaseUrl)
  return { config, pool: createPool(config), sealer: createSealer(config), log: createLog('silent') }
}

/** The whole command: prints to stdout, mistakes to stderr with exit code 1. */
async function staffCommand(args: string[]): Promise<void> {
  let portal: Portal | undefined
  try {
    portal = await openPortal()
    process.stdout.write(`${await runStaffCommand(portal, args)}\n`)
  } catch (problem) {
    const sentence =
      problem instanceof Mistake || problem instanceof ConfigError ? problem.message : isDatabaseAway(problem) ? away : undefined
    if (!sentence) throw problem
    process.stderr.write(`${sentence}\n`)
    process.exitCode = 1
  } finally {
    await portal?.pool.end()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await staffCommand(process.argv.slice(2))
