/** Put right at the counter, with the citizen present: as the papers have it, and with what stood there before kept under seal. */
import { randomUUID } from 'node:crypto'
import type { Staff } from '../access/actor.js'
import { putRight } from '../accounts/put-right.js'
import { record } from '../audit/audit.js'
import type { Db } from '../db/db.js'
import type { Portal } from '../portal.js'
import { insertCorrection } from './counter-store.js'
import type { Declared, PaperField } from './match.js'
import type { Shown } from './shown.js'
import type { VerificationRow } from './store.js'

export const correctionPlace = (column: 'before_sealed' | 'after_sealed', id: string) => ({ table: 'correction', column, row: id })

export async function correct(
  { sealer }: Portal,
  tx: Db,
  row: VerificationRow,
  clerk: Staff,
  declared: Declared,
  { seen, papers, expiresOn }: Shown,
  fields: readonly PaperField[],
): Promise<void> {
  if (fields.length === 0) return
  for (const field of fields) {
    const id = randomUUID()
    await insertCorrection(tx, {
      id,
      verificationId: row.id,
      field,
      before: sealer.seal(declared[field] ?? '', correctionPlace('before_sealed', id)),
      after: sealer.seal(seen[field] ?? '', correctionPlace('after_sealed', id)),
      staffId: clerk.id,
    })
  }
  const kind = papers.some(({ slug }) => slug === 'passport') ? 'passport' : 'identity_card'
  await putRight(tx, sealer, row.citizenId, Object.fromEntries(fields.map(field => [field, seen[field] ?? ''])), { kind, expiresOn })
  await record(tx, clerk, 'levelb.corrected', { type: 'verification', id: row.id }, { reason: fields.join(' ') })
}
