/** `npm run catalogue -- import …` and `export …`: the catalogue as files that an editor may change. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ConfigError, readCommandConfig } from '../config.js'
import { createPool, isDatabaseAway, type Pool, transaction } from '../db/db.js'
import { translate } from '../i18n/index.js'
import { parts } from './definition.js'
import { CatalogueProblem, writePart } from './files.js'
import { importParts, readFiles, readParts } from './seed.js'

const t = translate('el')

/** What to print. Throws CatalogueProblem with a sentence for each mistake; then nothing has changed. */
export async function runCatalogueCommand(pool: Pool, [command, ...names]: string[]): Promise<string> {
  if (command === 'import' && names.length > 0) return importFiles(pool, names.flatMap(filesOf))
  if (command === 'export' && names.length === 1) return exportFiles(pool, names[0] as string)
  throw new CatalogueProblem([t('catalogue.files.usage')])
}

async function importFiles(pool: Pool, files: URL[]): Promise<string> {
  const given = await readFiles(files)
  const changed = await transaction(pool, tx => importParts(tx, given))
  return changed.length
    ? t('catalogue.files.imported', { parts: changed.map(part => `${part}.yaml`).join(', ') })
    : t('catalogue.files.same')
}

async function exportFiles(pool: Pool, folder: string): Promise<string> {
  const all = await readParts(pool)
  const place = pathToFileURL(`${folder}/`)
  await mkdir(place, { recursive: true })
  for (const part of parts) await writeFile(new URL(`${part}.yaml`, place), await writePart(part, all[part]))
  return t('catalogue.files.exported', { count: parts.length, folder })
}

/** Of a folder its YAML files. */
function filesOf(name: string): URL[] {
  const place = pathToFileURL(name)
  if (!existsSync(place)) throw new CatalogueProblem([t('catalogue.files.notThere', { file: name })])
  if (!statSync(place).isDirectory()) return [place]
  const files = readdirSync(place).filter(file => /\.ya?ml$/.test(file))
  return files.map(file => pathToFileURL(`${name}/${file}`))
}

async function catalogueCommand(args: string[]): Promise<void> {
  let pool: Pool | undefined
  try {
    pool = createPool(readCommandConfig())
    process.stdout.write(`${await runCatalogueCommand(pool, args)}\n`)
  } catch (problem) {
    const known = problem instanceof CatalogueProblem || problem instanceof ConfigError
    if (!known && !isDatabaseAway(problem)) throw problem
    process.stderr.write(`${known ? problem.message : t('catalogue.files.away')}\n`)
    process.exitCode = 1
  } finally {
    await pool?.end()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await catalogueCommand(process.argv.slice(2))
