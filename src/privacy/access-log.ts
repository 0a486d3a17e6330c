/** «Who saw my data»: what the trail says of the staff, in words for the person it is about. */
import type { Db } from '../db/db.js'
import type { Bilingual, TextKey } from '../i18n/index.js'
import { listSeen, type SeenRow } from './store.js'

/**
 * What each event says to the citizen. All that a clerk can find at the counter is one sentence: that somebody had doubts,
 * and which, is told by the page of the verification or not at all.
 */
const sentences: Record<string, TextKey> = {
  'photo.viewed': 'access-log.did.photo',
  'attachment.viewed': 'access-log.did.attachment',
  'person.searched': 'access-log.did.searched',
  'request.assigned': 'access-log.did.taken',
  'request.status_changed': 'access-log.did.moved',
  'request.noted': 'access-log.did.noted',
  'request.paper_settled': 'access-log.did.paper',
  'parcel.printed': 'access-log.did.printed',
  'parcel.erred': 'access-log.did.erred',
  'levelb.approved': 'access-log.did.approved',
  'levelb.refused': 'access-log.did.refused',
  'levelb.revoked': 'access-log.did.revoked',
  'levelb.mismatch': 'access-log.did.compared',
  'levelb.paper_missing': 'access-log.did.compared',
  'levelb.second_person_required': 'access-log.did.compared',
  'levelb.held': 'access-log.did.compared',
  'levelb.duplicate': 'access-log.did.compared',
  'levelb.binding_required': 'access-log.did.compared',
  'levelb.corrected': 'access-log.did.corrected',
  'levelb.called': 'access-log.did.called',
  'levelb.arrived': 'access-log.did.arrived',
  'levelb.released': 'access-log.did.released',
}

function sentenceOf({ event, number, aboutVerification }: SeenRow): TextKey {
  if (event !== 'person.viewed') return sentences[event] ?? 'access-log.did.other'
  if (number) return 'access-log.did.viewedRequest'
  return aboutVerification ? 'access-log.did.viewedVisit' : 'access-log.did.viewed'
}

export type Line = Pick<SeenRow, 'at' | 'name' | 'roles' | 'number' | 'aboutVerification'> & { did: TextKey; departments: Bilingual[] }

const pageSize = 50
/** A supervisor of the whole town is no more than that. */
const mostDepartments = 2

/** One page of it; `older` names where the next one goes on. */
export async function readAccessLog(db: Db, citizenId: string, before?: string): Promise<{ lines: Line[]; older: string | undefined }> {
  const rows = await listSeen(db, citizenId, before ?? null, pageSize + 1)
  const shown = rows.slice(0, pageSize)
  return { lines: onceEach(shown.map(lineOf)), older: rows.length > pageSize ? shown.at(-1)?.id : undefined }
}

function lineOf(row: SeenRow): Line {
  const { at, name, roles, number, aboutVerification, departments } = row
  return {
    at,
    name,
    roles,
    number,
    aboutVerification,
    did: sentenceOf(row),
    departments: departments.length > mostDepartments ? [] : departments,
  }
}

/** A page that is opened by one form and shown again after another leaves several rows in a minute: to the reader they are one. */
function onceEach(lines: Line[]): Line[] {
  const readAs = ({ at, name, number, did }: Line) => [Math.floor(at.getTime() / 60_000), name, number, did].join()
  return lines.filter((line, index) => index === 0 || readAs(line) !== readAs(lines[index - 1] as Line))
}
