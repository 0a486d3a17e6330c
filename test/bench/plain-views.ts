/** The portal's own views as plain EJS takes them: a copy in which `given` is handed on and the layout includes its page. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rootPath } from '../../src/paths.js'

/** Returns the folder of the copy. */
export function copyPlainViews(): string {
  const from = fileURLToPath(rootPath('views'))
  const to = mkdtempSync(join(tmpdir(), 'thyrida-plain-views-'))
  const names = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ejs'))
  for (const name of names) {
    mkdirSync(dirname(join(to, name)), { recursive: true })
    writeFileSync(join(to, name), plain(readFileSync(join(from, name), 'utf8')))
  }
  return to
}

function plain(view: string): string {
  return view
    .replace(/<%- include\(('[^']+'), (.*?)\) (-?%>)/gs, (_all, name, values, end) => `<%- include(${name}, handOn(${values})) ${end}`)
    .replace('<%- it.body %>', '<%- include(it.view) %>')
}

/** What an include was given, bare and as `it.given`. */
export function handOn(values: Record<string, unknown>): Record<string, unknown> {
  return { ...values, given: values }
}
