/** A process of its own opens what strangers send: it knows no key and no session, and may fall without the portal falling. */
import sharp, { type Sharp } from 'sharp'
import type { PictureResult } from './photos.js'

const largestSide = 2048
const thumbnailSide = 320
const mostPixels = 40_000_000

// Only three loaders of the many stay open.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] })
sharp.concurrency(1)
sharp.cache(false)

/** `bytes` as uploaded. */
export default async function develop(bytes: Uint8Array): Promise<PictureResult> {
  try {
    const uploaded = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', pages: 1, sequentialRead: true })
    const image = await fit(uploaded.timeout({ seconds: 10 }), largestSide).toBuffer({ resolveWithObject: true })
    const thumbnail = await fit(sharp(image.data), thumbnailSide).toBuffer()
    return { ok: true, picture: { width: image.info.width, height: image.info.height, image: image.data, thumbnail } }
  } catch (error) {
    const tooLarge = error instanceof Error && /pixel limit/i.test(error.message)
    return { ok: false, error: tooLarge ? 'requests.photos.pixels' : 'requests.photos.broken' }
  }
}

function fit(picture: Sharp, side: number): Sharp {
  return picture
    .rotate()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 82, mozjpeg: false })
}
