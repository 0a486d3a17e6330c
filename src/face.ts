/** `npm run build:face`: styles, browser scripts and fonts into public/build, each under a name that changes with its content. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { compile, SassString } from 'sass'
import { rootPath } from './paths.js'

const subsets = ['greek', 'greek-ext', 'latin']
const buildFolder = rootPath('public/build/')
const manifest = new Map<string, string>()

async function put(name: string, content: Uint8Array | string): Promise<string> {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
  const dot = name.lastIndexOf('.')
  const file = `${name.slice(0, dot)}.${hash}${name.slice(dot)}`
  await writeFile(new URL(file, buildFolder), content)
  manifest.set(name, `/build/${file}`)
  return `/build/${file}`
}

async function fonts(): Promise<void> {
  const files = rootPath('node_modules/@fontsource-variable/noto-sans/files/')
  for (const subset of subsets) {
    await put(`noto-sans-${subset}.woff2`, await readFile(new URL(`noto-sans-${subset}-wght-normal.woff2`, files)))
  }
}

function builtFont([subset]: { assertString(): SassString }[]): SassString {
  return new SassString(manifest.get(`noto-sans-${subset?.assertString().text}.woff2`) ?? '')
}

async function styles(): Promise<void> {
  const folder = rootPath('src/styles/')
  for (const file of (await readdir(folder)).filter(name => !name.startsWith('_')).sort()) {
    const { css } = compile(fileURLToPath(new URL(file, folder)), {
      style: 'compressed',
      quietDeps: true,
      loadPaths: [fileURLToPath(rootPath('node_modules'))],
      functions: { 'built-font($subset)': builtFont },
    })
    await put(file.replace('.scss', '.css'), css)
  }
}

async function scripts(): Promise<void> {
  const folder = rootPath('src/client/')
  const entries = (await readdir(folder)).filter(name => name.endsWith('.ts')).sort()
  const { outputFiles } = await build({
    entryPoints: entries.map(name => fileURLToPath(new URL(name, folder))),
    outdir: fileURLToPath(buildFolder),
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2019',
    legalComments: 'none',
    logLevel: 'warning',
  })
  for (const file of outputFiles) await put(basename(file.path), file.contents)
}

const dayMs = 86_400_000

// The manifest is swapped in whole, and a name that it no longer has stays for a day: a portal still running may ask for it.
async function finish(): Promise<void> {
  const draft = new URL(`manifest.${process.pid}.tmp`, buildFolder)
  await writeFile(draft, `${JSON.stringify(Object.fromEntries(manifest), null, 2)}\n`)
  await rename(draft, new URL('manifest.json', buildFolder))
  const names = await readdir(buildFolder)
  await Promise.all(names.map(name => removeIfOld(new URL(name, buildFolder))))
}

async function removeIfOld(file: URL): Promise<void> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }))
  if (Date.now() - mtimeMs > dayMs) await rm(file, { force: true })
}

await mkdir(buildFolder, { recursive: true })
await fonts()
await styles()
await scripts()
await finish()
