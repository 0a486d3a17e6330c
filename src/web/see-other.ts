/** The only place that redirects. */
import type { Response } from 'express'
import { saveSession } from './session.js'

/**
 * 303 to a path of our own. The session is saved first: express-session would send the answer before the row is
 * written, and the next page would not know what has just happened.
 */
export async function seeOther(res: Response, path: string, notice?: string): Promise<void> {
  const { session } = res.req
  if (session && notice) session.flash = notice
  if (session) await saveSession(res.req)
  res.redirect(303, ownPath(path))
}

/** A path here, or the front page: never an address that somebody else chose. */
export function ownPath(path: unknown): string {
  if (typeof path !== 'string' || !isOwn(path)) return '/'
  const url = new URL(path, 'http://here.invalid')
  return url.host === 'here.invalid' && isOwn(url.pathname) ? url.pathname + url.search + url.hash : '/'
}

/** A page of the desk, and never one of its doors. */
export function deskPath(path: unknown): string {
  const own = ownPath(path)
  return /^\/desk([/?]|$)/.test(own) && !/^\/desk\/(login|logout|invitation|recovery-codes|duty)\b/.test(own) ? own : '/desk'
}

/** Looked at twice: `/.//evil.example` becomes `//evil.example` once its dots are resolved. */
const isOwn = (path: string) => /^\/(?![/\\])[^\s\\]*$/.test(path)
