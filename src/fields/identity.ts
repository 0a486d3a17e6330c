/** Numbers of identity cards and passports. */

import { compact } from './compact.js'
import { greekLookalike, latinLookalike } from './greek.js'

export const identityKinds = ['identity_card', 'passport'] as const
export type IdentityKind = (typeof identityKinds)[number]

export type IdentityError = 'identity.card.letters' | 'identity.card.form' | 'identity.passport.characters' | 'identity.passport.form'
export type ParsedIdentity = { ok: true; number: string } | { ok: false; error: IdentityError }

/**
 * A card number comes back in Greek letters (`ab 123456` → ΑΒ123456), a passport number in Latin ones.
 * Tolerant on purpose: sources disagree about the new cards, and what the document really shows must pass.
 */
export function parseIdentityNumber(kind: IdentityKind, input: string): ParsedIdentity {
  const bare = compact(input).toUpperCase()
  return kind === 'passport' ? parsePassport(bare) : parseCard(bare)
}

function parseCard(bare: string): ParsedIdentity {
  const number = Array.from(bare, greekLookalike).join('')
  if (/^[Α-Ω]{1,2}\d{6,8}$/.test(number)) return { ok: true, number }
  return { ok: false, error: /[A-Z]/.test(number) ? 'identity.card.letters' : 'identity.card.form' }
}

function parsePassport(bare: string): ParsedIdentity {
  const number = Array.from(bare, latinLookalike).join('')
  if (/[^A-Z0-9]/.test(number)) return { ok: false, error: 'identity.passport.characters' }
  if (number.length < 5 || number.length > 20 || !/\d/.test(number)) return { ok: false, error: 'identity.passport.form' }
  return { ok: true, number }
}
