/** Whose session it is, and ending sessions. */
import type { Limits } from '../config.js'
import type { Db } from '../db/db.js'
import type { FoundSession } from '../web/session.js'

/** A session that is still good, and whose it is as the database has them now. `actor` is null where nobody may act in it. */
export async function findSession(db: Db, sid: string, limits: Limits): Promise<FoundSession | undefined> {
  const { rows } = await db.query<FoundSession>(
    `select s.sess,
       case when s.citizen_id is not null
         then (select jsonb_build_object('kind', 'citizen', 'id', c.id, 'username', c.username, 'firstName', c.first_name, 'surname', c.surname,
                 'email', c.email, 'language', c.language, 'level', c.level, 'wantsLevelB', c.wants_level_b)
               from citizen c where c.id = s.citizen_id and c.status = 'active')
         else (select jsonb_build_object('kind', 'staff', 'id', f.id, 'username', f.username, 'name', f.name, 'roles', f.roles, 'departments', f.departments)
               from staff f where f.id = s.staff_id and f.status = 'active'
                 and (f.last_day is null or f.last_day >= (now() at time zone 'Europe/Athens')::date))
       end as actor
     from session s
     where s.sid = $1 and s.expire > now()
       and s.created_at > now() - make_interval(hours => case when s.staff_id is null then $2::int else $3::int end)`,
    [sid, limits.SESSION_HOURS_CITIZEN, limits.SESSION_HOURS_STAFF],
  )
  return rows[0]
}

/** Ends sessions at once: all of a person's, or all but the one named. Returns how many. */
export async function endSessions(db: Db, owner: { citizenId?: string; staffId?: string }, exceptSid = ''): Promise<number> {
  const { rowCount } = await db.query(`delete from session where (citizen_id = $1 or staff_id = $2) and sid <> $3`, [
    owner.citizenId ?? null,
    owner.staffId ?? null,
    exceptSid,
  ])
  return rowCount ?? 0
}

/** Lets the newest `most` sessions live; the oldest ends. */
export async function endOldestSessions(db: Db, owner: { citizenId?: string; staffId?: string }, most: number): Promise<void> {
  await db.query(
    `delete from session where (citizen_id = $1 or staff_id = $2) and sid not in (
       select sid from session where citizen_id = $1 or staff_id = $2 order by created_at desc limit $3)`,
    [owner.citizenId ?? null, owner.staffId ?? null, most],
  )
}
