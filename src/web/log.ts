/** The log: one JSON line an event, ids only. No query strings, no bodies, no cookies. */
import { randomUUID } from 'node:crypto'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { type Logger, pino } from 'pino'
import { withContext } from '../context.js'

/** Lines leave together, half a second after they were written at the latest, and at the end of the process: one by one they cost more than the rest of the log. */
export function createLog(level: string): Logger {
  const settings = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(settings, pino.destination({ minLength: 4096, periodicFlush: 500, sync: false }))
}

/** Gives each request its id and writes one line when it is answered. The path of a link with a token ends at the `?`. */
export function requestLog(log: Logger): RequestHandler {
  return function logged(req: Request, res: Response, next: NextFunction): void {
    const requestId = randomUUID()
    const started = process.hrtime.bigint()
    res.locals.requestId = requestId
    res.on('close', () => {
      const milliseconds = Number(process.hrtime.bigint() - started) / 1e6
      log.info(
        { requestId, method: req.method, path: pathOnly(req), status: res.statusCode, milliseconds: Math.round(milliseconds) },
        'request',
      )
    })
    withContext({ requestId, address: req.ip ?? '', device: null }, next)
  }
}

/** A slip's code opens a visit while the slip is good: the log need not know it. */
const codeInPath = /^(\/desk\/verifications\/)[0-9A-Za-z-]{10,12}(?=\/|$)/

function pathOnly(req: Request): string {
  const path = req.originalUrl.split('?', 1)[0]?.slice(0, 200) ?? ''
  return path.replace(codeInPath, '$1:code')
}
