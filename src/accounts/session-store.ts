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
                 'email', c.email, 'language', c.language, 'level', case when c.suspended_for is null and c.revoked_at is null then c.level else 'A' end, 'wantsLevelB', c.wants_level_b)
               from citizen c where c.id = s.citizen_id and c.status = 'active')
         else (select jsonb_build_object('kind', 'staff', 'id', f.id, 'username', f.username, 'name', f.name, 'roles', f.roles, 'departments', f.departments,
                 'desk', d.slug, 'deskTitle', d.title)
               from staff f left join desk d on d.slug = s.sess ->> 'desk' and d.closed_at is null where f.id = s.staff_id and f.status = 'active'
                 and (f.last_day is null or f.last_day >= (now() at time zone 'Europe/Athens')::date))
       end as actor
     from session s
     where s.sid = $1 and s.expire > now()
       and s.created_at > now() - make_interval(hours => case when s.staff_id is null then $2::int else $3::int end)`,
    [sid, limits.SESSION_HOURS_CITIZEN, limits.SESSION_HOURS_STAFF],
  )
  return rows[0]
}

/** One of the two. */
export type Owner = { citizenId?: string; staffId?: string }

export const valuesOf = ({ citizenId, staffId }: Owner) => [citizenId ?? null, staffId ?? null]

export type OpenSession = { ref: string; browser: string; startedAt: Date; seenAt: Date | null; current: boolean }

/** A session is named by a hash: its id is a key to the account, and stays on the server. */
export async function listSessions(db: Db, owner: Owner, currentSid: string): Promise<OpenSession[]> {
  const { rows } = await db.query<OpenSession>(
    `select encode(sha256(convert_to(sid, 'UTF8')), 'hex') as ref, coalesce(sess ->> 'browser', '') as browser, created_at as "startedAt",
       to_timestamp((sess ->> 'seenAt')::float8 / 1000) as "seenAt", sid = $3 as current
     from session where (citizen_id = $1 or staff_id = $2) and expire > now() order by created_at desc`,
    [...valuesOf(owner), currentSid],
  )
  return rows
}

/** By the name it has in the list. False where it had ended already. */
export async function endSession(db: Db, owner: Owner, ref: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `delete from session where (citizen_id = $1 or staff_id = $2) and encode(sha256(convert_to(sid, 'UTF8')), 'hex') = $3`,
    [...valuesOf(owner), ref],
  )
  return rowCount === 1
}

/** Ends sessions at once: all of a person's, or all but the one named. */
export async function endSessions(db: Db, owner: Owner, exceptSid = ''): Promise<void> {
  await db.query(`delete from session where (citizen_id = $1 or staff_id = $2) and sid <> $3`, [...valuesOf(owner), exceptSid])
  await endHalfSignedIn(db, owner)
}

export async function countSessions(db: Db, owner: Owner): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from session where (citizen_id = $1 or staff_id = $2) and expire > now()`,
    valuesOf(owner),
  )
  return rows[0]?.count ?? 0
}

/** Somebody who knew the old password and waits at the second factor. */
async function endHalfSignedIn(db: Db, owner: Owner): Promise<void> {
  await db.query(
    `delete from session where citizen_id is null and staff_id is null and (sess ->> 'pendingCitizenId' = $1 or sess ->> 'pendingStaffId' = $2)`,
    valuesOf(owner),
  )
}

/** Lets the newest `most` sessions live; the oldest ends. */
export async function endOldestSessions(db: Db, owner: Owner, most: number): Promise<void> {
  await db.query(
    `delete from session where (citizen_id = $1 or staff_id = $2) and sid not in (
       select sid from session where citizen_id = $1 or staff_id = $2 order by created_at desc limit $3)`,
    [...valuesOf(owner), most],
  )
}
