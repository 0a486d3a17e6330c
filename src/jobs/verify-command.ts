/** `npm run audit:verify [-- --digest FILE]`: reads the whole trail and says whether, where and how it was changed. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Digest, readDigests } from '../audit/digest.js'
import { type Verified, verifyTrail, type Why } from '../audit/verify.js'
import { ConfigError, readCommandConfig } from '../config.js'
import { createPool, type Db } from '../db/db.js'

class Mistake extends Error {}

const sentences: Record<Why, string> = {
  row_changed: 'a row of it was changed',
  row_missing: 'a row of it was taken out',
  row_added: 'a row was put in',
  link_missing: 'a link before it was taken out',
  hash_changed: 'its rows are right, its own hash was changed',
  row_or_hash_changed: 'a row of it or its hash was changed; it is the last link, so no later one tells which',
  digest_link_gone: 'a digest kept elsewhere names it, and it is not there: the end of the trail was cut off',
  digest_differs: 'a digest kept elsewhere has another hash for it: the trail was written anew',
}

/** What to print, and whether the trail holds. Throws Mistake with one sentence for whoever typed the command. */
export async function runVerify(db: Db, args: string[]): Promise<{ text: string; holds: boolean }> {
  const digests = digestFiles(args).flatMap(readDigestFile)
  const verified = await verifyTrail(db, digests)
  return { text: textOf(verified, digests.length), holds: !verified.broken }
}

function digestFiles(args: string[]): string[] {
  try {
    return parseArgs({ args, options: { digest: { type: 'string', multiple: true } } }).values.digest ?? []
  } catch (problem) {
    throw new Mistake(`${(problem as Error).message}\nnpm run audit:verify -- [--digest FILE]`)
  }
}

function readDigestFile(file: string): Digest[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new Mistake(`${file} cannot be read.`)
  }
  const digests = readDigests(text)
  if (digests.length === 0) throw new Mistake(`There is no digest in ${file}: a line that begins with «thyrida-audit».`)
  return digests
}

function textOf({ links, events, last, broken }: Verified, digests: number): string {
  const held = `${links} links over ${events} events`
  const kept = digests > 0 ? `, and agrees with ${digests} digests kept elsewhere` : ''
  if (!broken) return `The trail holds${kept}: ${held}${last ? `, the last link is ${last.id} of ${last.at.toISOString()}` : ''}.`
  const { why, link, firstEvent, lastEvent, at } = broken
  const where = at ? `events ${firstEvent} to ${lastEvent}, chained on ${at.toISOString()}` : `up to event ${lastEvent}`
  return `The trail does not hold at link ${link} (${where}): ${sentences[why]}.\nBefore it: ${held} hold.`
}

async function verifyCommand(args: string[]): Promise<void> {
  let pool: ReturnType<typeof createPool> | undefined
  try {
    pool = createPool(readCommandConfig())
    const { text, holds } = await runVerify(pool, args)
    process.stdout.write(`${text}\n`)
    process.exitCode = holds ? 0 : 1
  } catch (problem) {
    if (!(problem instanceof Mistake || problem instanceof ConfigError)) throw problem
    process.stderr.write(`${problem.message}\n`)
    process.exitCode = 2
  } finally {
    await pool?.end()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await verifyCommand(process.argv.slice(2))
