/** The papers of a request, one row each. */
import type { PaperWay } from '../catalogue/definition.js'
import type { Db } from '../db/db.js'
import type { Bilingual } from '../i18n/index.js'
import type { PaperState } from './papers.js'

export type PaperRow = {
  id: string
  field: string
  title: Bilingual
  way: PaperWay
  state: PaperState
  askedAt: Date | null
  askedWhy: string | null
  givenAt: Date | null
}

export async function listPapers(db: Db, requestId: string): Promise<PaperRow[]> {
  const { rows } = await db.query<PaperRow>(
    `select id, field, title, way, state, asked_at as "askedAt", asked_why as "askedWhy", given_at as "givenAt"
     from request_paper where request_id = $1 order by position`,
    [requestId],
  )
  return rows
}

/** Where it was owed or sought till now. Undefined: it is not, any more. */
export async function updatePaper(db: Db, requestId: string, field: string, state: 'given' | 'not_needed'): Promise<Bilingual | undefined> {
  const { rows } = await db.query<{ title: Bilingual }>(
    `update request_paper set state = $3, given_at = case when $3 = 'given' then now() end
     where request_id = $1 and field = $2 and state in ('owed', 'sought') returning title`,
    [requestId, field, state],
  )
  return rows[0]?.title
}
