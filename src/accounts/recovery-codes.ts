/** Ten codes on paper, for the day the phone is lost. Each opens once. */
import { newCode, showCode, tidyCode } from '../db/codes.js'
import type { Db } from '../db/db.js'
import type { Sealer } from '../db/secret.js'
import { burnCode, deleteCodes, insertCodes } from './recovery-code-store.js'
import type { Owner } from './session-store.js'

const howMany = 10
const length = 10

const printOf = (sealer: Sealer, { citizenId, staffId }: Owner, code: string) =>
  sealer.fingerprint(`${citizenId ?? staffId} ${code}`, citizenId ? 'own-recovery-code' : 'staff-recovery-code')

/** The old ones die. Returns them as people read them; nobody can ever see them again. */
export async function makeCodes(tx: Db, sealer: Sealer, owner: Owner): Promise<string[]> {
  const codes = new Set<string>()
  while (codes.size < howMany) codes.add(newCode(length))
  await deleteCodes(tx, owner)
  await insertCodes(
    tx,
    owner,
    [...codes].map(code => printOf(sealer, owner, code)),
  )
  return [...codes].map(showCode)
}

export function looksLikeRecoveryCode(typed: string): boolean {
  return tidyCode(typed).length === length
}

/** True once for each code. */
export function useCode(tx: Db, sealer: Sealer, owner: Owner, typed: string): Promise<boolean> {
  return burnCode(tx, owner, printOf(sealer, owner, tidyCode(typed)))
}
