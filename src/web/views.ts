/** EJS in strict mode, compiled once: the data object is `it`; an include inherits its page's and finds its own as `it.given`. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ejs from 'ejs'
import { rootPath } from '../paths.js'

export type ViewData = Record<string, unknown>
type Template = (it: ViewData) => string

const folder = fileURLToPath(rootPath('views/'))
const compiled = new Map<string, Template>()

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }

export function escapeHtml(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = String(value)
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, letter => escapes[letter] as string) : text
}

/** Includes are resolved by our own cache: EJS would look the file up on disk at every call. */
function compile(view: string, plain: boolean): Template {
  const filename = `${folder}${view}.ejs`
  const source = readFileSync(filename, 'utf8').replaceAll('<%- include(', '<%- it.include(')
  return ejs.compile(source, {
    filename,
    strict: true,
    localsName: 'it',
    destructuredLocals: ['t'],
    unsafePrototypeLocals: true,
    escape: plain ? String : escapeHtml,
    compileDebug: false,
  } as ejs.Options) as Template
}

function templateOf(view: string, plain: boolean): Template {
  const key = plain ? `${view}:plain` : view
  const template = compiled.get(key) ?? compile(view, plain)
  compiled.set(key, template)
  return template
}

/** `view` is a path under views/ without its ending; `plain` for mail that is not HTML. */
export function render(view: string, data: ViewData, plain = false): string {
  const it = Object.assign(data, { include })
  return templateOf(view, plain)(it)

  /** Its values stand on `it` while it runs, and go again: to copy all of `it` for each row of a list took longer than the rows. */
  function include(name: string, values?: ViewData): string {
    if (!values) return templateOf(name, plain)(it)
    const names = [...Object.keys(values), 'given']
    const before = names.map(name => it[name])
    Object.assign(it, values, { given: values })
    const html = templateOf(name, plain)(it)
    names.forEach((name, place) => {
      it[name] = before[place]
    })
    return html
  }
}
