/** Rows of the trail as an auditor reads them. */
import type { Db } from '../db/db.js'

export type TrailFilter = {
  /** Days in Athens, both of them within. */
  from: string | null
  to: string | null
  event: string | null
  actorId: string | null
  targetId: string | null
}

export type TrailRow = {
  id: string
  at: Date
  actorKind: string
  actorId: string | null
  /** Of the staff alone. */
  actorName: string | null
  event: string
  targetType: string | null
  targetId: string | null
  targetName: string | null
  outcome: string
  reason: string | null
}

export const trailPage = 50

/** The newest first, those older than `before`. */
export async function listTrail(db: Db, { from, to, event, actorId, targetId }: TrailFilter, before: string | null): Promise<TrailRow[]> {
  const { rows } = await db.query<TrailRow>(
    `select e.id::text, e.at, e.actor_kind as "actorKind", e.actor_id as "actorId", f.name as "actorName", e.event, e.target_type as "targetType",
       e.target_id as "targetId", t.name as "targetName", e.outcome, e.reason
     from audit_event e
       left join staff f on e.actor_kind = 'staff' and f.id = e.actor_id
       left join staff t on e.target_type = 'staff' and t.id::text = e.target_id
     where ($1::bigint is null or e.id < $1)
       and ($2::date is null or e.at >= $2::date::timestamp at time zone 'Europe/Athens')
       and ($3::date is null or e.at < ($3::date + 1)::timestamp at time zone 'Europe/Athens')
       and ($4::text is null or e.event = $4)
       and ($5::uuid is null or e.actor_id = $5)
       and ($6::text is null or e.target_id = $6)
     order by e.id desc limit $7`,
    [before, from, to, event, actorId, targetId, trailPage + 1],
  )
  return rows
}

export async function findActor(db: Db, usernameKey: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(`select id from staff where username_key = $1`, [usernameKey])
  return rows[0]?.id
}
