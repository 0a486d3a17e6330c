/** What a form may carry: small, flat, normalised, and without U+0000, which PostgreSQL cannot store. */
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import type { Limits } from '../config.js'
import { BadInput } from '../errors.js'

const mostFields = 60

export function formBody(limits: Limits): RequestHandler {
  return express.urlencoded({ extended: false, limit: limits.LIMIT_BODY_BYTES, parameterLimit: mostFields })
}

export function refuseNulInAddress(req: Request, _res: Response, next: NextFunction): void {
  next(/%00|\0/.test(req.originalUrl) ? new BadInput('NUL') : undefined)
}

/** NFC, so that the same letters are the same text; names that could reach into an object's own are refused. */
export function tidyBody(req: Request, _res: Response, next: NextFunction): void {
  if (!req.body) return next()
  const tidy: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(req.body as Record<string, string | string[]>)) {
    if (!/^[a-z][a-z0-9_]{0,63}$|^_csrf$/.test(name)) return next(new BadInput('field name'))
    tidy[name] = Array.isArray(value) ? value.map(item => item.normalize('NFC')) : value.normalize('NFC')
  }
  next(JSON.stringify(tidy).includes('\\u0000') ? new BadInput('NUL') : undefined)
  req.body = tidy
}
