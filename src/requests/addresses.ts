/** What stands in addresses: ids, the place where a page of a list ended, pictures. */
import type { Response } from 'express'

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
}

/** `2026-11-24T09:00:00.000Z_uuid`: where the page before ended. Anything else begins anew. */
export function cursorOf(typed: unknown): { at: string; id: string } | undefined {
  if (typeof typed !== 'string') return undefined
  const [at = '', id = ''] = typed.split('_')
  return isMoment(at) && isUuid(id) ? { at, id } : undefined
}

/** Only as it is written here: 30 February and the year 0 are no moments to PostgreSQL. */
function isMoment(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/.test(text) ? new Date(text) : new Date(Number.NaN)
  return at.getTime() > 0 && at.toISOString() === text
}

/** A picture made here, for its own page and no other. */
export function sendPhoto(res: Response, bytes: Buffer): void {
  res
    .set('Content-Security-Policy', "default-src 'none'; sandbox")
    .set('Content-Disposition', 'inline; filename="photo.jpg"')
    .set('Cross-Origin-Resource-Policy', 'same-origin')
    .type('image/jpeg')
    .send(bytes)
}
