/** Rows of verifications, claims and accepted papers. */
import type { Db } from '../db/db.js'
import type { Claim, Paper } from './papers.js'
import type { State } from './states.js'

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
  expiresAt: Date
  decidedAt: Date | null
}

/** The newest of a citizen, open or ended; or the one that a code opens. */
export async function findVerification(db: Db, by: { citizenId?: string; print?: Buffer }): Promise<VerificationRow | undefined> {
  const { rows } = await db.query<VerificationRow>(
    `select id, citizen_id as "citizenId", status, code_sealed as "codeSealed", version, tries, fields, reason, staff_id as "staffId",
       created_at as "createdAt", expires_at as "expiresAt", decided_at as "decidedAt"
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
       decided_at = case when $4 in ('passed', 'refused') then now() end
     where id = $1 and version = $2 and status = $3 and expires_at > now()`,
    [id, version, change.from, change.to, change.staffId, change.fields ?? [], change.reason ?? null, change.tried ? 1 : 0],
  )
  return rowCount === 1
}

/** Returns whose they were. */
export async function expireVerifications(db: Db): Promise<{ id: string; citizenId: string }[]> {
  const { rows } = await db.query<{ id: string; citizenId: string }>(
    `update verification set status = 'expired', version = version + 1, fields = '{}', reason = null
     where expires_at <= now() and status in ('ready', 'differs', 'paper_missing', 'second_awaited', 'held')
     returning id, citizen_id as "citizenId"`,
    [],
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
  samePhone: boolean
  sameAfm: boolean
  sameEmail: boolean
  surnameKey: string
  staffName: string
}

/** What a second pair of eyes is for, and what no clerk may pass at all. */
export async function findSigns(db: Db, verificationId: string, staffId: string): Promise<Signs> {
  const { rows } = await db.query<Signs>(
    `select c.activated_at > now() - interval '1 day' as young,
       exists (select from audit_event e where e.target_id = c.id::text and e.event = 'password.reset_done' and e.at > v.created_at) as reset,
       exists (select from citizen o where o.mobile = c.mobile and o.id <> c.id and o.status = 'active') as "samePhone",
       exists (select from citizen o where o.afm_print = c.afm_print and o.level = 'B' and o.id <> c.id) as "sameAfm",
       c.surname_key as "surnameKey", s.name as "staffName",
       lower(s.email) = c.email_key as "sameEmail"
     from verification v join citizen c on c.id = v.citizen_id, staff s
     where v.id = $1 and s.id = $2`,
    [verificationId, staffId],
  )
  return rows[0] as Signs
}
