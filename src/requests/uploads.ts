/** Files of a form: in memory, few and small; read only after who is asking and where from are known. A visitor's go by unread. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import multer from 'multer'
import { actorOf } from '../access/require.js'
import type { Limits } from '../config.js'
import { BadInput, TooLarge } from '../errors.js'
import { tidyBody } from '../web/body.js'
import { csrf } from '../web/csrf.js'

const photoField = 'photos'
const fieldName = /^[a-z][a-z0-9_]{0,63}$/

/** `field`: the form's file field it came in; what the sender called it is not passed on. */
export type NamedFile = { field: string; bytes: Buffer }

/**
 * Reads a multipart form whose length is told, then checks its token; a plain form has been read and checked before.
 * One file may be as large as the whole form: a paper that is too large is a sentence beside its field, and the form stays.
 */
export function formWithFiles(limits: Limits): RequestHandler {
  const read = multer({
    storage: multer.memoryStorage(),
    limits: {
      fileSize: limits.LIMIT_MULTIPART_BYTES,
      files: Math.max(limits.LIMIT_PHOTOS, limits.LIMIT_ATTACHMENTS_REQUEST),
      fields: 60,
      fieldSize: limits.LIMIT_BODY_BYTES,
      parts: 70,
      headerPairs: 20,
      fieldNestingDepth: 0,
    },
    fileFilter({ res }, { originalname }, keep) {
      const mayKeep = res !== undefined && actorOf(res).kind === 'citizen'
      if (!mayKeep && originalname !== '' && res) res.locals.photosUnread = true
      keep(null, mayKeep)
    },
  } as multer.Options).any()
  return function readForm(req: Request, res: Response, next: NextFunction): void {
    if (!res.locals.unverified) return next()
    if (!(Number(req.headers['content-length']) <= limits.LIMIT_MULTIPART_BYTES)) return next(new TooLarge())
    read(req, res, error => {
      if (error) return next(isTooMuch(error) ? error : new BadInput('multipart'))
      if (filesNamed(req).some(({ field }) => !fieldName.test(field))) return next(new BadInput('field'))
      tidyBody(req, res, problem => (problem ? next(problem) : csrf(req, res, next)))
    })
  }
}

/** Of the parser's complaints those about size and number have a page of their own; a name that nests is no form of ours. */
function isTooMuch(error: unknown): boolean {
  return error instanceof multer.MulterError && /^LIMIT_(?!FIELD_NESTING)/.test(error.code)
}

function hasTooManyPhotos(photos: Buffer[], { LIMIT_PHOTOS, LIMIT_PHOTO_BYTES }: Limits): boolean {
  return photos.length > LIMIT_PHOTOS || photos.some(photo => photo.length > LIMIT_PHOTO_BYTES)
}

/** True where somebody sent files who may not keep any. */
export const leftPhotosUnread = (res: Response): boolean => res.locals.photosUnread === true

/** Of all file fields, in the order they came; a field left empty brings none. */
export function filesNamed(req: Request): NamedFile[] {
  const files = Array.isArray(req.files) ? req.files : []
  return files
    .filter(file => file.size > 0 || file.originalname !== '')
    .map(({ fieldname, buffer }) => ({ field: fieldname, bytes: buffer }))
}

/** The photos of a report. Throws TooLarge: a report takes fewer and smaller ones than an application takes papers. */
export function filesOf(req: Request, limits: Limits): Buffer[] {
  const photos = filesNamed(req)
    .filter(({ field }) => field === photoField)
    .map(({ bytes }) => bytes)
  if (hasTooManyPhotos(photos, limits)) throw new TooLarge()
  return photos
}
