/** A real Chromium, from npm, and axe on a page in it. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { browserEnvironment } from './find-browser.js'

const switches = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** TEST_BROWSER is the unpacked program; the runner sees to it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.TEST_BROWSER
  if (!executablePath) throw new Error('TEST_BROWSER is not set: run the tests by «npm test -- FILE»')
  return chromium.launch({ executablePath, args: switches, env: browserEnvironment(executablePath) })
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Violation = { id: string; help: string; nodes: { target: unknown[]; html: string }[] }

/** What axe finds on the page, WCAG 2.2 A and AA and best practice: one readable line each. */
async function axe(page: Page): Promise<string[]> {
  const source = await axeSource
  const violations = (await page.evaluate(code => {
    // The page's policy forbids eval to its own scripts; the debugger may.
    const scope = globalThis as unknown as { axe: { run(context: unknown, options: unknown): Promise<{ violations: unknown }> } }
    // biome-ignore lint/security/noGlobalEval: axe is the test's own code, and must land in the page's global scope
    if (!scope.axe) globalThis.eval(code)
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    return scope.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then(result => result.violations)
  }, source)) as Violation[]
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(node => `${node.target.join(' ')} ${node.html.slice(0, 120)}`).join(' | ')}`,
  )
}

/** Axe finds nothing, where scripts may run; nothing scrolls sideways. */
export async function checkPage(page: Page): Promise<void> {
  if (await page.evaluate(() => matchMedia('(scripting: enabled)').matches)) assert.deepEqual(await axe(page), [], page.url())
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.equal(beyond, 0, `${page.url()} scrolls sideways`)
}
