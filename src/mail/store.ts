import type { Db } from '../db/db.js'

export type WaitingLetter = {
  id: string
  toAddress: string
  subject: string
  bodyText: string
  bodyHtml: string
  language: string
  attempts: number
}

/**
 * Takes letters whose time has come and puts their next attempt off: should this process die while it sends, the letter
 * goes out again then, and twice at the most. The wait doubles from 10 seconds up to 10 minutes.
 */
export async function takeWaiting(db: Db, most: number): Promise<WaitingLetter[]> {
  const { rows } = await db.query<WaitingLetter>(
    `update letter
     set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => least(600, 10 * power(2, least(attempts, 10))))
     where id in (select id from letter where status = 'waiting' and next_attempt_at <= now()
                  order by next_attempt_at limit $1 for update skip locked)
     returning id, to_address as "toAddress", subject, body_text as "bodyText", body_html as "bodyHtml", language, attempts`,
    [most],
  )
  return rows
}

export async function markSent(db: Db, id: string): Promise<void> {
  await db.query(`update letter set status = 'sent', sent_at = now(), last_problem = null where id = $1`, [id])
}

export async function markProblem(db: Db, id: string, problem: string, final: boolean): Promise<void> {
  await db.query(`update letter set last_problem = $2, status = case when $3 then 'failed' else status end where id = $1`, [id, problem, final])
}
