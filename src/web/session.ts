/** Sessions in PostgreSQL. No cookie, no session work; expiry by the database's clock; at most one touch a minute. */
import pgSimple from 'connect-pg-simple'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import session, { type Session, type SessionData } from 'express-session'
import { type Actor, visitor } from '../access/actor.js'
import type { Config, Limits } from '../config.js'
import type { Pool } from '../db/db.js'

declare module 'express-session' {
  interface SessionData {
    citizenId?: string
    staffId?: string
    /** Milliseconds; written at most once a minute. */
    seenAt?: number
    /** When the password was last typed. */
    freshAt?: number
    browser?: string
    flash?: string
    /** Where the person was going when asked to sign in. */
    returnTo?: string
    /** A request written before signing in: text only. `sealed`: of an application whose session had ended, instead of the answers. */
    draft?: {
      service: string
      answers: Record<string, string>
      submissionKey: string
      sealed?: { typed: string; serviceVersion: number }
    }
    /** A clerk's form whose session had ended: sealed, for the visit at `path`. */
    counter?: { path: string; typed: string } | undefined
    csrfSecret?: string
    /** Who gave the password and has yet to give the second factor. */
    pendingStaffId?: string
    pendingCitizenId?: string
    /** When a code of the second factor was last typed. */
    codeAt?: number
    /** The window of the counter that they chose. */
    desk?: string
    /** Came from its row. Not of what is stored, but of this copy of it. */
    kept?: true
    /** Nor is this: it goes on to the request. Rights are never kept, they are read with each row. */
    actor?: Actor | null
  }
}

export type FoundSession = { sess: SessionData; actor: Actor | null }
type FindSession = (sid: string) => Promise<FoundSession | undefined>

type Done = (error?: unknown, value?: SessionData | null) => void

const PgStore = pgSimple(session)

class PortalStore extends PgStore {
  readonly #pool: Pool
  readonly #limits: Limits
  readonly #find: FindSession

  constructor(pool: Pool, limits: Limits, find: FindSession, errorLog: (...args: unknown[]) => void) {
    super({ pool, pruneSessionInterval: false, errorLog })
    this.#pool = pool
    this.#limits = limits
    this.#find = find
    // With a touch to call, express-session holds each answer's last byte back until it is done; `seenAt` prolongs the session instead.
    Object.assign(this, { touch: undefined })
  }

  #idleMinutes(sess: Partial<SessionData>): number {
    return sess.staffId || sess.pendingStaffId ? this.#limits.IDLE_MINUTES_STAFF : this.#limits.IDLE_MINUTES_CITIZEN
  }

  override get(sid: string, done: Done): void {
    this.#find(sid).then(found => done(null, found ? { ...found.sess, kept: true, actor: found.actor } : null), done)
  }

  override createSession(req: Request, sess: SessionData): Session & SessionData {
    if (req.res) req.res.locals.actor = sess.actor ?? visitor
    delete sess.actor
    return super.createSession(req, sess)
  }

  /** One that came from its row is changed there only: ended meanwhile, it stays ended. */
  override set(sid: string, { kept, ...sess }: SessionData, done?: Done): void {
    const values = [sid, sess, this.#idleMinutes(sess)]
    const written = kept
      ? this.#pool.query(`update session set sess = $2, expire = now() + make_interval(mins => $3) where sid = $1`, values)
      : this.#pool.query(
          `insert into session (sid, sess, expire) values ($1, $2, now() + make_interval(mins => $3))
           on conflict (sid) do update set sess = excluded.sess, expire = excluded.expire`,
          values,
        )
    written.then(() => done?.(null), done)
  }
}

const minute = 60_000

/** Changing the session makes express-session save it, which moves its end. */
function markSeen(req: Request): void {
  const { session } = req
  const sinceSeen = Math.abs(Date.now() - (session?.seenAt ?? 0)) // a clock that was wrong may have seen it tomorrow
  if (session && (session.citizenId || session.staffId || session.draft) && sinceSeen > minute) session.seenAt = Date.now()
}

export function cookieName(production: boolean, name: string): string {
  return production ? `__Host-${name}` : name
}

/** `sid` in the demo, `__Host-sid` in production; ends with the browser, and by idleness in the database. */
export function sessions(config: Config, pool: Pool, find: FindSession, errorLog: (...args: unknown[]) => void): RequestHandler {
  const name = cookieName(config.production, 'sid')
  const withSession = session({
    name,
    secret: config.sessionSecrets,
    store: new PortalStore(pool, config.limits, find, errorLog),
    resave: false,
    saveUninitialized: false,
    rolling: false,
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure: config.production },
  })
  return function sessionIfAny(req: Request, res: Response, next: NextFunction): void {
    res.locals.startSession = (then: (error?: unknown) => void) => {
      res.set('Cache-Control', 'no-store')
      withSession(req, res, error => {
        if (!error) markSeen(req)
        then(error)
      })
    }
    if (hasCookie(req.headers.cookie, name)) res.locals.startSession(next)
    else next()
  }
}

export function hasCookie(cookies: string | undefined, name: string): boolean {
  return cookieOf(cookies, name) !== undefined
}

/** Of the `Cookie` header, the first with this name; as it came, not decoded. */
export function cookieOf(cookies: string | undefined, name: string): string | undefined {
  const pairs = cookies?.split(';').map(pair => pair.trim())
  return pairs?.find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** Writes the session's row now: express-session would only do so behind the answer. */
export function saveSession({ session }: Request): Promise<void> {
  return new Promise((resolve, reject) => session.save(error => (error ? reject(error) : resolve())))
}

/** A new session id for somebody who has just proved who they are; what the old session held for them moves along, the window on duty only with the same person. */
export function renewSession(req: Request, values: Partial<SessionData>): Promise<void> {
  const { draft, returnTo, counter, staffId, desk } = req.session
  return new Promise((resolve, reject) => {
    req.session.regenerate(error => {
      if (error) return reject(error)
      Object.assign(req.session, { draft, returnTo, counter, seenAt: Date.now(), freshAt: Date.now() }, values)
      if (desk && staffId && staffId === values.staffId) req.session.desk = desk
      resolve()
    })
  })
}
