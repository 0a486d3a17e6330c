import type { Db } from '../db/db.js'
import { type State, workable } from './states.js'

export type FoundRow = { id: string; citizenId: string; surname: string; firstName: string; status: State; createdAt: Date }

export async function listByAfm(db: Db, afmPrint: Buffer): Promise<FoundRow[]> {
  const { rows } = await db.query<FoundRow>(
    `select v.id, v.citizen_id as "citizenId", c.surname, c.first_name as "firstName", v.status, v.created_at as "createdAt"
     from verification v join citizen c on c.id = v.citizen_id
     where c.afm_print = $1 and v.status = any($2) and v.expires_at > now() order by v.created_at`,
    [afmPrint, workable],
  )
  return rows
}

/** All of them: a month's slips of one town. Their surnames are compared as the counter compares names, which SQL cannot. */
export async function listOpen(db: Db): Promise<FoundRow[]> {
  const { rows } = await db.query<FoundRow>(
    `select v.id, v.citizen_id as "citizenId", c.surname, c.first_name as "firstName", v.status, v.created_at as "createdAt"
     from verification v join citizen c on c.id = v.citizen_id
     where v.status = any($1) and v.expires_at > now() order by c.surname_key, c.first_name_key`,
    [workable],
  )
  return rows
}
