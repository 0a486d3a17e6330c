/** Photos: opened, turned upright, made anew without anything the camera wrote, and kept small. What will not open is refused. */
import type { TextKey } from '../i18n/index.js'
import { runApart } from '../jobs/apart.js'
import { isPicture } from '../jobs/file-kinds.js'

export type Picture = { width: number; height: number; image: Uint8Array; thumbnail: Uint8Array }
export type PictureResult = { ok: true; picture: Picture } | { ok: false; error: TextKey }

/** `bytes` as uploaded. Never throws for what somebody sent: a bad file is a sentence beside the field. */
export async function makePicture(bytes: Buffer): Promise<PictureResult> {
  if (bytes.length === 0) return { ok: false, error: 'requests.photos.empty' }
  if (!isPicture(bytes)) return { ok: false, error: 'requests.photos.kind' }
  const made = await runApart<PictureResult>('requests/photo-process.ts', bytes)
  return made ?? { ok: false, error: 'requests.photos.broken' }
}
