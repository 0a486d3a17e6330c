/** The editor's tables: which papers the counter takes, and after how long a claim is checked anew. */
import type { Db } from '../db/db.js'
import type { Claim } from '../fields/claims.js'
import type { Bilingual } from '../i18n/index.js'

export type PaperRow = {
  slug: string
  title: Bilingual
  proves: Claim[]
  expiredOk: boolean
  position: number
  retired: boolean
  version: number
}

/** Those that are taken first, in the order of the counter. */
export async function listAllPapers(db: Db): Promise<PaperRow[]> {
  const { rows } = await db.query<PaperRow>(
    `select slug, title, proves, expired_ok as "expiredOk", position, retired_at is not null as retired, version
     from accepted_paper order by retired_at is not null, position, slug`,
    [],
  )
  return rows
}

/** One editor at a time: together they could retire the last paper that proves something. */
export async function lockPapers(db: Db): Promise<void> {
  await db.query('lock table accepted_paper, claim_policy in share row exclusive mode', [])
}

type New = Omit<PaperRow, 'version' | 'retired'>

/** False where the name is taken. */
export async function insertPaper(db: Db, paper: New): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into accepted_paper (slug, title, proves, expired_ok, position) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [paper.slug, paper.title, paper.proves, paper.expiredOk, paper.position],
  )
  return rowCount === 1
}

/** False where the page is older than the row. */
export async function updatePaper(db: Db, paper: PaperRow): Promise<boolean> {
  const { rowCount } = await db.query(
    `update accepted_paper set title = $3, proves = $4, expired_ok = $5, position = $6,
       retired_at = case when $7 then coalesce(retired_at, now()) end, version = version + 1
     where slug = $1 and version = $2`,
    [paper.slug, paper.version, paper.title, paper.proves, paper.expiredOk, paper.position, paper.retired],
  )
  return rowCount === 1
}

export type Policy = { claim: Claim; years: number | null; version: number }

export async function listPolicy(db: Db): Promise<Policy[]> {
  const { rows } = await db.query<Policy>(
    `select claim, years, version from claim_policy order by array_position(array['identity', 'afm', 'tax_office', 'address'], claim)`,
    [],
  )
  return rows
}

export async function updatePolicy(db: Db, claim: Claim, years: number | null): Promise<void> {
  await db.query(
    `update claim_policy set years = $2, changed_on = (now() at time zone 'Europe/Athens')::date, version = version + 1
     where claim = $1`,
    [claim, years],
  )
}
