import type { Db } from '../db/db.js'
import type { Clock } from './clock.js'

/** `complete`: the citizen owes no paper. The row stays locked to the end of the transaction. */
export type Running = { clock: Clock; complete: boolean }

export async function findClock(db: Db, requestId: string): Promise<Running | undefined> {
  const { rows } = await db.query<Running>(
    `select jsonb_build_object('days', clock_days, 'unit', coalesce(clock_unit, 'calendar'), 'startedOn', clock_started_on,
              'pausedOn', clock_paused_on, 'waited', clock_waited) as clock,
            not exists (select from request_paper p where p.request_id = r.id and p.state = 'owed') as complete
     from service_request r where r.id = $1 for update of r`,
    [requestId],
  )
  return rows[0]
}

export async function updateClock(db: Db, requestId: string, { startedOn, pausedOn, waited }: Clock, dueOn: string | null): Promise<void> {
  await db.query(`update service_request set clock_started_on = $2, clock_paused_on = $3, clock_waited = $4, due_on = $5 where id = $1`, [
    requestId,
    startedOn,
    pausedOn,
    waited,
    dueOn,
  ])
}

export async function updateDecided(db: Db, requestId: string, decided: boolean): Promise<void> {
  await db.query('update service_request set decided_at = case when $2 then now() end where id = $1', [requestId, decided])
}
