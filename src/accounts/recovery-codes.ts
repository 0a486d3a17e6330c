/** Ten codes on paper, for the day the phone is lost. Each opens once. */
import { newCode, showCode, tidyCode } from '../db/codes.js'
import type { Db } from '../db/db.js'
import type { Sealer } from '../db/secret.js'
import { burnCode, deleteCodes, insertCodes } from './staff-token-store.js'

const howMany = 10
const length = 10

const printOf = (sealer: Sealer, staffId: string, code: string) => sealer.fingerprint(`${staffId} ${code}`, 'staff-recovery-code')

/** The old ones die. Returns them as people read them; nobody can ever see them again. */
export async function makeCodes(tx: Db, sealer: Sealer, staffId: string): Promise<string[]> {
  const codes = new Set<string>()
  while (codes.size < howMany) codes.add(newCode(length))
  await deleteCodes(tx, staffId)
  await insertCodes(
    tx,
    staffId,
    [...codes].map(code => printOf(sealer, staffId, code)),
  )
  return [...codes].map(showCode)
}

export function looksLikeRecoveryCode(typed: string): boolean {
  return tidyCode(typed).length === length
}

/** True once for each code. */
export function useCode(tx: Db, sealer: Sealer, staffId: string, typed: string): Promise<boolean> {
  return burnCode(tx, staffId, printOf(sealer, staffId, tidyCode(typed)))
}
