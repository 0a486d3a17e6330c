/** The recovery code between the decision and the printed slip: sealed, in the clerk's session alone. */
import type { Portal } from '../portal.js'

declare module 'express-session' {
  interface SessionData {
    receipt?: string
  }
}

const place = { table: 'session', column: 'sess', row: 'receipt' }

export function keepReceipt({ sealer }: Portal, code: string): string {
  return sealer.seal(code, place).toString('base64')
}

export function findReceipt({ sealer }: Portal, kept: string | undefined): string | undefined {
  return kept === undefined ? undefined : sealer.open(Buffer.from(kept, 'base64'), place)
}
