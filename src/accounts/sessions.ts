/** Who a session belongs to, asked of the database each time, so that rights and suspensions count at once. */
import type { Request } from 'express'
import { type Actor, visitor } from '../access/actor.js'
import type { Portal } from '../portal.js'
import { findCitizenActor, findStaffActor } from './session-store.js'

export { endOldestSessions, endSessions } from './session-store.js'

export async function actorOfSession({ pool }: Portal, req: Request): Promise<Actor> {
  const { citizenId, staffId } = req.session
  if (citizenId) return (await findCitizenActor(pool, citizenId)) ?? visitor
  if (staffId) return (await findStaffActor(pool, staffId)) ?? visitor
  return visitor
}
