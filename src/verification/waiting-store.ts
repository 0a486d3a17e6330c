import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'

export type ArrivalRow = {
  verificationId: string
  number: number
  arrivedAt: Date
  dueAt: Date
  calledAt: Date | null
  calledBy: string | null
}

export type OwnArrival = { number: number; calledAt: Date | null; desk: Bilingual | null }

/** One after the other, or two would be given the same number. */
export async function lockNumbers(db: Db): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtext('arrival'))`, [])
}

/** The next number of the day, unless there is one that waits. Whoever came before the hour of their appointment is due at that hour. */
export async function insertArrival(db: Db, verificationId: string, appointment: Date | null): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into arrival (verification_id, day, number, due_at)
     select $1, today, (select coalesce(max(a.number), 0) + 1 from arrival a where a.day = today),
       greatest(now(), case when ($2::timestamptz at time zone 'Europe/Athens')::date = today then $2::timestamptz end)
     from (select (now() at time zone 'Europe/Athens')::date as today) d
     where not exists (select from arrival a where a.verification_id = $1 and a.day = today and a.ended_at is null)`,
    [verificationId, appointment],
  )
  return rowCount === 1
}

/** Numbers of today that were called and are over. */
export async function countArrivals(db: Db, verificationId: string): Promise<number> {
  const { rows } = await db.query<{ numbers: number }>(
    `select count(*)::int as numbers from arrival
     where verification_id = $1 and day = (now() at time zone 'Europe/Athens')::date and ended_at is not null`,
    [verificationId],
  )
  return rows[0]?.numbers ?? 0
}

/** Today's, while it has not ended; with the window that called. */
export async function findArrival(db: Db, verificationId: string): Promise<OwnArrival | undefined> {
  const { rows } = await db.query<OwnArrival>(
    `select a.number, a.called_at as "calledAt", d.title as desk
     from arrival a left join desk d on d.slug = a.desk
     where a.verification_id = $1 and a.day = (now() at time zone 'Europe/Athens')::date and a.ended_at is null`,
    [verificationId],
  )
  return rows[0]
}

/** Today's, in the order of their turns; those whose visit has ended otherwise are not waiting any more. */
export async function listArrivals(db: Db): Promise<ArrivalRow[]> {
  const { rows } = await db.query<ArrivalRow>(
    `select a.verification_id as "verificationId", a.number, a.arrived_at as "arrivedAt", a.due_at as "dueAt", a.called_at as "calledAt",
       a.called_by as "calledBy"
     from arrival a join verification v on v.id = a.verification_id
     where a.day = (now() at time zone 'Europe/Athens')::date and a.ended_at is null and v.status in ('ready', 'differs', 'paper_missing', 'second_awaited')
     order by a.due_at, a.number`,
    [],
  )
  return rows
}

/** Of two clerks who press at once each gets another. */
export async function callNext(db: Db, staffId: string, desk: string | null): Promise<ArrivalRow | undefined> {
  const { rows } = await db.query<ArrivalRow>(
    `update arrival set called_at = now(), called_by = $1, desk = $2
     where id = (
       select a.id from arrival a join verification v on v.id = a.verification_id
       where a.day = (now() at time zone 'Europe/Athens')::date and a.called_at is null and a.ended_at is null
         and v.status in ('ready', 'differs', 'paper_missing', 'second_awaited')
       order by a.due_at, a.number limit 1 for update of a skip locked)
     returning verification_id as "verificationId", number, arrived_at as "arrivedAt", due_at as "dueAt", called_at as "calledAt",
       called_by as "calledBy"`,
    [staffId, desk],
  )
  return rows[0]
}

/** Of whoever this clerk called, or of one visit. */
export async function endArrivals(db: Db, by: { staffId?: string; verificationId?: string }): Promise<void> {
  await db.query(`update arrival set ended_at = now() where ended_at is null and (called_by = $1 or verification_id = $2)`, [
    by.staffId ?? null,
    by.verificationId ?? null,
  ])
}

/** What a number says is over with its day. */
export async function deleteOldArrivals(db: Db): Promise<void> {
  await db.query(`delete from arrival where day < (now() at time zone 'Europe/Athens')::date`, [])
}
