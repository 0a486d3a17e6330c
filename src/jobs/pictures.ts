/** Pictures made anew: upright, no larger than asked for, without anything the camera wrote. Only in the process apart. */
import sharp, { type Sharp } from 'sharp'

const mostPixels = 40_000_000

// Only three loaders of the many stay open.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] })
sharp.concurrency(1)
sharp.cache(false)

export type Developed = { data: Uint8Array; width: number; height: number }

/** As JPEG. `bytes` as uploaded; throws where they are no picture. */
export async function develop(bytes: Uint8Array, largestSide: number): Promise<Developed> {
  const uploaded = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', pages: 1, sequentialRead: true })
  const { data, info } = await fit(uploaded.timeout({ seconds: 10 }), largestSide).toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

export const isTooManyPixels = (error: unknown) => error instanceof Error && /pixel limit/i.test(error.message)

function fit(picture: Sharp, side: number): Sharp {
  return picture
    .rotate()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 82, mozjpeg: false })
}
