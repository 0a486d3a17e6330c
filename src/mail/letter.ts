/** Letters: what the town writes to people, as rows. A job delivers them. */
import type { Config } from '../config.js'
import { afterCommit, type Db } from '../db/db.js'
import { type Language, translate } from '../i18n/index.js'
import { render } from '../web/views.js'
import { wakeDelivery } from './delivery.js'

/** One shape for all letters, so that text and HTML always say the same. */
export type Letter = {
  /** `thing.happened`, for the record and for tests. */
  kind: string
  to: string
  language: Language
  subject: string
  greeting?: string
  paragraphs: string[]
  /** A table of facts under the first paragraphs. */
  facts?: [label: string, value: string][]
  /** Something somebody wrote, shown as a quotation. */
  quote?: string
  /** The one thing to do: a button, its address absolute. */
  action?: { label: string; url: string }
  /** A code to type where links do not open. */
  code?: { label: string; value: string }
  /** Small print after the action. */
  after?: string[]
  /** Minutes to wait: where somebody may be looking over a shoulder now. */
  later?: number
  about?: { citizenId?: string; staffId?: string; requestId?: string }
}

type House = Pick<Config, 'municipality' | 'publicUrl'>

/** In the transaction of the act: no letter without the act, no act without its letter. Returns the letter's id. */
export async function send(tx: Db, house: House, letter: Letter): Promise<string> {
  const data = {
    ...letter,
    greeting: letter.greeting ?? '',
    facts: letter.facts ?? [],
    after: letter.after ?? [],
    quote: letter.quote ?? '',
    action: letter.action,
    code: letter.code,
    t: translate(letter.language),
    town: house.municipality.name[letter.language],
    municipality: house.municipality,
    publicUrl: house.publicUrl,
  }
  const { rows } = await tx.query<{ id: string }>(
    `insert into letter (citizen_id, staff_id, request_id, kind, language, to_address, subject, body_text, body_html, next_attempt_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(mins => $10)) returning id`,
    [
      letter.about?.citizenId ?? null,
      letter.about?.staffId ?? null,
      letter.about?.requestId ?? null,
      letter.kind,
      letter.language,
      letter.to,
      singleLine(letter.subject),
      render('mail/letter.txt', data, true),
      render('mail/letter.html', data),
      letter.later ?? 0,
    ],
  )
  afterCommit(tx, wakeDelivery)
  return (rows[0] as { id: string }).id
}

export type WrittenLetter = { to: string; subject: string; text: string; language: Language }

/** As it lies in the outbox. */
export async function readLetter(db: Db, id: string): Promise<WrittenLetter | undefined> {
  const { rows } = await db.query<WrittenLetter>(
    'select to_address as "to", subject, body_text as text, language from letter where id = $1',
    [id],
  )
  return rows[0]
}

/** A subject is one line: nothing typed by anybody can add a header. */
function singleLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, 200)
}
