/** The demo's mailbox as pages and as JSON. Letters are strangers' text: shown as text, their HTML in a sandbox without scripts. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { escapeHtml as escape } from '../web/views.js'
import type { CaughtLetter, Letters } from './catcher-letters.js'

type Answer = { status?: number; type: string; body: string; policy?: string }

const ownPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const letterPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

export function answerWith(letters: Letters): (req: IncomingMessage, res: ServerResponse) => void {
  return (req, res) => {
    const { status = 200, type, body, policy = ownPolicy } = answer(letters, req.url?.split('?')[0] ?? '/')
    res.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    res.end(body)
  }
}

function answer(letters: Letters, path: string): Answer {
  if (path === '/') return page('Γραμματοκιβώτιο της δοκιμής', list(letters.list()), 5)
  if (path === '/api/email') return json(letters.list().map(({ id, at, from, to, subject }) => ({ id, at, from, to, subject })))
  const [, place, id = ''] = /^\/(api\/email|letters|html)\/(\d+)$/.exec(path) ?? []
  const letter = letters.find(id)
  if (!letter) return { ...page('Δεν υπάρχει', '<p><a href="/">Όλα τα γράμματα</a></p>'), status: 404 }
  if (place === 'api/email') return json(letter)
  if (place === 'html') return { type: 'text/html', body: `<base target="_blank">${letter.html}`, policy: letterPolicy }
  return page(letter.subject, show(letter))
}

function json(value: unknown): Answer {
  return { type: 'application/json', body: JSON.stringify(value) }
}

function list(letters: CaughtLetter[]): string {
  const intro =
    '<p>Εδώ φτάνει κάθε γράμμα που στέλνει η δοκιμαστική πύλη. Κανένα δεν φεύγει προς τα έξω. Η σελίδα ανανεώνεται μόνη της.</p>'
  if (letters.length === 0) return `${intro}<p>Κανένα γράμμα ακόμη.</p>`
  const rows = letters.map(
    ({ id, at, to, subject }) =>
      `<tr><td>${when(at)}</td><td>${escape(to)}</td><td><a href="/letters/${id}">${escape(subject) || '(χωρίς θέμα)'}</a></td></tr>`,
  )
  return `${intro}<table><thead><tr><th scope="col">Πότε</th><th scope="col">Προς</th><th scope="col">Θέμα</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function show({ id, at, from, to, text, html }: CaughtLetter): string {
  const facts = `<p><a href="/">Όλα τα γράμματα</a></p><dl><dt>Από</dt><dd>${escape(from)}</dd><dt>Προς</dt><dd>${escape(to)}</dd><dt>Πότε</dt><dd>${when(at)}</dd></dl>`
  const picture = html
    ? `<h2>Όπως φαίνεται</h2><iframe title="Το γράμμα όπως φαίνεται" src="/html/${id}" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
    : ''
  return `${facts}${picture}<h2>Ως κείμενο</h2><pre>${linked(text)}</pre>`
}

/** Addresses of the text become links, so that a person can follow them. */
function linked(text: string): string {
  return escape(text).replace(/https?:\/\/[^\s<>]+/g, url => `<a href="${url}" target="_blank">${url}</a>`)
}

function when(at: string): string {
  return new Date(at).toLocaleString('el-GR', { timeZone: 'Europe/Athens' })
}

function page(title: string, main: string, refresh?: number): Answer {
  const again = refresh ? `<meta http-equiv="refresh" content="${refresh}">` : ''
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width">${again}<title>${escape(title)}</title><style>${style}</style>`
  return {
    type: 'text/html',
    body: `<!doctype html><html lang="el"><head>${head}</head><body><main><h1>${escape(title)}</h1>${main}</main></body></html>`,
  }
}

const style = `body{font:1.1rem/1.5 system-ui,sans-serif;margin:1rem auto;max-width:60rem;padding:0 1rem;color:#0b0c0c}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.5rem;border-bottom:1px solid #b1b4b6;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem}dd{margin:0}
iframe{width:100%;height:32rem;border:1px solid #b1b4b6}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f3f2f1;padding:1rem}`
