/** New recovery codes between the form that made them and the button «I have kept them»: sealed, in the session alone. */
import type { Request } from 'express'
import type { Portal } from '../portal.js'

declare module 'express-session' {
  interface SessionData {
    newCodes?: string
  }
}

const place = { table: 'session', column: 'sess', row: 'newCodes' }

export function keepCodes({ sealer }: Portal, codes: string[]): string {
  return sealer.seal(codes.join(' '), place).toString('base64')
}

export function keptCodes({ sealer }: Portal, kept: string | undefined): string[] | undefined {
  return kept === undefined ? undefined : sealer.open(Buffer.from(kept, 'base64'), place).split(' ')
}

export function forgetCodes(req: Request): void {
  delete req.session.newCodes
}
