/** Headers of every answer. Nothing inline, nothing from elsewhere, nothing kept by caches unless it is everybody's. */
import type { RequestHandler } from 'express'
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

export function securityHeaders(config: Pick<Config, 'tileUrl' | 'production'>): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { ...csp(tileHosts(config.tileUrl)), ...(config.production ? { 'upgrade-insecure-requests': [] } : {}) },
    },
    strictTransportSecurity: config.production ? { maxAge: 63_072_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
  })
}

/** The same headers as plain values, for pages that are answered before Express. */
export function headersOnce(config: Pick<Config, 'tileUrl' | 'production'>): Record<string, string> {
  const collected: Record<string, string> = {}
  const response = {
    setHeader: (name: string, value: string | number) => {
      collected[name] = String(value)
    },
    removeHeader: () => {},
  }
  securityHeaders(config)({} as never, response as never, () => {})
  return collected
}
