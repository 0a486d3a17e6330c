/** A browser that has been used before is known again by a signed cookie. It opens nothing by itself. */
import { timingSafeEqual } from 'node:crypto'
import type { Request, Response } from 'express'
import { newToken } from '../db/secret.js'
import type { Portal } from '../portal.js'
import { kept } from '../retention.js'
import { cookieName, cookieOf } from './session.js'

/** The token of this browser, or a new one where it has none that we signed. */
export function deviceOf({ config, sealer }: Portal, req: Request): string {
  const [token = '', signature = ''] = cookieOf(req.headers.cookie, cookieName(config.production, 'device'))?.split('.') ?? []
  const right = Buffer.from(sign(sealer, token))
  const given = Buffer.from(signature)
  return token && given.length === right.length && timingSafeEqual(given, right) ? token : newToken().token
}

export function keepDeviceCookie({ config, sealer }: Portal, res: Response, token: string): void {
  res.cookie(cookieName(config.production, 'device'), `${token}.${sign(sealer, token)}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: config.production,
    maxAge: kept.deviceCookieDays * 24 * 3600 * 1000,
  })
}

function sign(sealer: Portal['sealer'], token: string): string {
  return sealer.fingerprint(token, 'device-cookie').toString('base64url')
}
