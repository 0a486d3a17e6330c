/** When a form was opened, signed: programs send it in no time. */
import { timingSafeEqual } from 'node:crypto'
import type { Sealer } from '../db/secret.js'

export function formStamp(sealer: Sealer, now = Date.now()): string {
  return `${now}.${signatureOf(sealer, String(now))}`
}

/** Milliseconds since the form was opened; none where the stamp is not ours. */
export function sinceStamp(sealer: Sealer, stamp: string, now = Date.now()): number | undefined {
  const [time = '', signature = ''] = stamp.split('.')
  const right = Buffer.from(signatureOf(sealer, time))
  const given = Buffer.from(signature)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
  return now - Number(time)
}

function signatureOf(sealer: Sealer, time: string): string {
  return sealer.fingerprint(time, 'form-stamp').toString('base64url').slice(0, 22)
}
