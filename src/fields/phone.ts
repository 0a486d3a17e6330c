/** Telephone numbers: kept as E.164, shown as people here write them. */

import { createRequire } from 'node:module'
import { compact } from './compact.js'

export type PhoneKind = 'any' | 'mobile' | 'landline'
export type PhoneError = 'phone.digits' | 'phone.length' | 'phone.start' | 'phone.mobile' | 'phone.landline' | 'phone.foreign'
export type ParsedPhone = { ok: true; phone: string } | { ok: false; error: PhoneError }

/** Accepts `210 502 1300`, `+30…`, `0030…` and numbers of other countries that begin with `+` or `00`. */
export function parsePhone(input: string, kind: PhoneKind = 'any'): ParsedPhone {
  const bare = compact(input).replace(/[()]/g, '').replace(/^00/, '+')
  if (!/^\+?[0-9]*$/.test(bare)) return { ok: false, error: 'phone.digits' }
  const national = bare.replace(/^\+30/, '').replace(/^30(?=\d{10}$)/, '')
  return national.startsWith('+') ? parseForeign(national) : parseGreek(national, kind)
}

function parseGreek(national: string, kind: PhoneKind): ParsedPhone {
  if (national.length !== 10) return { ok: false, error: 'phone.length' }
  const mobile = /^6[89]/.test(national)
  const landline = national.startsWith('2')
  if (kind === 'mobile' && !mobile) return { ok: false, error: 'phone.mobile' }
  if (kind === 'landline' && !landline) return { ok: false, error: 'phone.landline' }
  return mobile || landline ? { ok: true, phone: `+30${national}` } : { ok: false, error: 'phone.start' }
}

function parseForeign(number: string): ParsedPhone {
  const parsed = numbers().parsePhoneNumberFromString(number)
  return parsed?.isValid() ? { ok: true, phone: parsed.number } : { ok: false, error: 'phone.foreign' }
}

/** `+302105021300` → `210 502 1300`; numbers of other countries in their own groups, with the country code. */
export function showPhone(phone: string): string {
  const greek = /^\+30(\d{3})(\d{3})(\d{4})$/.exec(phone)
  if (greek) return greek.slice(1).join(' ')
  return numbers().parsePhoneNumberFromString(phone)?.formatInternational() ?? phone
}

type Numbers = typeof import('libphonenumber-js/min')
const load = createRequire(import.meta.url)
let loaded: Numbers | undefined

// 8 MB and tens of milliseconds that only a foreign number needs.
function numbers(): Numbers {
  loaded ??= load('libphonenumber-js/min') as Numbers
  return loaded
}
