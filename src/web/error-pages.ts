/** Refusals and faults, turned into status and page by one table. A fault's page needs nothing and tells nothing. */
import { readFileSync } from 'node:fs'
import type { NextFunction, Request, Response } from 'express'
import { isDatabaseAway } from '../db/db.js'
import { BadInput, Busy, Conflict, NotAllowed, NotFound, NotOnDuty, NotSignedIn, TooLarge, TooMany } from '../errors.js'
import type { TextKey } from '../i18n/index.js'
import { rootPath } from '../paths.js'
import type { Portal } from '../portal.js'
import { page } from './page.js'
import { deskPath, ownPath, seeOther } from './see-other.js'

const statuses: [new (...args: never[]) => Error, number][] = [
  [BadInput, 400],
  [NotAllowed, 403],
  [NotFound, 404],
  [Conflict, 409],
  [TooLarge, 413],
  [TooMany, 429],
  [Busy, 503],
]

/** Of a refusal, a parser's complaint or a lost database: its status. Anything else is a fault, 500. */
export function statusOf(error: unknown): number {
  const own = statuses.find(([kind]) => error instanceof kind)
  if (own) return own[1]
  if (isDatabaseAway(error)) return 503
  const code = (error as { code?: unknown })?.code
  if (code === 'EBADCSRFTOKEN') return 403
  if (typeof code === 'string' && code.startsWith('LIMIT_')) return 413
  const status = (error as { status?: unknown })?.status
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}

const shown = new Set([403, 404, 409, 413, 422, 429, 503])

export function notFound(_req: Request, _res: Response): void {
  throw new NotFound()
}

export function errorPages({ log }: Portal) {
  return async function answer(error: unknown, req: Request, res: Response, _next: NextFunction): Promise<void> {
    if (res.headersSent) {
      logFault(statusOf(error), error, res)
      if (!res.writableEnded) res.destroy() // half an answer must not look like a whole one
      return
    }
    if (error instanceof NotSignedIn) return askToSignIn(req, res)
    if (error instanceof NotOnDuty) return askForWindow(req, res)
    const status = statusOf(error)
    if (status >= 500) logFault(status, error, res)
    else log.info({ requestId: res.locals.requestId, status, event: eventOf(error, status) }, 'refused')
    sendError(res, status, error)
  }

  function logFault(status: number, error: unknown, res: Response): void {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
    const at = stack
      ?.split('\n')
      .slice(1, 8)
      .map(line => line.trim())
    log[status === 500 ? 'error' : 'warn'](
      { requestId: res.locals.requestId, name, message: status === 500 ? message.slice(0, 300) : undefined, at },
      'fault',
    )
  }
}

function eventOf(error: unknown, status: number): string {
  if ((error as { code?: unknown })?.code === 'EBADCSRFTOKEN') return 'csrf.rejected'
  if (status === 429) return 'rate.limited'
  return status === 403 || status === 404 ? 'authz.denied' : 'input.refused'
}

/** Remembers where the person was going, in the session that the sign-in page will start. */
async function askToSignIn(req: Request, res: Response): Promise<void> {
  const desk = req.path === '/desk' || req.path.startsWith('/desk/')
  const going = req.method === 'GET' ? ownPath(req.originalUrl) : '/'
  const query = going === '/' || going === '/desk' ? '' : `?next=${encodeURIComponent(going)}`
  await seeOther(res, `${desk ? '/desk/login' : '/login'}${query}`)
}

/** And then back to the page; a form that was sent is sent again from there. */
async function askForWindow(req: Request, res: Response): Promise<void> {
  const going = deskPath(req.method === 'GET' ? req.originalUrl : '/desk')
  await seeOther(res, going === '/desk' ? '/desk/duty' : `/desk/duty?next=${encodeURIComponent(going)}`, res.locals.t('duty.needed'))
}

function sendError(res: Response, status: number, error: unknown): void {
  res.status(status).set('Cache-Control', 'no-store')
  if (error instanceof TooMany || error instanceof Busy) res.set('Retry-After', String(error.retryAfterSeconds))
  else if (status === 503) res.set('Retry-After', '5')
  const view = shown.has(status) ? String(status) : status < 500 ? '404' : '500'
  try {
    if (status === 500) throw error
    page(res, `errors/${status === 400 ? '422' : view}`, { title: titleOf(res, status, error), ...detailsOf(error) })
  } catch {
    res.type('html').send(lastResort.replace('<!-- id -->', `<code>${res.locals.requestId}</code>`))
  }
}

function isStaleForm(error: unknown): boolean {
  return (error as { code?: unknown })?.code === 'EBADCSRFTOKEN'
}

function titleOf(res: Response, status: number, error: unknown): string {
  if (isStaleForm(error)) return res.locals.t('errors.403.staleTitle')
  const known = shown.has(status) ? status : status === 400 ? 422 : 404
  return res.locals.t(`errors.${known}.title` as TextKey)
}

function detailsOf(error: unknown): Record<string, unknown> {
  const staleForm = isStaleForm(error)
  if (error instanceof Conflict) return { conflict: error.text, conflictValues: error.values, staleForm }
  return { retryMinutes: error instanceof TooMany ? Math.ceil(error.retryAfterSeconds / 60) : undefined, staleForm }
}

const lastResort = readFileSync(rootPath('public/500.html'), 'utf8')
