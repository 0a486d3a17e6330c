/** Photos, in the process apart. */
import { develop, isTooManyPixels } from '../jobs/pictures.js'
import type { PictureResult } from './photos.js'

const largestSide = 2048
const thumbnailSide = 320

/** `bytes` as uploaded. */
export default async function makePhoto(bytes: Uint8Array): Promise<PictureResult> {
  try {
    const { data: image, width, height } = await develop(bytes, largestSide)
    const { data: thumbnail } = await develop(image, thumbnailSide)
    return { ok: true, picture: { width, height, image, thumbnail } }
  } catch (error) {
    return { ok: false, error: isTooManyPixels(error) ? 'requests.photos.pixels' : 'requests.photos.broken' }
  }
}
