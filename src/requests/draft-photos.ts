/** The photos of a draft: the good ones are kept, a bad one is a sentence. */
import type { Actor } from '../access/actor.js'
import { transaction } from '../db/db.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import type { Draft } from './draft.js'
import { insertDraftPhoto, listDraftPhotos, type PhotoInfo } from './photo-store.js'
import { makePicture } from './photos.js'
import { lockCitizen } from './store.js'

export function draftPhotos({ pool, config, log }: Portal) {
  return { list, keepAll, keep }

  async function list(draft: Draft | undefined): Promise<PhotoInfo[]> {
    return draft?.id ? listDraftPhotos(pool, draft.id) : []
  }

  /** Returns the first problem. A visitor's draft is in the session and keeps none. */
  async function keepAll(actor: Actor, draft: Draft, files: Buffer[]): Promise<TextKey | undefined> {
    if (actor.kind !== 'citizen' || !draft.id) return undefined
    let problem: TextKey | undefined
    for (const file of files) {
      const result = await keep(actor.id, draft.id, file)
      if (typeof result === 'string') problem ??= result
    }
    return problem
  }

  async function keep(citizenId: string, draftId: string, file: Buffer): Promise<PhotoInfo | TextKey> {
    const made = await makePicture(file)
    if (!made.ok) {
      log.info({ event: 'request.photo_rejected', reason: made.error }, 'refused')
      return made.error
    }
    const limits = { photos: config.limits.LIMIT_PHOTOS, quotaBytes: config.limits.LIMIT_PHOTO_QUOTA_BYTES }
    const kept = await transaction(pool, async tx => {
      await lockCitizen(tx, citizenId) // of two at once, both may not be the last one that fits
      return insertDraftPhoto(tx, citizenId, draftId, made.picture, limits)
    })
    return kept ?? 'requests.photos.tooMany'
  }
}
