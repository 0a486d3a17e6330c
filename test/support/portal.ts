/** The portal itself, started on a database of its own; and people who visit it through HTTP as a browser would. */
import { randomBytes } from 'node:crypto'
import { readConfig } from '../../src/config.js'
import type { Pool } from '../../src/db/db.js'
import { type Running, startServer } from '../../src/server.js'
import { freePort } from '../../src/web/listen.js'
import { freshDatabase } from './database.js'
import { type Mailbox, startMailbox } from './mailbox.js'

export type TestPortal = Running & {
  url: string
  pool: Pool
  mailbox: Mailbox
  visit(): Visit
  stop(): Promise<void>
}

const key = () => randomBytes(32).toString('base64')

/** `settings` overrides any environment setting, e.g. `{ LIMIT_REQUESTS_ACCOUNT_HOUR: '2' }`. */
export async function startPortal(settings: Record<string, string> = {}): Promise<TestPortal> {
  const database = await freshDatabase()
  const mailbox = await startMailbox()
  const port = await freePort() // first, since PUBLIC_URL names it and the origin wall compares with it
  const url = `http://127.0.0.1:${port}`
  const config = readConfig({
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    SMTP_URL: mailbox.url,
    SESSION_SECRET: randomBytes(32).toString('base64'),
    FIELD_KEY: key(),
    INDEX_KEY: key(),
    PUBLIC_URL: url,
    PORT: String(port),
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    FORM_FILL_SECONDS: '0',
    ...settings,
  })
  const running = await startServer(config)
  return {
    ...running,
    url,
    pool: database.pool,
    mailbox,
    visit: () => new Visit(url),
    async stop() {
      await running.close()
      await mailbox.close()
      await database.drop()
    },
  }
}

export type Page = {
  status: number
  url: string
  path: string
  headers: Headers
  html: string
  /** What a person reads: without tags, scripts and doubled spaces. */
  text: string
}

type Fields = Record<string, string | string[]>

/** One person with one browser: keeps cookies, follows redirects, and sends the token it was shown. */
export class Visit {
  readonly cookies = new Map<string, string>()
  last: Page | undefined

  constructor(
    readonly base: string,
    readonly headers: Record<string, string> = {},
  ) {}

  get(path: string, options: { follow?: boolean; headers?: Record<string, string> } = {}): Promise<Page> {
    return this.#send('GET', path, undefined, options)
  }

  /** Sends a form with the token of the last page that had one. `token: false` leaves it out. */
  async post(
    path: string,
    fields: Fields = {},
    options: { follow?: boolean; token?: boolean; headers?: Record<string, string> } = {},
  ): Promise<Page> {
    const body = new URLSearchParams()
    if (options.token !== false && !('_csrf' in fields)) body.set('_csrf', this.token ?? '')
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one)
    return this.#send('POST', path, body, options)
  }

  /** A form with files in it. */
  async postFiles(
    path: string,
    fields: Record<string, string>,
    files: { name: string; filename: string; type: string; data: Uint8Array }[],
    options: { follow?: boolean; token?: boolean } = {},
  ): Promise<Page> {
    const body = new FormData()
    if (options.token !== false && !('_csrf' in fields)) body.set('_csrf', this.token ?? '')
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    for (const file of files) body.append(file.name, new Blob([new Uint8Array(file.data)], { type: file.type }), file.filename)
    return this.#send('POST', path, body, options)
  }

  /** The token of the last page that showed one. */
  token: string | undefined

  async #send(
    method: string,
    path: string,
    body: URLSearchParams | FormData | undefined,
    options: { follow?: boolean; headers?: Record<string, string> },
  ): Promise<Page> {
    const url = new URL(path, this.base)
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      method,
      body,
      redirect: 'manual',
      headers: {
        ...(cookie ? { cookie } : {}),
        ...(method === 'POST' ? { 'sec-fetch-site': 'same-origin', origin: this.base } : {}),
        ...this.headers,
        ...options.headers,
      },
    })
    this.#remember(response.headers)
    const location = response.headers.get('location')
    if (location && options.follow !== false && [301, 302, 303].includes(response.status)) {
      await response.arrayBuffer()
      return this.#send('GET', new URL(location, url).href, undefined, options)
    }
    return this.#read(response, url)
  }

  #remember(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const pair = line.split(';', 1)[0] as string
      const name = pair.slice(0, pair.indexOf('='))
      const value = pair.slice(name.length + 1)
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }

  async #read(response: Response, url: URL): Promise<Page> {
    const html = await response.text()
    const token = /name="_csrf" value="([^"]*)"/.exec(html)?.[1]
    if (token) this.token = decode(token)
    this.last = {
      status: response.status,
      url: url.href,
      path: url.pathname + url.search,
      headers: response.headers,
      html,
      text: decode(html.replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' '),
    }
    return this.last
  }
}

function decode(html: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#34': '"', '#39': "'" }
  return html.replace(/&(amp|lt|gt|quot|#34|#39);/g, (_all, name: string) => named[name] as string)
}

/** The value of a hidden or text field on a page. */
export function valueOf(page: Page, name: string): string {
  const tag = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(page.html)?.[0] ?? ''
  return decode(/value="([^"]*)"/.exec(tag)?.[1] ?? '')
}
