import type { Role } from '../access/actor.js'
import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'

export type SeenRow = {
  id: string
  at: Date
  event: string
  name: string | null
  /** As they were at that moment. */
  roles: Role[]
  departments: Bilingual[]
  /** Of the request that it was about. */
  number: string | null
  aboutVerification: boolean
}

/** What staff did with somebody's account, requests and verifications, newest first, from before the row `before`. */
export async function listSeen(db: Db, citizenId: string, before: string | null, most: number): Promise<SeenRow[]> {
  const { rows } = await db.query<SeenRow>(
    `select e.id::text as id, e.at, e.event, s.name, string_to_array(coalesce(e.actor_role, ''), ',') as roles,
       coalesce((select jsonb_agg(d.name order by d.position) from department d where d.slug = any(s.departments)), '[]') as departments,
       r.number, e.target_type = 'verification' or coalesce(e.reason, '') like 'verification %' as "aboutVerification"
     from audit_event e
     left join staff s on s.id = e.actor_id
     left join service_request r on r.citizen_id = $1 and r.id::text =
       case when e.target_type = 'request' then e.target_id when e.reason like 'request %' then split_part(e.reason, ' ', 2) end
     where e.actor_kind = 'staff' and e.outcome = 'ok' and e.id < coalesce($2::bigint, 9223372036854775807)
       and e.target_id = any(array(
         select $1::text
         union all select id::text from service_request where citizen_id = $1
         union all select id::text from verification where citizen_id = $1
         union all select id::text from supervision where citizen_id = $1))
     order by e.id desc limit $3`,
    [citizenId, before, most],
  )
  return rows
}
