/** Rows of revocations, and whom they concern. */
import type { Staff } from '../access/actor.js'
import type { Db } from '../db/db.js'

/** Of one person; or of all with a claim that this clerk wrote, or that was written from one day to another, the last one not counted. */
export type Target = {
  citizenId?: string | undefined
  clerkId?: string | undefined
  from?: string | undefined
  before?: string | undefined
}

const valuesOf = ({ citizenId, clerkId, from, before }: Target) => [citizenId ?? null, clerkId ?? null, from ?? null, before ?? null]

/** How many wait to bind what would be taken back. */
export async function countBindings(db: Db, target: Target): Promise<number> {
  const { rows } = await db.query<{ people: number }>(
    `select count(*)::int as people from verification
     where status = 'binding_awaited' and (citizen_id = $1 or ($1::uuid is null and ($2::uuid is null or staff_id = $2)
       and ($3::date is null or (decided_at at time zone 'Europe/Athens')::date >= $3)
       and ($4::date is null or (decided_at at time zone 'Europe/Athens')::date < $4)))`,
    valuesOf(target),
  )
  return rows[0]?.people ?? 0
}

/** How many would lose Level B today. */
export async function countPeople(db: Db, target: Target): Promise<number> {
  const { rows } = await db.query<{ people: number }>(
    `select count(*)::int as people from citizen c
     where c.level = 'B' and c.revoked_at is null and (c.id = $1 or ($1::uuid is null and exists (
       select from claim k where k.citizen_id = c.id and ($2::uuid is null or k.staff_id = $2)
         and ($3::date is null or (k.verified_at at time zone 'Europe/Athens')::date >= $3)
         and ($4::date is null or (k.verified_at at time zone 'Europe/Athens')::date < $4))))`,
    valuesOf(target),
  )
  return rows[0]?.people ?? 0
}

/** Ends their rights, and says whose decision it was. Returns how many. */
export async function markPeople(db: Db, id: string, target: Target): Promise<number> {
  const { rowCount } = await db.query(
    `update citizen c set revocation_id = $5, revoked_at = now()
     where c.level = 'B' and c.revoked_at is null and (c.id = $1 or ($1::uuid is null and exists (
       select from claim k where k.citizen_id = c.id and ($2::uuid is null or k.staff_id = $2)
         and ($3::date is null or (k.verified_at at time zone 'Europe/Athens')::date >= $3)
         and ($4::date is null or (k.verified_at at time zone 'Europe/Athens')::date < $4))))`,
    [...valuesOf(target), id],
  )
  return rowCount ?? 0
}

export type EndedVisit = { id: string; citizenId: string; active: boolean }

/** What the same clerk or the same days have decided and nobody has bound yet: no code makes it good any more. Returns the visits. */
export async function cancelBindings(db: Db, target: Target): Promise<EndedVisit[]> {
  const { rows } = await db.query<EndedVisit>(
    `update verification set status = 'cancelled', version = version + 1, pending = null, binding_print = null, declared_print = null,
       recovery_print = null, receipt_sealed = null
     where status = 'binding_awaited' and (citizen_id = $1 or ($1::uuid is null and ($2::uuid is null or staff_id = $2)
       and ($3::date is null or (decided_at at time zone 'Europe/Athens')::date >= $3)
       and ($4::date is null or (decided_at at time zone 'Europe/Athens')::date < $4)))
     returning id, citizen_id as "citizenId", (select c.status = 'active' from citizen c where c.id = citizen_id) as active`,
    valuesOf(target),
  )
  return rows
}

/** One decision at a time: two that overlap would wait for one another's rows. */
export async function lockRevocations(db: Db): Promise<void> {
  await db.query('lock table revocation in share row exclusive mode', [])
}

export type NewRevocation = { id: string; target: Target; reason: string; staffId: string; people: number }

/** False where this very decision was made already. */
export async function insertRevocation(db: Db, { id, target, reason, staffId, people }: NewRevocation): Promise<boolean> {
  const scope = target.citizenId ? 'person' : target.clerkId ? 'clerk' : 'period'
  const { rowCount } = await db.query(
    `insert into revocation (id, scope, clerk_id, from_on, before_on, reason, staff_id, people)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [id, scope, target.clerkId ?? null, target.from ?? null, target.before ?? null, reason, staffId, people],
  )
  return rowCount === 1
}

export type Revocation = {
  id: string
  scope: 'person' | 'clerk' | 'period'
  clerkName: string | null
  from: string | null
  before: string | null
  reason: string
  staffName: string
  at: Date
  people: number
  done: number
}

/** The newest first, from the one after `after`. */
export async function listRevocations(db: Db, after: string | undefined, most: number): Promise<Revocation[]> {
  const { rows } = await db.query<Revocation>(
    `select r.id, r.scope, k.name as "clerkName", r.from_on::text as "from", r.before_on::text as "before", r.reason, s.name as "staffName",
       r.at, r.people, r.done
     from revocation r join staff s on s.id = r.staff_id left join staff k on k.id = r.clerk_id
     where $1::uuid is null or (r.at, r.id) < (select a.at, a.id from revocation a where a.id = $1)
     order by r.at desc, r.id desc limit $2`,
    [after ?? null, most],
  )
  return rows
}

/** Those decided and not yet carried out in whole, the oldest first, each with who decided. */
export async function listUnfinished(db: Db): Promise<{ id: string; reason: string; by: Staff }[]> {
  const { rows } = await db.query<{ id: string; reason: string; by: Staff }>(
    `select r.id, r.reason, jsonb_build_object('kind', 'staff', 'id', s.id, 'username', s.username, 'name', s.name, 'roles', s.roles,
       'departments', s.departments, 'desk', null) as by
     from revocation r join staff s on s.id = r.staff_id
     where exists (select from citizen c where c.revocation_id = r.id and c.level = 'B') order by r.at`,
    [],
  )
  return rows
}

/** Taken by whoever comes first; the others pass them by. */
export async function takePeople(tx: Db, id: string, most: number): Promise<{ id: string; active: boolean }[]> {
  const { rows } = await tx.query<{ id: string; active: boolean }>(
    `select id, status = 'active' as active from citizen where revocation_id = $1 and level = 'B' order by id limit $2 for update skip locked`,
    [id, most],
  )
  return rows
}

export async function countDone(tx: Db, id: string, more: number): Promise<void> {
  await tx.query(`update revocation set done = done + $2 where id = $1`, [id, more])
}

/** Of whoever lost Level B and has not got it back: when, and why. */
export async function findOwnRevocation(db: Db, citizenId: string): Promise<{ reason: string; at: Date } | undefined> {
  const { rows } = await db.query<{ reason: string; at: Date }>(
    `select r.reason, c.revoked_at as at from citizen c join revocation r on r.id = c.revocation_id where c.id = $1`,
    [citizenId],
  )
  return rows[0]
}

export async function findPerson(db: Db, by: { afm?: Buffer; code?: Buffer; emailKey?: string }): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select c.id from citizen c where c.level = 'B' and c.revoked_at is null and (c.afm_print = $1 or c.email_key = $2
       or exists (select from verification v where v.citizen_id = c.id and v.code_print = $3))`,
    [by.afm ?? null, by.emailKey ?? null, by.code ?? null],
  )
  return rows[0]?.id
}

export type Person = { id: string; firstName: string; surname: string; certifiedAt: Date | null }

export async function findCertified(db: Db, id: string): Promise<Person | undefined> {
  const { rows } = await db.query<Person>(
    `select c.id, c.first_name as "firstName", c.surname, (select max(k.verified_at) from claim k where k.citizen_id = c.id) as "certifiedAt"
     from citizen c where c.id = $1 and c.level = 'B' and c.revoked_at is null`,
    [id],
  )
  return rows[0]
}

/** Everybody who has ever certified somebody. */
export async function listCertifiers(db: Db): Promise<{ id: string; name: string }[]> {
  const { rows } = await db.query<{ id: string; name: string }>(
    `select id, name from staff s where exists (select from claim k where k.staff_id = s.id)
       or exists (select from verification v where v.staff_id = s.id and v.status = 'binding_awaited') order by name, id`,
    [],
  )
  return rows
}
