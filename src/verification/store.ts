/** Rows of verifications, claims and accepted papers. */
import type { Db } from '../db/db.js'
import { kept } from '../retention.js'
import type { Claim, Paper } from './papers.js'
import { open, type State } from './states.js'

export type VerificationRow = {
  id: string
  citizenId: string
  status: State
  codeSealed: Buffer
  version: number
  tries: number
  fields: string[]
  reason: string | null
  staffId: string | null
  createdAt: Date
  /** With the time that a pause has given so far. */
  expiresAt: Date
  /** By the clock of slips, which stands still in a pause. */
  inTime: boolean
  decidedAt: Date | null
}

/** The newest of a citizen, open or ended; or the one that a code opens. */
export async function findVerification(db: Db, by: { citizenId?: string; print?: Buffer }): Promise<VerificationRow | undefined> {
  const { rows } = await db.query<VerificationRow>(
    `select id, citizen_id as "citizenId", status, code_sealed as "codeSealed", version, tries, fields, reason, staff_id as "staffId",
       created_at as "createdAt", expires_at + (now() - greatest(verification_clock(), created_at)) as "expiresAt",
       expires_at > verification_clock() as "inTime", decided_at as "decidedAt"
     from verification where citizen_id = $1 or code_print = $2 order by created_at desc limit 1`,
    [by.citizenId ?? null, by.print ?? null],
  )
  return rows[0]
}

type New = { id: string; citizenId: string; codePrint: Buffer; codeSealed: Buffer; days: number }

/** False where one is open already. */
export async function insertVerification(db: Db, { id, citizenId, codePrint, codeSealed, days }: New): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into verification (id, citizen_id, code_print, code_sealed, expires_at)
     values ($1, $2, $3, $4, now() + make_interval(days => $5)) on conflict do nothing`,
    [id, citizenId, codePrint, codeSealed, days],
  )
  return rowCount === 1
}

type Change = { from: State; to: State; staffId: string | null; fields?: readonly string[]; reason?: string | null; tried?: boolean }

/** Of two at once one changes it: the page's version must be the row's, and its time must not be over. */
export async function updateVerification(db: Db, id: string, version: number, change: Change): Promise<boolean> {
  const { rowCount } = await db.query(
    `update verification
     set status = $4, staff_id = coalesce($5, staff_id), fields = $6, reason = $7, tries = tries + $8::int, version = version + 1,
       decided_at = case when $4 in ('passed', 'refused') then now() end, held_at = case when $4 = 'held' then now() else held_at end
     where id = $1 and version = $2 and status = $3 and expires_at > verification_clock()`,
    [id, version, change.from, change.to, change.staffId, change.fields ?? [], change.reason ?? null, change.tried ? 1 : 0],
  )
  return rowCount === 1
}

/** Ends those whose time is over, all or one citizen's. */
export async function expireVerifications(db: Db, citizenId?: string): Promise<{ id: string; citizenId: string }[]> {
  const { rows } = await db.query<{ id: string; citizenId: string }>(
    `update verification set status = 'expired', version = version + 1, fields = '{}', reason = null
     where expires_at <= verification_clock() and status = any($1) and ($2::uuid is null or citizen_id = $2)
     returning id, citizen_id as "citizenId"`,
    [open, citizenId ?? null],
  )
  return rows
}

export async function listPapers(db: Db): Promise<Paper[]> {
  const { rows } = await db.query<Paper>(`select slug, title, proves, expired_ok as "expiredOk" from accepted_paper order by position`, [])
  return rows
}

export type ClaimRow = { claim: Claim; paper: string; paperEnd: string; verifiedAt: Date; expiresOn: string | null }
type NewClaim = {
  citizenId: string
  claim: Claim
  paper: string
  paperEnd: string
  verificationId: string
  staffId: string
  expiresOn: string | null
}

export async function keepClaim(db: Db, claim: NewClaim): Promise<void> {
  await db.query(
    `insert into claim (citizen_id, claim, paper, paper_end, verification_id, staff_id, expires_on) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (citizen_id, claim) do update set paper = excluded.paper, paper_end = excluded.paper_end,
       verification_id = excluded.verification_id, staff_id = excluded.staff_id, expires_on = excluded.expires_on, verified_at = now()`,
    [claim.citizenId, claim.claim, claim.paper, claim.paperEnd, claim.verificationId, claim.staffId, claim.expiresOn],
  )
}

export async function listClaims(db: Db, citizenId: string): Promise<ClaimRow[]> {
  const { rows } = await db.query<ClaimRow>(
    `select claim, paper, paper_end as "paperEnd", verified_at as "verifiedAt", expires_on::text as "expiresOn" from claim where citizen_id = $1`,
    [citizenId],
  )
  return rows
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
  sameEmail: boolean
  surname: string
  staffName: string
}

/** What a second pair of eyes is for, and what no clerk may pass at all. Counted for the citizen, not for the slip: a new slip makes nothing clean. */
export async function findSigns(db: Db, verificationId: string, staffId: string): Promise<Signs> {
  const { rows } = await db.query<Signs>(
    `select c.activated_at > now() - interval '1 day' as young,
       exists (select from audit_event e where e.target_id = c.id::text and e.event = 'password.reset_done' and e.at > coalesce(
         (select min(w.at) from audit_event w where w.target_id = c.id::text and w.event = 'levelb.requested'), c.created_at)) as reset,
       c.suspended_for is not distinct from 'objection' as objected,
       exists (select from verification w where w.citizen_id = c.id and w.held_at is not null) as "heldBefore",
       (select coalesce(sum(w.tries), 0)::int from verification w where w.citizen_id = c.id and w.created_at > coalesce(
         (select max(p.decided_at) from verification p where p.citizen_id = c.id and p.status = 'passed'), '-infinity')) as tries,
       exists (select from citizen o where o.mobile = c.mobile and o.id <> c.id and o.status = 'active') as "samePhone",
       exists (select from citizen o where o.afm_print = c.afm_print and o.level = 'B' and o.id <> c.id) as "sameAfm",
       exists (select from citizen o where o.identity_number_print = c.identity_number_print and o.level = 'B' and o.id <> c.id) as "sameDocument",
       c.surname, s.name as "staffName",
       lower(s.email) = c.email_key as "sameEmail"
     from verification v join citizen c on c.id = v.citizen_id, staff s
     where v.id = $1 and s.id = $2`,
    [verificationId, staffId],
  )
  return rows[0] as Signs
}

export async function keepReceipt(db: Db, id: string, sealed: Buffer): Promise<void> {
  await db.query(`update verification set receipt_sealed = $2 where id = $1`, [id, sealed])
}

export type Receipt = { id: string; sealed: Buffer; decidedAt: Date }

/** For the clerk who decided, and for a quarter of an hour. */
export async function findReceipt(db: Db, print: Buffer, staffId: string): Promise<Receipt | undefined> {
  const { rows } = await db.query<Receipt>(
    `select id, receipt_sealed as sealed, decided_at as "decidedAt" from verification
     where code_print = $1 and staff_id = $2 and receipt_sealed is not null and decided_at > now() - interval '15 minutes'`,
    [print, staffId],
  )
  return rows[0]
}

export async function forgetReceipt(db: Db, id: string): Promise<void> {
  await db.query(`update verification set receipt_sealed = null where id = $1`, [id])
}

export async function forgetOldReceipts(db: Db): Promise<void> {
  await db.query(
    `update verification set receipt_sealed = null where receipt_sealed is not null and decided_at < now() - interval '15 minutes'`,
    [],
  )
}

/** The code of a slip that opens nothing any more: its fingerprint stays, so that it is never given out again. */
export async function forgetEndedCodes(db: Db): Promise<void> {
  await db.query(
    `update verification set code_sealed = '' where code_sealed <> '' and status <> all($2)
       and coalesce(decided_at, expires_at) < now() - make_interval(hours => $1)`,
    [kept.tokenHours, open],
  )
}
