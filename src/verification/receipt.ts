/** What the counter prints: the code that gives Level B back one day, and the one that binds it where the slip was not there. */
import type { Staff } from '../access/actor.js'
import type { Db } from '../db/db.js'
import type { Sealer } from '../db/secret.js'
import type { Portal } from '../portal.js'
import { findReceipt, forgetReceipt, keepReceipt } from './counter-store.js'
import { type Key, wanted } from './visit.js'

export type Codes = { recovery: string; binding?: string | undefined }

const placeOf = (id: string) => ({ table: 'verification', column: 'receipt_sealed', row: id })

/** Kept for a quarter of an hour, so that a second click or a jammed printer loses nothing. */
export async function writeReceipt(tx: Db, sealer: Sealer, id: string, codes: Codes): Promise<void> {
  await keepReceipt(tx, id, sealer.seal(JSON.stringify(codes), placeOf(id)))
}

/** For the clerk who decided just now, and for nobody else. */
export async function readReceipt({ pool, sealer }: Portal, clerk: Staff, key: Key): Promise<(Codes & { at: Date }) | undefined> {
  const receipt = await findReceipt(pool, wanted(sealer, key), clerk.id)
  return receipt && { ...JSON.parse(sealer.open(receipt.sealed, placeOf(receipt.id))), at: receipt.decidedAt }
}

export async function handOverReceipt({ pool, sealer }: Portal, clerk: Staff, key: Key): Promise<void> {
  const receipt = await findReceipt(pool, wanted(sealer, key), clerk.id)
  if (receipt) await forgetReceipt(pool, receipt.id)
}
