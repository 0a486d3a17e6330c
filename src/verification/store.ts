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
  /** Who looked last. */
  staffName: string | null
  claims: Claim[]
  note: string | null
  createdAt: Date
  expiresAt: Date
  /** By the database's clock. */
  inTime: boolean
  decidedAt: Date | null
}

/** The newest of a citizen, open or ended; or the one that a code opens, or that was found without. */
export async function findVerification(
  db: Db,
  by: { citizenId?: string; print?: Buffer; id?: string },
): Promise<VerificationRow | undefined> {
  const { rows } = await db.query<VerificationRow>(
    `select v.id, v.citizen_id as "citizenId", v.status, v.code_sealed as "codeSealed", v.version, v.tries, v.fields, v.reason,
       v.staff_id as "staffId", s.name as "staffName", v.claims, v.note, v.created_at as "createdAt", v.expires_at as "expiresAt",
       v.expires_at > now() as "inTime", v.decided_at as "decidedAt"
     from verification v left join staff s on s.id = v.staff_id
     where v.citizen_id = $1 or v.code_print = $2 or v.id = $3 order by v.created_at desc limit 1`,
    [by.citizenId ?? null, by.print ?? null, by.id ?? null],
  )
  return rows[0]
}

type New = { id: string; citizenId: string; codePrint: Buffer; codeSealed: Buffer; days: number; claims: readonly Claim[] }

/** False where one is open already. */
export async function insertVerification(db: Db, { id, citizenId, codePrint, codeSealed, days, claims }: New): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into verification (id, citizen_id, code_print, code_sealed, expires_at, claims)
     values ($1, $2, $3, $4, now() + make_interval(days => $5), $6) on conflict do nothing`,
    [id, citizenId, codePrint, codeSealed, days, claims],
  )
  return rowCount === 1
}

type Change = {
  from: State
  to: State
  staffId: string | null
  desk?: string | null
  fields?: readonly string[]
  reason?: string | null
  note?: string | null
  tried?: boolean
}

/** Of two at once one changes it: the page's version must be the row's, and its time must not be over. What a supervisor has to look at waits for them. */
export async function updateVerification(db: Db, id: string, version: number, change: Change): Promise<boolean> {
  const { rowCount } = await db.query(
    `update verification
     set status = $4, staff_id = coalesce($5, staff_id), fields = $6, reason = $7, tries = tries + $8::int, version = version + 1,
       decided_at = case when $4 in ('passed', 'refused', 'binding_awaited') then now() end,
       held_at = case when $4 = 'held' then now() else held_at end,
       expires_at = case when $4 = 'held' then greatest(expires_at, now() + interval '30 days') else expires_at end,
       desk = coalesce($9, desk), note = coalesce($10, note)
     where id = $1 and version = $2 and status = $3 and expires_at > now()`,
    [
      id,
      version,
      change.from,
      change.to,
      change.staffId,
      change.fields ?? [],
      change.reason ?? null,
      change.tried ? 1 : 0,
      change.desk ?? null,
      change.note ?? null,
    ],
  )
  return rowCount === 1
}

/** Returns those whose time is over. */
export async function expireVerifications(db: Db): Promise<{ id: string }[]> {
  const { rows } = await db.query<{ id: string }>(
    `update verification set status = 'expired', version = version + 1, fields = '{}', reason = null, note = null, pending = null, binding_print = null,
       declared_print = null, recovery_print = null
     where expires_at <= now() and status = any($1) returning id`,
    [open],
  )
  return rows
}

export async function listPapers(db: Db): Promise<Paper[]> {
  const { rows } = await db.query<Paper>(
    `select slug, title, proves, expired_ok as "expiredOk" from accepted_paper
     where retired_at is null order by position, slug`,
    [],
  )
  return rows
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
