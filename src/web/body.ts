/** What a form may carry: small, flat, normalised, and without what PostgreSQL cannot store: U+0000 and halves of characters. */
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

/** Express reads the address anew whenever somebody asks for its query. */
export function readQueryOnce(req: Request, _res: Response, next: NextFunction): void {
  Object.defineProperty(req, 'query', { value: req.query, configurable: true, writable: true })
  next()
}

/**
 * NFC, so that the same letters are the same text; names that could reach into an object's own are refused, and so is
 * what is no text: a multipart form may nest, and `user[role]` arrives as an object.
 */
export function tidyBody(req: Request, _res: Response, next: NextFunction): void {
  if (!req.body) return next()
  const tidy: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(req.body as Record<string, unknown>)) {
    const texts = Array.isArray(value) ? value : [value]
    if (!/^[a-z][a-z0-9_]{0,63}$|^_csrf$/.test(name) || !texts.every(isText)) return next(new BadInput('field'))
    tidy[name] = Array.isArray(value) ? texts.map(nfc) : nfc(value as string)
  }
  req.body = tidy
  next()
}

const isText = (value: unknown): value is string => typeof value === 'string' && !/[\0\p{Cs}]/u.test(value)
const nfc = (text: string) => text.normalize('NFC')
