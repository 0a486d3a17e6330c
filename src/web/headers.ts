/** Headers of every answer. Nothing inline, nothing from elsewhere, nothing kept by caches unless it is everybody's. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import helmet from 'helmet'
import type { Config } from '../config.js'

const csp = (tiles: string[]) => ({
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:', ...tiles],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'object-src': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
})

/** Of a template such as `https://{s}.tile.example/{z}/{x}/{y}.png`, the hosts that the policy must name. */
function tileHosts(tileUrl: string): string[] {
  const match = /^https?:\/\/[^/]+/.exec(tileUrl)
  return match ? [match[0].replace('{s}', '*')] : []
}

/** What helmet says of every answer, as plain values: they never change, so it is asked once. */
export function headersOnce(config: Pick<Config, 'tileUrl' | 'production'>): Record<string, string> {
  const collected: Record<string, string> = {}
  const response = {
    setHeader: (name: string, value: string | number) => {
      collected[name] = String(value)
    },
    removeHeader: () => {},
  }
  helmetOf(config)({} as never, response as never, () => {})
  return collected
}

function helmetOf({ tileUrl, production }: Pick<Config, 'tileUrl' | 'production'>) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { ...csp(tileHosts(tileUrl)), ...(production ? { 'upgrade-insecure-requests': [] } : {}) },
    },
    strictTransportSecurity: production ? { maxAge: 63_072_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
  })
}

export function securityHeaders(config: Pick<Config, 'tileUrl' | 'production'>): RequestHandler {
  const headers = Object.entries(headersOnce(config))
  return function guarded(_req: Request, res: Response, next: NextFunction): void {
    for (const [name, value] of headers) res.setHeader(name, value)
    next()
  }
}
