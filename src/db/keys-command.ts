/** `npm run keys -- status` and `rotate`: which field key holds how much, and sealing everything with the present one. */
import { fileURLToPath } from 'node:url'
import { visitor } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Config, ConfigError, readCommandConfig } from '../config.js'
import type { Portal } from '../portal.js'
import { createPool, isDatabaseAway } from './db.js'
import { type KeyUse, listKeyUses, type Rotated, rotate } from './keys.js'
import { createSealer } from './secret.js'

const usage = `npm run keys -- status    how many values each field key holds
npm run keys -- rotate    seals every value with the present key (FIELD_KEY); may be stopped and begun anew`

export type Said = { text: string; failed: boolean }

/** What to print. A value that does not open, or an unknown command, is a failure; all else has been done. */
export async function runKeysCommand(portal: Pick<Portal, 'config' | 'pool' | 'sealer'>, [command]: string[]): Promise<Said> {
  const { config, pool, sealer } = portal
  const { current } = config.fieldKeys
  if (command === 'status') return { text: statusText(config, await listKeyUses(pool)), failed: false }
  if (command !== 'rotate') return { text: usage, failed: true }
  const done = await rotate(pool, sealer, current)
  await record(pool, visitor, 'keys.rotated', undefined, { reason: current })
  const text = [...done.flatMap(lineOf), statusText(config, await listKeyUses(pool))].join('\n')
  return { text, failed: done.some(({ broken }) => broken.length > 0) }
}

function lineOf({ table, column, resealed, overtaken, broken }: Rotated): string[] {
  const lines = [`${table}.${column}: ${resealed} sealed anew${overtaken ? `, ${overtaken} changed by the portal meanwhile` : ''}`]
  if (broken.length) lines.push(`  ${broken.length} do not open, and were left: ${broken.join(' ')}`)
  return lines
}

function statusText({ fieldKeys }: Config, uses: KeyUse[]): string {
  const names = [...new Set([...fieldKeys.keys.keys(), ...uses.map(({ key }) => key)])].sort()
  return names
    .map(name =>
      keyLine(
        fieldKeys,
        name,
        uses.filter(({ key }) => key === name),
      ),
    )
    .join('\n')
}

function keyLine({ current, keys }: Config['fieldKeys'], name: string, uses: KeyUse[]): string {
  const total = uses.reduce((sum, { values }) => sum + values, 0)
  const where = uses.map(({ table, column, values }) => `${table}.${column} ${values}`).join(', ')
  const held = total ? `${total} ${total === 1 ? 'value' : 'values'} (${where})` : 'no values'
  if (name === current) return `${name}, the present key: ${held}`
  if (!keys.has(name)) return `${name}, which is not in the settings: ${held}`
  return total ? `${name}: ${held}` : `${name}: no values; it may be taken out of FIELD_KEY_OLD`
}

const away = 'The database does not answer: is the portal running, and DATABASE_URL right?'

async function keysCommand(args: string[]): Promise<void> {
  let pool: Portal['pool'] | undefined
  try {
    const config = readCommandConfig()
    pool = createPool(config)
    const { text, failed } = await runKeysCommand({ config, pool, sealer: createSealer(config) }, args)
    ;(failed ? process.stderr : process.stdout).write(`${text}\n`)
    if (failed) process.exitCode = 1
  } catch (problem) {
    const sentence = problem instanceof ConfigError ? problem.message : isDatabaseAway(problem) ? away : undefined
    if (!sentence) throw problem
    process.stderr.write(`${sentence}\n`)
    process.exitCode = 1
  } finally {
    await pool?.end()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await keysCommand(process.argv.slice(2))
