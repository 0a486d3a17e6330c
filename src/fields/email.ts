/** E-mail addresses. The only proof is the link that is sent; here stands what would never arrive. */

import { domainToASCII } from 'node:url'

export type EmailError = 'email.form' | 'email.long' | 'email.greek' | 'email.characters'
export type ParsedEmail = { ok: true; email: string } | { ok: false; error: EmailError }

const longest = 254

/** One address: one @, a dot after it, no character that could open a second address or header. The domain comes back in small letters. */
export function parseEmail(input: string): ParsedEmail {
  const typed = input.trim().normalize('NFC')
  if (typed.length > longest) return { ok: false, error: 'email.long' }
  if (!typed.includes('@')) return { ok: false, error: 'email.form' }
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Z}<>()[\]\\,;:"]/u.test(typed)) return { ok: false, error: 'email.characters' }
  const [local, domain, more] = typed.split('@')
  if (!local || !domain || more !== undefined) return { ok: false, error: 'email.form' }
  if (/\P{ASCII}/u.test(local) || domain.split('.').some(mixesAlphabets)) return { ok: false, error: 'email.greek' }
  return withDomain(local, domainToASCII(domain))
}

function withDomain(local: string, domain: string): ParsedEmail {
  const labels = domain.split('.')
  const name = labels.length > 1 && labels.every(label => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))
  const written = !local.startsWith('.') && !local.endsWith('.') && !local.includes('..')
  if (!name || !written || /^\d+$/.test(labels.at(-1) ?? '')) return { ok: false, error: 'email.form' }
  const email = `${local}@${domain}`
  return email.length > longest ? { ok: false, error: 'email.long' } : { ok: true, email }
}

function mixesAlphabets(label: string): boolean {
  return /[a-z]/i.test(label) && /\P{ASCII}/u.test(label)
}

/** What two spellings of one mailbox share. */
export function emailKey(email: string): string {
  return email.toLowerCase()
}

const providers = (
  'gmail.com googlemail.com yahoo.gr yahoo.com ymail.com hotmail.com hotmail.gr outlook.com outlook.com.gr windowslive.com live.com msn.com ' +
  'icloud.com me.com mac.com otenet.gr cosmotemail.gr hol.gr forthnet.gr vodafone.gr wind.gr nova.gr freemail.gr mycosmos.gr tellas.gr ' +
  'in.gr mail.gr ath.forthnet.gr sch.gr uoa.gr ntua.gr auth.gr aueb.gr uniwa.gr proton.me protonmail.com aol.com gmx.com gmx.net mail.com email.com'
).split(' ')
const alsoReal = new Set([
  ...providers,
  ...'hotmail.fr hotmail.it hotmail.de yahoo.fr yahoo.it yahoo.de live.gr live.fr gmx.de web.de mail.ru'.split(' '),
])
const oftenMeant: Record<string, string> = {
  'gmail.gr': 'gmail.com',
  'gmail.co': 'gmail.com',
  'icloud.gr': 'icloud.com',
  gmail: 'gmail.com',
}

/** For `maria@gmial.com`, `maria@gmail.com`; nothing when the provider is spelt well or not known. A question to ask, never a refusal. */
export function suggestEmail(email: string): string | undefined {
  const at = email.lastIndexOf('@')
  const domain = email.slice(at + 1).toLowerCase()
  if (at < 1 || domain.length > 30 || alsoReal.has(domain)) return undefined
  const meant = oftenMeant[domain] ?? nearest(domain)
  return meant && `${email.slice(0, at)}@${meant}`
}

function nearest(domain: string): string | undefined {
  const [best] = providers
    .map(name => ({ name, steps: distance(domain, name) }))
    .filter(({ name, steps }) => steps <= (name.length < 8 ? 1 : 2) && name.length > 5)
    .sort((a, b) => a.steps - b.steps)
  return best?.name
}

/** Letters to add, drop, change or swap with their neighbour. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Infinity
      row[j] = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same, swapped)
    }
    before = last
    last = row
  }
  return last[b.length] ?? Infinity
}
