/** Photos: opened, turned upright, made anew without anything the camera wrote, and kept small. What will not open is refused. */
import { fileURLToPath } from 'node:url'
import type { Tinypool } from 'tinypool'
import type { TextKey } from '../i18n/index.js'
import { codePath } from '../paths.js'

export type Picture = { width: number; height: number; image: Uint8Array; thumbnail: Uint8Array }
export type PictureResult = { ok: true; picture: Picture } | { ok: false; error: TextKey }

const idleMilliseconds = 30_000

/** JPEG, PNG or WebP by the bytes themselves: names and declared types prove nothing. */
export function isPicture(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 12)
  return head.startsWith('\xff\xd8\xff') || head.startsWith('\x89PNG\r\n\x1a\n') || (head.startsWith('RIFF') && head.endsWith('WEBP'))
}

let ready: Promise<Tinypool> | undefined

/** Started with the first photo, and let go of a while after the last one. None of our settings goes there. */
function photoProcess(): Promise<Tinypool> {
  ready ??= import('tinypool').then(({ Tinypool }) => {
    const pool = new Tinypool({
      filename: fileURLToPath(codePath('requests/photo-process.ts')),
      runtime: 'child_process',
      serialization: 'advanced',
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: idleMilliseconds,
      env: { MALLOC_ARENA_MAX: '1' },
    })
    return pool.on('error', () => {}) // it fell at rest: the next photo starts another
  })
  return ready
}

/** `bytes` as uploaded. Never throws for what somebody sent: a bad file is a sentence beside the field. */
export async function makePicture(bytes: Buffer): Promise<PictureResult> {
  if (bytes.length === 0) return { ok: false, error: 'requests.photos.empty' }
  if (!isPicture(bytes)) return { ok: false, error: 'requests.photos.kind' }
  const pool = await photoProcess()
  return pool.run(bytes).catch((): PictureResult => ({ ok: false, error: 'requests.photos.broken' }))
}
