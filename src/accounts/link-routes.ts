/** The pages behind mailed links: what they share. */
import type { Response } from 'express'
import { z } from 'zod'
import type { TextKey } from '../i18n/index.js'
import { page } from '../web/page.js'

/** Of a hidden field; anything else that came is a link that leads nowhere. */
export const linkToken = z.string().max(200)

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
