/** What one web request says to the database, overheard; and the same said by pgbench, each time of another person. */
import pg from 'pg'
import { readConfig } from '../../src/config.js'
import { startServer } from '../../src/server.js'
import { freePort } from '../../src/web/listen.js'
import { addressOf, citizenOf, sidOf, submissionOf, type Town } from './town.js'

export type Statement = { text: string; values: unknown[] }

/** Runs a portal in this process while `work` asks it something. Returns all that it said to the database meanwhile. */
export async function overhear({ settings }: Town, work: (url: string, mark: () => void) => Promise<void>): Promise<Statement[]> {
  const port = await freePort()
  const running = await startServer(readConfig({ ...settings, LOG_LEVEL: 'silent', PORT: String(port) }))
  const heard: Statement[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [asked, values] = given as [string | { text: string; values?: unknown[] }, unknown[]?]
    heard.push(typeof asked === 'string' ? { text: asked, values: values ?? [] } : { text: asked.text, values: asked.values ?? [] })
    return (query as (...all: unknown[]) => unknown).apply(this, given)
  } as typeof query
  try {
    await work(`http://127.0.0.1:${port}`, () => heard.splice(0))
  } finally {
    pg.Client.prototype.query = query
    await running.close()
  }
  return heard.filter(({ text }) => !text.includes('catalogue_version'))
}

/** Names for pgbench: what was said of person `n` is said of `:n`; everything else as it was, handed over as a value. */
export type Script = { text: string; variables: Record<string, string> }

export function scriptOf(statements: Statement[], n: number, request: { id: string; number: string }): Script {
  const variables: Record<string, string> = {}
  const exactly = [...personal(n), [request.id, ':made_id'], [request.number, '(100000000 + :n)::text']] as const
  const lines = statements.map(({ text, values }) => {
    const said = text
      .trim()
      .replace(/;$/, '')
      .replace(/\$(\d+)/g, (_all, place: string) => expression(values[Number(place) - 1]))
    return /insert into service_request\b/.test(text) ? `${said}\n\\gset made_` : `${said};`
  })
  return { text: [nextPerson, ...lines, ''].join('\n'), variables }

  function expression(value: unknown): string {
    if (value === null || value === undefined) return 'null'
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    const text = typeof value === 'string' ? value : Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : JSON.stringify(value)
    const exact = exactly.find(([recorded]) => recorded === text)
    if (exact) return exact[1]
    const name = `v${Object.keys(variables).length}`
    variables[name] = text
    const replaced = personal(n)
      .filter(([recorded]) => text.includes(recorded))
      .reduce((sql, [recorded, own]) => `replace(${sql}, '${recorded}', (${own})::text)`, `:${name}`)
    return replaced === `:${name}` ? replaced : typeof value === 'object' ? `(${replaced})::json` : replaced
  }
}

const nextPerson = '\\set i :i + 1\n\\set n 1 + :client_id + :clients * :i'
const uuid = (first: number) => `('${first}0000000-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid`

function personal(n: number): [recorded: string, expression: string][] {
  return [
    [citizenOf(n), uuid(0)],
    [submissionOf(n), uuid(1)],
    [sidOf(n), "('bench-session-' || :n)"],
    [addressOf(n), "('10.7.' || :n)"],
  ]
}
