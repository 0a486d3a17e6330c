/** Forged forms are refused twice: by where the browser says they come from, and by a token of the session. */
import csurf from 'csurf'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { BadInput } from '../errors.js'

const read = new Set(['GET', 'HEAD'])

/** Ahead of every parser: what the browser itself says of the form's origin. */
export function originWall(publicUrl: string): RequestHandler {
  const own = new URL(publicUrl).origin
  return function wall(req: Request, res: Response, next: NextFunction): void {
    if (read.has(req.method)) return next()
    if (req.method !== 'POST') {
      res.status(405).set('Allow', 'GET, HEAD, POST').type('text/plain').send('405')
      return
    }
    const site = req.headers['sec-fetch-site']
    const { origin } = req.headers
    // A page with `no-referrer`, such as that of a mailed link, sends «null»: it says nothing, and the token decides.
    const foreign = origin !== undefined && origin !== 'null' && origin !== own
    if ((site && site !== 'same-origin') || foreign) return next(new ForgedForm())
    res.locals.sameOrigin = site === 'same-origin' || origin === own
    next()
  }
}

/** Same code as csurf's own refusal, so that one page answers both. */
export class ForgedForm extends Error {
  readonly code = 'EBADCSRFTOKEN'
  readonly status = 403
}

const check = csurf({
  cookie: false,
  value: req => (typeof req.body?._csrf === 'string' ? req.body._csrf : ''),
})

/** For a page with a form that a visitor may open: starts a session, makes the token ready. */
export function withForm(req: Request, res: Response, next: NextFunction): void {
  if (req.session) return csrf(req, res, next)
  res.locals.startSession((error?: unknown) => (error ? next(error) : csrf(req, res, next)))
}

/** For each POST once its body is read. */
export function csrf(req: Request, res: Response, next: NextFunction): void {
  if (!req.session) return next(new ForgedForm())
  check(req, res, error => {
    if (error) return next(error)
    res.locals.page.csrfToken = req.csrfToken()
    next()
  })
}

/**
 * Every POST: urlencoded ones are checked here; multipart ones by the route, which must say that it takes them.
 * Whoever is signed in gets a token on every page: its header can sign them out.
 */
export function csrfOfPosts(req: Request, res: Response, next: NextFunction): void {
  if (req.method !== 'POST') return req.session && res.locals.actor.kind !== 'visitor' ? csrf(req, res, next) : next()
  if (!req.is('multipart/form-data')) return csrf(req, res, next)
  res.locals.unverified = true
  next()
}

/** The content types a form may have; JSON and plain text are how forgeries get past a browser's own checks. */
export function formsOnly(req: Request, _res: Response, next: NextFunction): void {
  const fits = req.method !== 'POST' || req.is(['application/x-www-form-urlencoded', 'multipart/form-data']) || !req.headers['content-type']
  next(fits ? undefined : new BadInput('not a form'))
}
