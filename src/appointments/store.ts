/** Rows of appointments, and the places that are still free. */
import type { Db } from '../db/db.js'

export type Appointment = { at: Date; endsAt: Date }
export type AppointmentOf = Appointment & { verificationId: string; citizenId: string }

/** `day` as ISO text on Athens time. */
export type FreeSlot = { day: string; at: Date }

/** Those of the next `days` days that still have a place and are over by `until`; not those that begin within the hour. */
export async function listFreeSlots(db: Db, days: number, until: Date): Promise<FreeSlot[]> {
  const { rows } = await db.query<FreeSlot>(
    `select s.day::text, s.starts_at as at
     from counter_slots((now() at time zone 'Europe/Athens')::date, (now() at time zone 'Europe/Athens')::date + $1::integer) s
     where $1::integer > 0 and s.starts_at > now() + interval '1 hour' and s.ends_at <= $2
       and s.windows > (select count(*) from appointment a where a.starts_at < s.ends_at and a.ends_at > s.starts_at)
     order by s.starts_at`,
    [days, until],
  )
  return rows
}

/** Of two who want the same hour the second waits here until the first is done, and then sees what is left. */
export async function lockHours(db: Db, at: Date): Promise<void> {
  await db.query(`select from counter_hours where weekday = extract(isodow from $1::timestamptz at time zone 'Europe/Athens') for update`, [
    at,
  ])
}

type Wish = { verificationId: string; citizenId: string; at: Date; until: Date; days: number; hash: Buffer }

/** Takes the first free place of that hour, giving up the hour they had. Undefined where it is no hour of the counter or has no place. */
export async function upsertAppointment(db: Db, wish: Wish): Promise<Appointment | undefined> {
  const { rows } = await db.query<Appointment>(
    `insert into appointment (verification_id, citizen_id, starts_at, ends_at, place, cancel_hash)
     select $1, $2, s.starts_at, s.ends_at, p.place, $6
     from counter_slots(($3::timestamptz at time zone 'Europe/Athens')::date, ($3::timestamptz at time zone 'Europe/Athens')::date) s
     cross join lateral (select min(one) as place from generate_series(1, s.windows) as one where not exists (
       select from appointment a where a.place = one and a.verification_id <> $1 and a.starts_at < s.ends_at and a.ends_at > s.starts_at)) p
     where s.starts_at = $3 and p.place is not null and s.starts_at > now() and s.ends_at <= $4
       and s.day <= (now() at time zone 'Europe/Athens')::date + $5::integer
     limit 1
     on conflict (verification_id) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at, place = excluded.place,
       cancel_hash = excluded.cancel_hash, booked_at = now()
     returning starts_at as at, ends_at as "endsAt"`,
    [wish.verificationId, wish.citizenId, wish.at, wish.until, wish.days, wish.hash],
  )
  return rows[0]
}

export async function findAppointment(db: Db, verificationId: string): Promise<Appointment | undefined> {
  const { rows } = await db.query<Appointment>(
    `select starts_at as at, ends_at as "endsAt" from appointment where verification_id = $1 and ends_at > now()`,
    [verificationId],
  )
  return rows[0]
}

/** `day` as ISO text on Athens time; those that are over too. */
export async function listAppointmentsOf(db: Db, day: string): Promise<AppointmentOf[]> {
  const { rows } = await db.query<AppointmentOf>(
    `select verification_id as "verificationId", citizen_id as "citizenId", starts_at as at, ends_at as "endsAt" from appointment
     where starts_at >= $1::timestamp at time zone 'Europe/Athens' and starts_at < ($1::timestamp + interval '1 day') at time zone 'Europe/Athens'
     order by starts_at, place`,
    [day],
  )
  return rows
}

/** The one that a letter's link gives up, as long as it lies ahead. */
export async function findByToken(db: Db, hash: Buffer): Promise<AppointmentOf | undefined> {
  const { rows } = await db.query<AppointmentOf>(
    `select verification_id as "verificationId", citizen_id as "citizenId", starts_at as at, ends_at as "endsAt" from appointment
     where cancel_hash = $1 and starts_at > now()`,
    [hash],
  )
  return rows[0]
}

/** By its verification or by the link of the letter; of two at once one gets it. */
export async function deleteAppointment(db: Db, by: { verificationId?: string; hash?: Buffer }): Promise<AppointmentOf | undefined> {
  const { rows } = await db.query<AppointmentOf>(
    `delete from appointment where (verification_id = $1 or cancel_hash = $2) and starts_at > now()
     returning verification_id as "verificationId", citizen_id as "citizenId", starts_at as at, ends_at as "endsAt"`,
    [by.verificationId ?? null, by.hash ?? null],
  )
  return rows[0]
}

/** Those that the counter can no longer keep: a holiday came, or its hours became others. */
export async function deleteImpossible(db: Db): Promise<AppointmentOf[]> {
  const { rows } = await db.query<AppointmentOf>(
    `delete from appointment a where starts_at > now() and not exists (
       select from counter_hours h left join holiday f on f.day = (a.starts_at at time zone 'Europe/Athens')::date
       where h.weekday = extract(isodow from a.starts_at at time zone 'Europe/Athens') and (f.day is null or f.half)
         and h.opens <= (a.starts_at at time zone 'Europe/Athens')::time
         and (a.ends_at at time zone 'Europe/Athens')::time <= h.closes - case when f.half then interval '2 hours' else interval '0' end)
     returning verification_id as "verificationId", citizen_id as "citizenId", starts_at as at, ends_at as "endsAt"`,
    [],
  )
  return rows
}
