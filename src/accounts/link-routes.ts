/** The pages behind mailed links: each shows a button, and only the button does anything. */
import { type Request, type Response, Router } from 'express'
import * as z from 'zod'
import { requires } from '../access/require.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { withForm } from '../web/csrf.js'
import { parseForm } from '../web/forms.js'
import { page } from '../web/page.js'
import { seeOther } from '../web/see-other.js'
import { confirmEmailChange, findEmailChange } from './email-change.js'
import { findObjection, findUnlock, object, unlock } from './objection.js'

/** Of a hidden field; anything else that came is a link that leads nowhere. */
export const linkToken = z.string().max(200)

const linkForm = z.strictObject({ token: linkToken })

export function linkRoutes(portal: Portal): Router {
  const router = Router()
  router.get('/account/not-me', requires('account:object'), withForm, askNotMe)
  router.post('/account/not-me', requires('account:object'), notMe)
  router.get('/account/not-me/done', requires('account:object'), doneNotMe)
  router.get('/login/unlock', requires('account:object'), withForm, askUnlock)
  router.post('/login/unlock', requires('account:object'), takeUnlock)
  router.get('/account/email/confirm', requires('account:object'), withForm, askEmail)
  router.post('/account/email/confirm', requires('account:object'), takeEmail)
  return router

  async function askNotMe(req: Request, res: Response): Promise<void> {
    const token = tokenOf(req.query)
    const held = await findObjection(portal, token)
    if (!held) return showSpentLink(res, 'notMe')
    showLink(res, { key: 'notMe', action: '/account/not-me', token, more: held.email ? res.locals.t('accounts.notMe.restores') : '' })
  }

  async function notMe(req: Request, res: Response): Promise<void> {
    if (!(await object(portal, tokenOfForm(req)))) return showSpentLink(res, 'notMe')
    await seeOther(res, '/account/not-me/done')
  }

  function doneNotMe(_req: Request, res: Response): void {
    page(res, 'accounts/not-me-done', { title: res.locals.t('accounts.notMe.doneTitle') })
  }

  async function askUnlock(req: Request, res: Response): Promise<void> {
    const token = tokenOf(req.query)
    if (!(await findUnlock(portal, token))) return showSpentLink(res, 'unlock')
    showLink(res, { key: 'unlock', action: '/login/unlock', token })
  }

  async function takeUnlock(req: Request, res: Response): Promise<void> {
    if (!(await unlock(portal, tokenOfForm(req)))) return showSpentLink(res, 'unlock')
    await seeOther(res, '/login', res.locals.t('accounts.unlock.done'))
  }

  async function askEmail(req: Request, res: Response): Promise<void> {
    const token = tokenOf(req.query)
    const email = await findEmailChange(portal, token)
    if (!email) return showSpentLink(res, 'email')
    showLink(res, { key: 'email.confirm', action: '/account/email/confirm', token, more: email })
  }

  async function takeEmail(req: Request, res: Response): Promise<void> {
    const result = await confirmEmailChange(portal, tokenOfForm(req))
    if (result !== 'done') return showSpentLink(res, result === 'owned' ? 'owned' : 'email')
    await seeOther(res, '/account', res.locals.t('accounts.email.done'))
  }
}

function tokenOf(query: Request['query']): string {
  return typeof query.token === 'string' ? query.token : ''
}

function tokenOfForm(req: Request): string {
  const parsed = parseForm(linkForm, req.body)
  return parsed.ok ? parsed.data.token : ''
}

type Link = { key: 'notMe' | 'unlock' | 'email.confirm'; action: string; token: string; more?: string }
const words = {
  notMe: ['accounts.notMe.title', 'accounts.notMe.text', 'accounts.notMe.button'],
  unlock: ['accounts.unlock.title', 'accounts.unlock.text', 'accounts.unlock.button'],
  'email.confirm': ['accounts.email.confirmTitle', 'accounts.email.confirmText', 'accounts.email.confirmButton'],
} as const satisfies Record<Link['key'], [TextKey, TextKey, TextKey]>

function showLink(res: Response, { key, action, token, more = '' }: Link): void {
  const [title, text, button] = words[key].map(name => res.locals.t(name)) as [string, string, string]
  noReferrer(res)
  page(res, 'accounts/link', { title, text, button, action, token, more })
}

/** The address of these pages holds a key: it goes to no other site. */
export function noReferrer(res: Response): void {
  res.set('Referrer-Policy', 'no-referrer')
}

type Spent = 'activation' | 'owned' | 'reset' | 'email' | 'unlock' | 'notMe'
const wayOn: Record<Spent, string> = {
  activation: '/activate',
  owned: '/login',
  reset: '/password/forgot',
  email: '/account/email',
  unlock: '/password/forgot',
  notMe: '/password/forgot',
}

/** Used, too old or unknown: which of them is not told. */
export function showSpentLink(res: Response, kind: Spent): void {
  const { t } = res.locals
  noReferrer(res)
  page(res.status(404), 'accounts/spent-link', {
    title: t(`accounts.spent.${kind}.title` as TextKey),
    text: t(`accounts.spent.${kind}.text` as TextKey),
    action: { text: t(`accounts.spent.${kind}.action` as TextKey), href: wayOn[kind] },
  })
}
