/** Claims as they stand: which count today, which were returned and why, what policy says of their life. */
import type { Db } from '../db/db.js'
import type { Claim } from '../fields/claims.js'
import type { Bilingual } from '../i18n/index.js'

export const returnedFor = ['changed', 'merged', 'expired', 'revoked', 'given_up'] as const
export type ReturnedFor = (typeof returnedFor)[number]

export type ClaimRow = {
  claim: Claim
  counts: boolean
  /** It counts, and its end is near. */
  endsSoon: boolean
  endsOn: string | null
  verifiedAt: Date
  returnedAt: Date | null
  /** Also of a claim whose end has passed before the clock's work has written it down. */
  returnedFor: ReturnedFor | null
  paper: Bilingual
  paperEnd: string
  desk: Bilingual | null
}

/** So many days before its end a claim may be renewed. */
const soonDays = 60

/** In the order of the counter: identity first. */
export async function listClaims(db: Db, citizenId: string): Promise<ClaimRow[]> {
  const { rows } = await db.query<ClaimRow>(
    `select s.claim, s.counts, s.counts and coalesce(s.ends_on <= (now() at time zone 'Europe/Athens')::date + $2::int, false) as "endsSoon",
       s.ends_on::text as "endsOn", s.verified_at as "verifiedAt", s.returned_at as "returnedAt",
       case when s.counts then null else coalesce(s.returned_for, 'expired') end as "returnedFor",
       p.title as paper, s.paper_end as "paperEnd", d.title as desk
     from claim_standing s join accepted_paper p on p.slug = s.paper left join desk d on d.slug = s.desk
     where s.citizen_id = $1
     order by array_position(array['identity', 'afm', 'tax_office', 'address'], s.claim)`,
    [citizenId, soonDays],
  )
  return rows
}

export async function listStanding(db: Db, citizenId: string): Promise<Claim[]> {
  const { rows } = await db.query<{ claim: Claim }>(`select claim from claim_standing where citizen_id = $1 and counts`, [citizenId])
  return rows.map(row => row.claim)
}

/** Returns those that were returned by this, and not before. */
export async function returnClaims(db: Db, citizenId: string, claims: readonly Claim[], why: ReturnedFor): Promise<Claim[]> {
  const { rows } = await db.query<{ claim: Claim }>(
    `update claim set returned_at = now(), returned_for = $3
     where citizen_id = $1 and claim = any($2) and returned_at is null returning claim`,
    [citizenId, claims, why],
  )
  return rows.map(row => row.claim)
}

/** What the newest slip of a citizen is to prove. */
export async function findSlipClaims(db: Db, citizenId: string): Promise<Claim[]> {
  const { rows } = await db.query<{ claims: Claim[] }>(
    `select claims from verification where citizen_id = $1 order by created_at desc limit 1`,
    [citizenId],
  )
  return rows[0]?.claims ?? []
}

/** Slips that have not ended prove all four from now on. */
export async function widenSlips(db: Db, citizenId: string): Promise<void> {
  await db.query(
    `update verification set claims = '{identity,afm,tax_office,address}', version = version + 1
     where citizen_id = $1 and status not in ('passed', 'refused', 'expired', 'cancelled')`,
    [citizenId],
  )
}

type Due = { citizenId: string }

/** People of Level B with a claim whose end has passed, or comes within so many days and was not told. */
export async function listDue(db: Db, warnDays: number, most: number): Promise<Due[]> {
  const { rows } = await db.query<Due>(
    `select distinct s.citizen_id as "citizenId"
     from claim_standing s join citizen c on c.id = s.citizen_id and c.status = 'active' and c.level = 'B' and c.revoked_at is null
     where s.returned_at is null
       and (not s.counts or (s.ends_on <= (now() at time zone 'Europe/Athens')::date + $1::int and s.warned_for is distinct from s.ends_on))
     order by 1 limit $2`,
    [warnDays, most],
  )
  return rows
}

/** Those of one person whose end has passed. */
export async function listOver(db: Db, citizenId: string): Promise<Claim[]> {
  const { rows } = await db.query<{ claim: Claim }>(
    `select claim from claim_standing where citizen_id = $1 and returned_at is null and not counts order by claim`,
    [citizenId],
  )
  return rows.map(row => row.claim)
}

export type Ending = { claim: Claim; endsOn: string }

/** Those of one person that end within so many days and whose end no letter has named; from now on one has. */
export async function markWarned(db: Db, citizenId: string, warnDays: number): Promise<Ending[]> {
  const { rows } = await db.query<Ending>(
    `update claim c set warned_for = s.ends_on
     from claim_standing s
     where s.citizen_id = $1 and c.citizen_id = s.citizen_id and c.claim = s.claim and s.counts
       and s.ends_on <= (now() at time zone 'Europe/Athens')::date + $2::int and c.warned_for is distinct from s.ends_on
     returning c.claim, s.ends_on::text as "endsOn"`,
    [citizenId, warnDays],
  )
  return rows
}
