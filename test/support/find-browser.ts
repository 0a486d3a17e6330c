/** The browser of the tests: Chromium from npm, unpacked once with its libraries and fonts, so that the system needs none. */
import { execFile } from 'node:child_process'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { rootPath } from '../../src/paths.js'

const run = promisify(execFile)
const howTo = 'set TEST_BROWSER to the path of a Chromium or Chrome, and run again'

/** Where it lies and what it needs; throws one sentence that says how to get one, since no test is skipped for want of a browser. */
export async function findBrowser(): Promise<string> {
  const program = process.env.TEST_BROWSER ?? join(await unpackOnce(), 'chromium')
  await run(program, ['--version'], { env: browserEnvironment(program) }).catch(cause => {
    throw new Error(`The test browser does not start (${String(cause.stderr || cause.message).trim()}): ${howTo}.`)
  })
  return program
}

/** For a program unpacked here: its own libraries, fonts and home. For one of the system's: the system's. */
export function browserEnvironment(program: string): Record<string, string> {
  const folder = join(program, '..')
  const own = { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf'), HOME: join(folder, 'home') }
  return {
    PATH: process.env.PATH ?? '',
    TMPDIR: join(folder, 'home'),
    ...(folder.startsWith(cache) ? own : { HOME: process.env.HOME ?? '' }),
  }
}

const cache = fileURLToPath(rootPath('node_modules/.cache/'))

async function unpackOnce(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`npm has no test browser for this machine: ${howTo}.`)
  const { version } = JSON.parse(await readFile(rootPath('node_modules/@sparticuz/chromium/package.json'), 'utf8'))
  const folder = join(cache, `chromium-${version}`)
  if (await exists(join(folder, 'fonts.conf'))) return folder
  const unfinished = `${folder}.${process.pid}`
  await unpack(unfinished)
  await rm(folder, { recursive: true, force: true })
  await rename(unfinished, folder)
  await writeFile(join(folder, 'fonts.conf'), fontsOf(folder))
  return folder
}

/** The package unpacks into the temporary folder, and its libraries only for a cloud's machine that it takes this one for. */
async function unpack(folder: string): Promise<void> {
  await mkdir(join(folder, 'home'), { recursive: true })
  const script = "const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath()"
  await run(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(rootPath('.')),
    env: { PATH: process.env.PATH, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  })
}

/** The one font it brings has Greek; the system's come after it, if there are any. */
function fontsOf(folder: string): string {
  const dirs = [join(folder, 'fonts'), '/usr/share/fonts'].map(dir => `<dir>${dir}</dir>`).join('')
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs}<cachedir>${join(folder, 'home/fonts')}</cachedir></fontconfig>`
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
