/** What the counter reads and writes of a visit: signs of risk, claims, corrections, the receipt. */
import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'
import type { Claim } from './papers.js'

export type NewClaim = {
  citizenId: string
  claim: Claim
  paper: string
  paperEnd: string
  verificationId: string
  staffId: string
  desk: string | null
  expiresOn: string | null
}

export async function keepClaim(db: Db, claim: NewClaim): Promise<void> {
  await db.query(
    `insert into claim (citizen_id, claim, paper, paper_end, verification_id, staff_id, desk, expires_on) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (citizen_id, claim) do update set paper = excluded.paper, paper_end = excluded.paper_end,
       verification_id = excluded.verification_id, staff_id = excluded.staff_id, desk = excluded.desk, expires_on = excluded.expires_on,
       verified_at = now(), returned_at = null, returned_for = null, warned_for = null`,
    [claim.citizenId, claim.claim, claim.paper, claim.paperEnd, claim.verificationId, claim.staffId, claim.desk, claim.expiresOn],
  )
}

export type Signs = {
  young: boolean
  reset: boolean
  objected: boolean
  heldBefore: boolean
  tries: number
  samePhone: boolean
  sameAfm: boolean
  sameDocument: boolean
  surname: string
  staffName: string
}

/** Fingerprints of the numbers that the citizen will be certified with. */
export type Prints = { afm?: Buffer | undefined; identityNumber?: Buffer | undefined }

/** What a second pair of eyes is for, and what no clerk may pass at all. Counted for the citizen, not for the slip: a new slip makes nothing clean. */
export async function findSigns(db: Db, verificationId: string, staffId: string, prints: Prints): Promise<Signs> {
  const { rows } = await db.query<Signs>(
    `select c.activated_at > now() - interval '1 day' as young,
       exists (select from audit_event e where e.target_id = c.id::text and e.event = 'password.reset_done' and e.at > coalesce(
         (select min(w.at) from audit_event w where w.target_id = c.id::text and w.event = 'levelb.requested'), c.created_at)) as reset,
       c.suspended_for is not distinct from 'objection' or coalesce(c.objected_at > coalesce((select max(p.decided_at) from verification p
         where p.citizen_id = c.id and p.status = 'passed'), '-infinity'), false) as objected,
       exists (select from verification w where w.citizen_id = c.id and w.held_at is not null) as "heldBefore",
       (select coalesce(sum(w.tries), 0)::int from verification w where w.citizen_id = c.id and w.created_at > coalesce(
         (select max(p.decided_at) from verification p where p.citizen_id = c.id and p.status = 'passed'), '-infinity')) as tries,
       exists (select from citizen o where (o.mobile in (c.mobile, c.phone) or o.phone in (c.mobile, c.phone)) and o.id <> c.id
         and o.status = 'active') as "samePhone",
       exists (select from citizen o where o.afm_print = $3 and o.level = 'B' and o.id <> c.id) as "sameAfm",
       exists (select from citizen o where o.identity_number_print = $4 and o.level = 'B' and o.id <> c.id) as "sameDocument",
       c.surname, s.name as "staffName"
     from verification v join citizen c on c.id = v.citizen_id, staff s
     where v.id = $1 and s.id = $2`,
    [verificationId, staffId, prints.afm ?? null, prints.identityNumber ?? null],
  )
  return rows[0] as Signs
}

/** Whoever works here may have an account too: nobody decides about their own. */
export async function isOwnAccount(db: Db, staffId: string, citizenId: string): Promise<boolean> {
  const { rowCount } = await db.query(`select from staff s join citizen c on lower(s.email) = c.email_key where s.id = $1 and c.id = $2`, [
    staffId,
    citizenId,
  ])
  return rowCount !== 0
}

export async function keepReceipt(db: Db, id: string, sealed: Buffer): Promise<void> {
  await db.query(`update verification set receipt_sealed = $2 where id = $1`, [id, sealed])
}

export type Receipt = { id: string; sealed: Buffer; decidedAt: Date }

/** For the clerk who decided, and for a quarter of an hour. */
export async function findReceipt(db: Db, by: { print?: Buffer; id?: string }, staffId: string): Promise<Receipt | undefined> {
  const { rows } = await db.query<Receipt>(
    `select id, receipt_sealed as sealed, decided_at as "decidedAt" from verification
     where (code_print = $1 or id = $2) and staff_id = $3 and receipt_sealed is not null and decided_at > now() - interval '15 minutes'`,
    [by.print ?? null, by.id ?? null, staffId],
  )
  return rows[0]
}

export async function forgetReceipt(db: Db, id: string): Promise<void> {
  await db.query(`update verification set receipt_sealed = null where id = $1`, [id])
}

export type Binding = { bindingPrint: Buffer; declaredPrint: Buffer; recoveryPrint: Buffer; pending: NewClaim[] }

/** What waits until the citizen types the code of the receipt: for a month, whatever was left of the slip's time. */
export async function keepBinding(db: Db, id: string, binding: Binding): Promise<void> {
  await db.query(
    `update verification set binding_print = $2, declared_print = $3, recovery_print = $4, pending = $5::jsonb,
       expires_at = verification_clock() + interval '30 days'
     where id = $1`,
    [id, binding.bindingPrint, binding.declaredPrint, binding.recoveryPrint, JSON.stringify(binding.pending)],
  )
}

export async function findBinding(db: Db, id: string): Promise<Binding | undefined> {
  const { rows } = await db.query<Binding>(
    `select binding_print as "bindingPrint", declared_print as "declaredPrint", recovery_print as "recoveryPrint", pending
     from verification where id = $1 and binding_print is not null for update`,
    [id],
  )
  return rows[0]
}

export async function forgetBinding(db: Db, id: string): Promise<void> {
  await db.query(
    `update verification set binding_print = null, declared_print = null, recovery_print = null, pending = null where id = $1`,
    [id],
  )
}

type Correction = { id: string; verificationId: string; field: string; before: Buffer; after: Buffer; staffId: string }

export async function insertCorrection(db: Db, { id, verificationId, field, before, after, staffId }: Correction): Promise<void> {
  await db.query(
    `insert into correction (id, verification_id, field, before_sealed, after_sealed, staff_id) values ($1, $2, $3, $4, $5, $6)`,
    [id, verificationId, field, before, after, staffId],
  )
}

export async function listCorrected(db: Db, verificationId: string): Promise<string[]> {
  const { rows } = await db.query<{ field: string }>(`select distinct field from correction where verification_id = $1`, [verificationId])
  return rows.map(({ field }) => field)
}

/** Put right in the last year, on whichever slip: together they may not make another person of somebody. */
export async function listCorrectedLately(db: Db, citizenId: string): Promise<string[]> {
  const { rows } = await db.query<{ field: string }>(
    `select distinct c.field from correction c join verification v on v.id = c.verification_id
     where v.citizen_id = $1 and c.at > now() - interval '1 year'`,
    [citizenId],
  )
  return rows.map(({ field }) => field)
}

export async function findDeskTitle(db: Db, slug: string | null): Promise<Bilingual | undefined> {
  const { rows } = await db.query<{ title: Bilingual }>(`select title from desk where slug = $1`, [slug])
  return rows[0]?.title
}
