import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'
import type { Clock } from './clock.js'

export type Ending = { number: string; title: Bilingual; dueOn: string; department: string; assigneeId: string | null }

/**
 * Takes those whose end is so near that a clerk must be told, and was not told yet of this end at this distance. An end that
 * moved is told anew.
 */
export async function takeEndings(db: Db, days: number, lastDays: number): Promise<Ending[]> {
  const { rows } = await db.query<Ending>(
    `with today as (select (now() at time zone 'Europe/Athens')::date as day),
     near as (
       select r.id, case when r.due_on - today.day <= $2::int then $2::int else $1::int end as stage
       from service_request r, today
       where r.closed_at is null and r.decided_at is null and r.clock_days is not null
         and r.due_on between today.day and today.day + $1::int)
     update service_request r set warned_due_on = r.due_on, warned_days = near.stage
     from near, service_form f
     where r.id = near.id and f.service = r.service and f.version = r.service_version
       and (r.warned_due_on is distinct from r.due_on or r.warned_days > near.stage)
     returning r.number, f.title, r.due_on::text as "dueOn", r.department, r.assignee_id as "assigneeId"`,
    [days, lastDays],
  )
  return rows
}

export type Clerk = { id: string; name: string; email: string; departments: string[] }

export async function listClerks(db: Db): Promise<Clerk[]> {
  const { rows } = await db.query<Clerk>(
    `select id, name, email, departments from staff
     where status = 'active' and 'clerk' = any(roles) and (last_day is null or last_day >= (now() at time zone 'Europe/Athens')::date)
     order by id`,
    [],
  )
  return rows
}

export type Running = { id: string; dueOn: string | null; clock: Clock }

/** Clocks that run now, by id from this one on. */
export async function listRunning(db: Db, after: string, most: number): Promise<Running[]> {
  const { rows } = await db.query<Running>(
    `select id, due_on::text as "dueOn",
            jsonb_build_object('days', clock_days, 'unit', coalesce(clock_unit, 'calendar'), 'startedOn', clock_started_on,
              'pausedOn', clock_paused_on, 'waited', clock_waited) as clock
     from service_request
     where closed_at is null and decided_at is null and clock_days is not null and clock_started_on is not null
       and clock_paused_on is null and id > $1::uuid
     order by id limit $2`,
    [after, most],
  )
  return rows
}

/** Where the clock still stands as it was read. */
export async function updateDueOn(db: Db, id: string, from: string | null, to: string | null): Promise<void> {
  await db.query(
    `update service_request set due_on = $3 where id = $1 and due_on is not distinct from $2::date and clock_paused_on is null and decided_at is null`,
    [id, from, to],
  )
}
