/** Files of a form: in memory, few and small; read only after who is asking and where from are known. A visitor's go by unread. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import multer from 'multer'
import { actorOf } from '../access/require.js'
import type { Limits } from '../config.js'
import { BadInput, TooLarge } from '../errors.js'
import { tidyBody } from '../web/body.js'
import { csrf } from '../web/csrf.js'

/** Reads a multipart form whose length is told, then checks its token; a plain form has been read and checked before. */
export function formWithPhotos(limits: Limits): RequestHandler {
  const read = multer({
    storage: multer.memoryStorage(),
    limits: {
      fileSize: limits.LIMIT_PHOTO_BYTES,
      files: limits.LIMIT_PHOTOS,
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
  } as multer.Options).array('photos')
  return function readForm(req: Request, res: Response, next: NextFunction): void {
    if (!res.locals.unverified) return next()
    if (!(Number(req.headers['content-length']) <= limits.LIMIT_MULTIPART_BYTES)) return next(new TooLarge())
    read(req, res, error => {
      if (error) return next(isTooMuch(error) ? error : new BadInput('multipart'))
      tidyBody(req, res, problem => (problem ? next(problem) : csrf(req, res, next)))
    })
  }
}

/** Of the parser's complaints those about size and number have a page of their own; a name that nests is no form of ours. */
function isTooMuch(error: unknown): boolean {
  return error instanceof multer.MulterError && /^LIMIT_(?!FIELD_NESTING)/.test(error.code)
}

/** True where somebody sent photos who may not keep any. */
export const leftPhotosUnread = (res: Response): boolean => res.locals.photosUnread === true

export function filesOf(req: Request): Buffer[] {
  const files = Array.isArray(req.files) ? req.files : []
  return files.filter(file => file.size > 0 || file.originalname !== '').map(file => file.buffer)
}
