/** The browser of the tests: unpacked from npm, or the system's own where that one lacks a library. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

function runs(path: string): boolean {
  try {
    return /Chrom/.test(execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return false
  }
}

/** Never «no browser, no tests»: throws one sentence that says how to get one. */
export async function findBrowser(): Promise<string> {
  const { default: packed } = await import('@sparticuz/chromium')
  const candidates = [process.env.TEST_BROWSER, await packed.executablePath(), ...system].filter((path): path is string => Boolean(path) && existsSync(path as string))
  const found = candidates.find(runs)
  if (!found) throw new Error('The tests need Chromium: its libraries are missing. On Debian: apt-get install -y chromium')
  return found
}
