/** Finding a visit where the slip was forgotten: by the whole ΑΦΜ, or by surname among the open ones. Every search leaves a row in the trail, and everybody whom it showed another. */
import type { Staff } from '../access/actor.js'
import { numberPrints } from '../accounts/put-right.js'
import { record } from '../audit/audit.js'
import type { Portal } from '../portal.js'
import { type FoundRow, listByAfm, listOpen } from './finding-store.js'
import { shareName } from './risk.js'

export type { FoundRow }

export type Wanted = { afm?: string | undefined; surname?: string | undefined }

/** A surname with so many namesakes helps nobody: the ΑΦΜ does. */
const mostNamesakes = 20

export async function findWithoutSlip({ pool, sealer }: Portal, clerk: Staff, { afm, surname }: Wanted): Promise<FoundRow[]> {
  const rows = afm ? await listByAfm(pool, numberPrints(sealer, { afm }).afm as Buffer) : await listNamed(pool, surname ?? '')
  const by = afm ? 'afm' : 'surname'
  const shown = rows.slice(0, mostNamesakes)
  await record(pool, clerk, 'levelb.searched', undefined, { reason: `${by} ${rows.length}` })
  for (const { id, citizenId } of shown)
    await record(pool, clerk, 'person.searched', { type: 'citizen', id: citizenId }, { reason: `verification ${id}` })
  return shown
}

/** In whichever alphabet it was typed; of a double surname one part is enough. */
async function listNamed(pool: Portal['pool'], surname: string): Promise<FoundRow[]> {
  return (await listOpen(pool)).filter(row => shareName(row.surname, surname))
}
