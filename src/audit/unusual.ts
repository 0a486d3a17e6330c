/** Decisions of the counter that a supervisor should see: very many by one clerk in an hour, or any outside office hours. */
import type { Db } from '../db/db.js'

export type Unusual = {
  staffId: string
  name: string
  /** `2026-11-24`, in Athens. */
  day: string
  /** The hour of the day in which the last of them fell, 0 to 23. */
  hour: number
  count: number
  why: 'many' | 'out_of_hours'
}

/** In any sixty minutes, not only those of the clock: half of them before the full hour and half after are as many. */
const mostAnHour = 15
const officeHours = { from: 7, to: 16 }
const decisions = ['levelb.approved', 'levelb.binding_required', 'levelb.refused']

/** Of the last `days`, the newest first. */
export async function listUnusual(db: Db, days = 30): Promise<Unusual[]> {
  const { rows } = await db.query<Unusual>(
    `with decision as (
       select actor_id, at, at at time zone 'Europe/Athens' as local,
         count(*) over (partition by actor_id order by at range between interval '1 hour' preceding and current row) as within_hour
       from audit_event
       where event = any($1) and actor_kind = 'staff' and at > now() - make_interval(days => $2)),
     hourly as (
       select actor_id, local::date as day, extract(hour from local)::int as hour, count(*) as all_of_them, max(within_hour) as most,
         extract(isodow from local) > 5 or extract(hour from local) < $4 or extract(hour from local) >= $5 as late
       from decision group by 1, 2, 3, 6)
     select f.id as "staffId", f.name, h.day::text, h.hour, (case when h.most > $3 then h.most else h.all_of_them end)::int as count,
       case when h.most > $3 then 'many' else 'out_of_hours' end as why
     from hourly h join staff f on f.id = h.actor_id
     where h.most > $3 or h.late order by h.day desc, h.hour desc, f.name`,
    [decisions, days, mostAnHour, officeHours.from, officeHours.to],
  )
  return rows
}
