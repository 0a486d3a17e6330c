/** What every page may use, made ready for the request: language, who is asking, notices. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Actor } from '../access/actor.js'
import { visitor } from '../access/actor.js'
import { isLanguage, type Language, translate } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { kept } from '../retention.js'
import { pageBase, withActor } from './page.js'
import { ownPath } from './see-other.js'
import { cookieName, cookieOf } from './session.js'

export const languageCookie = 'lang'

/** `?lang=` wins and is remembered; then the cookie; then Greek. */
export function languageOf(query: unknown, cookies: string | undefined, name: string): Language {
  if (isLanguage(query)) return query
  const kept = cookieOf(cookies, name)
  return isLanguage(kept) ? kept : 'el'
}

export function locals(portal: Portal): RequestHandler {
  const name = cookieName(portal.config.production, languageCookie)
  return function prepare(req: Request, res: Response, next: NextFunction): void {
    const language = languageOf(req.query.lang, req.headers.cookie, name)
    if (isLanguage(req.query.lang)) rememberLanguage(res, name, language, portal.config.production)
    res.locals.actor = visitor
    res.locals.lang = language
    res.locals.t = translate(language)
    res.locals.page = pageBase(portal.config, language, ownPath(req.originalUrl))
    next()
  }
}

export function rememberLanguage(res: Response, name: string, language: Language, secure: boolean): void {
  res.cookie(name, language, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: kept.languageCookieDays * 24 * 3600 * 1000 })
}

/** Tells the page who is asking, as read with the session just now, and hands it its notice. */
export function actors(portal: Portal): RequestHandler {
  return function load(req: Request, res: Response, next: NextFunction): void {
    const { session } = req
    if (!session) return next()
    const actor: Actor = res.locals.actor
    const page = withActor(res.locals.page, actor)
    page.idleSeconds = idleSeconds(portal, actor)
    if (req.method === 'GET' && session.flash) {
      page.flash = session.flash
      session.flash = undefined
    }
    next()
  }
}

function idleSeconds(portal: Portal, actor: Actor): number {
  const { limits } = portal.config
  if (actor.kind === 'visitor') return 0
  return 60 * (actor.kind === 'staff' ? limits.IDLE_MINUTES_STAFF : limits.IDLE_MINUTES_CITIZEN)
}
