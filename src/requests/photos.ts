/** Photos: opened, turned upright, made anew without anything the camera wrote, and kept small. What will not open is refused. */
import type { Sharp } from 'sharp'
import type { TextKey } from '../i18n/index.js'
import { turns } from '../turns.js'

export type Picture = { width: number; height: number; image: Buffer; thumbnail: Buffer }
export type PictureResult = { ok: true; picture: Picture } | { ok: false; error: TextKey }

const largestSide = 2048
const thumbnailSide = 320
const mostPixels = 40_000_000
const inTurn = turns(2)

/** JPEG, PNG or WebP by the bytes themselves: names and declared types prove nothing. */
export function isPicture(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 12)
  return head.startsWith('\xff\xd8\xff') || head.startsWith('\x89PNG\r\n\x1a\n') || (head.startsWith('RIFF') && head.endsWith('WEBP'))
}

let ready: Promise<typeof import('sharp').default> | undefined

/** Loaded with the first photo. Only three loaders of the many stay open. */
function loadSharp() {
  ready ??= import('sharp').then(({ default: sharp }) => {
    sharp.block({ operation: ['VipsForeignLoad'] })
    sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] })
    sharp.concurrency(1)
    sharp.cache(false)
    return sharp
  })
  return ready
}

/** `bytes` as uploaded. Never throws for what somebody sent: a bad file is a sentence beside the field. */
export async function makePicture(bytes: Buffer): Promise<PictureResult> {
  if (bytes.length === 0) return { ok: false, error: 'requests.photos.empty' }
  if (!isPicture(bytes)) return { ok: false, error: 'requests.photos.kind' }
  const sharp = await loadSharp()
  return inTurn(async () => {
    try {
      const open = () =>
        sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', pages: 1, sequentialRead: true }).timeout({ seconds: 10 })
      const image = await fit(open(), largestSide).toBuffer({ resolveWithObject: true })
      const thumbnail = await fit(sharp(image.data), thumbnailSide).toBuffer()
      return { ok: true, picture: { width: image.info.width, height: image.info.height, image: image.data, thumbnail } }
    } catch (error) {
      const tooLarge = error instanceof Error && /pixel limit/i.test(error.message)
      return { ok: false, error: tooLarge ? 'requests.photos.pixels' : 'requests.photos.broken' }
    }
  })
}

function fit(picture: Sharp, side: number): Sharp {
  return picture
    .rotate()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 82, mozjpeg: false })
}
