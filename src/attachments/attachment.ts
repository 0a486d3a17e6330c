/** What citizens attach to applications, paper by paper. A file that cannot be taken is a sentence beside its field. */
import { visitor } from '../access/actor.js'
import { record, type Subject } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import type { TextKey } from '../i18n/index.js'
import { runApart } from '../jobs/apart.js'
import { isPdf, isPicture } from '../jobs/file-kinds.js'
import type { Portal } from '../portal.js'
import { createThrottle } from '../web/throttle.js'
import type { Paper, PaperResult, PaperTask } from './paper-process.js'
import { type AttachmentInfo, findRoom, insertAttachment, lockOwner, lockRequest, type Place } from './store.js'
import { scan } from './virus-scan.js'

export { type AttachmentInfo, listOfDraft, listOfRequest, removeFromDraft } from './store.js'
export type { Paper }

const hour = 3600

/** On the citizen's own draft. */
export async function keepOnDraft(
  portal: Portal,
  citizenId: string,
  draftId: string,
  field: string,
  bytes: Buffer,
): Promise<AttachmentInfo | TextKey> {
  const paper = await checkPaper(portal, { type: 'citizen', id: citizenId }, bytes)
  if (typeof paper === 'string') return paper
  return transaction(portal.pool, tx => place(tx, portal, { citizenId, draftId, requestId: null, field }, paper))
}

/**
 * On a request of that citizen; of one without an account where `citizenId` is null: whose request it is and that it is still
 * open is the caller's to know. `bytes` may have been looked through before: within a transaction `tx` they have to be, since
 * that takes seconds.
 */
export async function keepOnRequest(
  portal: Portal,
  tx: Db | undefined,
  citizenId: string | null,
  requestId: string,
  field: string,
  bytes: Buffer | Paper,
): Promise<AttachmentInfo | TextKey> {
  const sender = citizenId ? { type: 'citizen', id: citizenId } : { type: 'request', id: requestId }
  const paper = Buffer.isBuffer(bytes) ? await checkPaper(portal, sender, bytes) : bytes
  if (typeof paper === 'string') return paper
  const keep = (db: Db) => place(db, portal, { citizenId, draftId: null, requestId, field }, paper)
  return tx ? keep(tx) : transaction(portal.pool, keep)
}

/** Looks a file through, outside of any transaction. `sender`: whose file it is, an account or a request; counted by the hour. */
export async function checkPaper(portal: Portal, sender: Subject, bytes: Buffer): Promise<Paper | TextKey> {
  const { limits } = portal.config
  const sent = await createThrottle(portal, 'attachment', limits.LIMIT_ATTACHMENTS_ACCOUNT_HOUR, hour).count(sender.id)
  const paper = sent > limits.LIMIT_ATTACHMENTS_ACCOUNT_HOUR ? 'attachments.problem.tooOften' : await lookThrough(portal, sender, bytes)
  if (typeof paper === 'string') portal.log.info({ event: 'attachment.refused', reason: paper }, 'refused')
  return paper
}

async function lookThrough(portal: Portal, sender: Subject, bytes: Buffer): Promise<Paper | TextKey> {
  const { limits, clamavUrl } = portal.config
  if (bytes.length === 0) return 'attachments.problem.empty'
  if (bytes.length > limits.LIMIT_ATTACHMENT_BYTES) return 'attachments.problem.tooLarge'
  if (!isPdf(bytes) && !isPicture(bytes)) return 'attachments.problem.kind'
  const scanned = await scan(clamavUrl, bytes)
  if (scanned === 'found') await record(portal.pool, visitor, 'attachment.infected', sender, { outcome: 'refused' })
  if (scanned !== 'clean') return scanned === 'found' ? 'attachments.problem.infected' : 'attachments.problem.unchecked'
  const task: PaperTask = { bytes, mostPages: limits.LIMIT_ATTACHMENT_PAGES }
  const result = await runApart<PaperResult>('attachments/paper-process.ts', task)
  if (!result) return 'attachments.problem.broken'
  return result.ok ? result.paper : result.error
}

/** Where it fits. The owner's other files wait meanwhile. */
async function place(tx: Db, { config }: Portal, where: Place, paper: Paper): Promise<AttachmentInfo | TextKey> {
  const { limits } = config
  if (where.citizenId) await lockOwner(tx, where.citizenId)
  else if (where.requestId) await lockRequest(tx, where.requestId)
  const room = await findRoom(tx, where)
  if (!room) return 'attachments.problem.gone'
  if (room.ofPaper >= limits.LIMIT_ATTACHMENTS) return 'attachments.problem.tooManyOfPaper'
  if (room.inAll >= limits.LIMIT_ATTACHMENTS_REQUEST) return 'attachments.problem.tooMany'
  if (room.bytes + paper.content.length > limits.LIMIT_ATTACHMENT_QUOTA_BYTES) return 'attachments.problem.quota'
  return insertAttachment(tx, where, paper)
}
