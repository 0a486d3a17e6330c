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
 * Takes the letter that has been due longest and puts it off for longer than sending can last: should this process die
 * meanwhile, the letter goes out again then, and twice at the most.
 */
export async function takeWaiting(db: Db): Promise<WaitingLetter | undefined> {
  const { rows } = await db.query<WaitingLetter>(
    `update letter
     set attempts = attempts + 1, next_attempt_at = now() + interval '3 minutes'
     where id = (select id from letter where status = 'waiting' and next_attempt_at <= now()
                 order by next_attempt_at limit 1 for update skip locked)
     returning id, to_address as "toAddress", subject, body_text as "bodyText", body_html as "bodyHtml", language, attempts`,
    [],
  )
  return rows[0]
}

/** Its text is kept no longer than it waits: it may hold a link or a code that lets somebody in. */
export async function markSent(db: Db, id: string): Promise<void> {
  await db.query(`update letter set status = 'sent', sent_at = now(), last_problem = null, body_text = '', body_html = '' where id = $1`, [
    id,
  ])
}

/** The wait doubles from 10 seconds up to 10 minutes; `final` gives the letter up. */
export async function markProblem(db: Db, id: string, problem: string, final: boolean): Promise<void> {
  await db.query(
    `update letter
     set last_problem = $2, status = case when $3 then 'failed' else status end,
       body_text = case when $3 then '' else body_text end, body_html = case when $3 then '' else body_html end,
       next_attempt_at = now() + make_interval(secs => least(600, 10 * power(2, least(attempts - 1, 10))))
     where id = $1 and status = 'waiting'`,
    [id, problem, final],
  )
}
