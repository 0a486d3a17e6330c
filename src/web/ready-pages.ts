/** Pages that are the same for every visitor, answered before Express: gzip and ETag made once, dropped when the catalogue changes. */
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Config } from '../config.js'
import { headersOnce } from './headers.js'
import { languageCookie, languageOf } from './locals.js'
import { cookieName, hasCookie } from './session.js'

type Ready = { plain: Buffer; gzip: Buffer; etag: string; headers: Record<string, string> }

export type ReadyPages = {
  /** Answers from what is ready, or returns false. */
  front(req: IncomingMessage, res: ServerResponse): boolean
  /** Lets a page of this request be kept, where the request is a plain visitor's. */
  offer: RequestHandler
  clear(): void
}

const most = 1000

export function createReadyPages(config: Config): ReadyPages {
  const pages = new Map<string, Ready>()
  const shared = headersOnce(config)
  const sid = cookieName(config.production, 'sid')
  const lang = cookieName(config.production, languageCookie)
  let edition = 0
  return { front, offer, clear }

  function clear(): void {
    edition += 1
    pages.clear()
  }

  /** A signed-in person never gets a ready page, and a session cookie of any kind is enough to be asked properly. */
  function keyOf(method: string | undefined, url: string, cookies: string | undefined): string | undefined {
    if (method !== 'GET' || url.includes('?') || hasCookie(cookies, sid)) return undefined
    return `${languageOf(undefined, cookies, lang)} ${url}`
  }

  function front(req: IncomingMessage, res: ServerResponse): boolean {
    const key = keyOf(req.method, req.url ?? '', req.headers.cookie)
    const ready = key && pages.get(key)
    if (!ready) return false
    if (req.headers['if-none-match'] === ready.etag) return end(res, 304, ready.headers)
    const zipped = String(req.headers['accept-encoding'] ?? '').includes('gzip')
    const body = zipped ? ready.gzip : ready.plain
    const encoding: Record<string, string> = zipped ? { 'Content-Encoding': 'gzip' } : {}
    return end(res, 200, { ...ready.headers, ...encoding, 'Content-Length': String(body.length) }, body)
  }

  function end(res: ServerResponse, status: number, headers: Record<string, string>, body?: Buffer): true {
    res.writeHead(status, headers).end(body)
    return true
  }

  function offer(req: Request, res: Response, next: NextFunction): void {
    const key = keyOf(req.method, req.originalUrl, req.headers.cookie)
    const asked = edition
    // A page begun before the catalogue changed may be made of the old one.
    if (key)
      res.locals.keepReady = (html: string) => {
        if (asked === edition) keep(key, html)
      }
    next()
  }

  function keep(key: string, html: string): void {
    if (pages.size >= most) pages.clear()
    const plain = Buffer.from(html)
    const etag = `"${createHash('sha256').update(plain).digest('base64url')}"`
    const headers = {
      ...shared,
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'public, no-cache',
      Vary: 'Cookie, Accept-Encoding',
      ETag: etag,
    }
    pages.set(key, { plain, gzip: gzipSync(plain, { level: 9 }), etag, headers })
  }
}
