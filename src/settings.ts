/** Kinds of settings: what each may be, and the rest of the sentence that says what is wrong with it. */
import { isIP } from 'node:net'
import * as z from 'zod'

const weakSecrets = ['secret', 'changeme', 'password', 'keyboard cat', 'development']
const strong = (value: string) => new Set(value).size >= 10 && !weakSecrets.some(weak => value.toLowerCase().includes(weak))

export const secret = z.string().min(32, 'must be at least 32 characters').refine(strong, 'is a known sample or too uniform')

/** A count from 0 to `max`. */
export const whole = (value: number, max = 1_000_000) =>
  z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(0, 'must be 0 or more')
    .max(max, `must be ${max} or less`)
    .default(value)

export const onOff = z.enum(['on', 'off'], 'must be on or off')

const isKey = (key: Buffer) => key.length === 32 && new Set(key).size > 8

export const key32 = z
  .string()
  .transform(value => Buffer.from(value, 'base64'))
  .refine(isKey, 'must be 32 random bytes in base64')

/** Earlier keys as `id:base64,id:base64`. */
export const oldKeys = z
  .string()
  .default('')
  .transform(value => value.split(',').filter(Boolean).map(pairOf))
  .refine(
    pairs => pairs.every(([id, key]) => /^[a-z0-9]{1,8}$/.test(id) && isKey(key)),
    'must be id:key pairs with keys of 32 bytes in base64',
  )

function pairOf(pair: string): [string, Buffer] {
  const [id = '', key = ''] = pair.trim().split(':')
  return [id, Buffer.from(key, 'base64')]
}

/** Whose word counts: addresses and networks by name, never everybody's. */
export const proxies = z
  .string()
  .default('')
  .refine(value => value === '' || value.split(',').every(one => isProxy(one.trim())), 'must be the address of the proxy')

function isProxy(text: string): boolean {
  const [address = '', bits] = text.split('/')
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  return isIP(address) !== 0 && (bits === undefined || /^[1-9]\d{0,2}$/.test(bits))
}

export const postgresUrl = z.string().startsWith('postgres', 'must be a postgres:// address')
export const clamavUrl = z
  .string()
  .regex(/^(tcp:\/\/[^\s/:]+|tcp:\/\/\[[0-9a-f:]+\]):\d{1,5}$|^$/, 'must be a tcp://host:port address')
  .default('')
export const smtpUrl = z.string().regex(/^smtps?:\/\//, 'must be an smtp:// or smtps:// address')

/** On the way to another machine the certificate is looked at. */
export function isOpenDatabase(url: string): boolean {
  return isElsewhere(url) && !url.includes('sslmode=verify-full')
}

export function isOpenMail(url: string): boolean {
  return isElsewhere(url) && !url.startsWith('smtps://') && !/[?&]requireTLS=true\b/.test(url)
}

function isElsewhere(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname, searchParams } = new URL(url)
  return [hostname, searchParams.get('host') ?? ''].some(host => !/^(|localhost|127\.0\.0\.1|\[?::1\]?|\/.*)$/.test(host))
}
