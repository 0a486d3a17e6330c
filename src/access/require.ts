/** The guard that each route line names. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { BadInput, NotAllowed, NotOnDuty, NotSignedIn } from '../errors.js'
import type { Actor, Citizen, Staff } from './actor.js'
import { type Capability, can } from './capabilities.js'

export type Guard = RequestHandler & { capability: Capability }

/**
 * Visitors are asked to sign in where that could help; anybody else is refused. A route that takes files says
 * `multipart`, and checks the form's token itself once the body is read.
 */
export function requires(capability: Capability, body: 'form' | 'multipart' = 'form'): Guard {
  function guard(_req: Request, res: Response, next: NextFunction): void {
    const actor = actorOf(res)
    if (res.locals.unverified && body !== 'multipart') throw new BadInput('no files here')
    if (can(actor, capability)) return next()
    throw actor.kind === 'visitor' ? new NotSignedIn() : new NotAllowed()
  }
  return Object.assign(guard, { capability })
}

export function actorOf(res: Response): Actor {
  return res.locals.actor as Actor
}

export function citizenOf(res: Response): Citizen {
  const actor = actorOf(res)
  if (actor.kind !== 'citizen') throw new NotSignedIn()
  return actor
}

export function staffOf(res: Response): Staff {
  const actor = actorOf(res)
  if (actor.kind !== 'staff') throw new NotSignedIn()
  return actor
}

/** The window of the counter where they are on duty. Throws NotOnDuty, which leads to where one is chosen. */
export function deskOf(res: Response): string {
  const { desk } = staffOf(res)
  if (desk === null) throw new NotOnDuty()
  return desk
}

/** On a route line behind its capability: nobody gets further without a window. */
export function onDuty(_req: Request, res: Response, next: NextFunction): void {
  deskOf(res)
  next()
}
