import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'

export type CounterEvent = { at: Date; event: string; reason: string | null; staffName: string | null }

/** What happened on this person's way to Level B, and who did it. */
export async function listCounterEvents(db: Db, citizenId: string): Promise<CounterEvent[]> {
  const { rows } = await db.query<CounterEvent>(
    `select e.at, e.event, e.reason, s.name as "staffName"
     from audit_event e left join staff s on s.id = e.actor_id
     where e.event like 'levelb.%' and e.target_id in (
       select v.id::text from verification v where v.citizen_id = $1 union all select $1::text)
     order by e.id desc limit 50`,
    [citizenId],
  )
  return rows
}

/** Which fields were put right at the counter, ever; no values. */
export async function listCorrections(db: Db, citizenId: string): Promise<string[]> {
  const { rows } = await db.query<{ field: string }>(
    `select distinct c.field from correction c join verification v on v.id = c.verification_id where v.citizen_id = $1`,
    [citizenId],
  )
  return rows.map(({ field }) => field)
}

export type Certified = { id: string; name: string; email: string; at: Date | null; staffName: string | null; desk: Bilingual | null }

/** The account that is certified with the same ΑΦΜ or document. */
export async function findCertified(db: Db, citizenId: string): Promise<Certified[]> {
  const { rows } = await db.query<Certified>(
    `select o.id, o.first_name || ' ' || o.surname as name, o.email, k.verified_at as at, s.name as "staffName", d.title as desk
     from citizen c join citizen o on o.level = 'B' and o.id <> c.id and (o.afm_print = c.afm_print or o.identity_number_print = c.identity_number_print)
       left join claim k on k.citizen_id = o.id and k.claim = 'identity' left join staff s on s.id = k.staff_id
       left join desk d on d.slug = k.desk
     where c.id = $1`,
    [citizenId],
  )
  return rows
}

/** The whole time of a slip, from now. */
export async function prolong(db: Db, verificationId: string, days: number): Promise<void> {
  await db.query(`update verification set expires_at = verification_clock() + make_interval(days => $2) where id = $1`, [
    verificationId,
    days,
  ])
}
