/** The head of the chain in one line, to be kept elsewhere: against it a trail that was written anew as a whole is found. */
import { visitor } from '../access/actor.js'
import { type Db, transaction } from '../db/db.js'
import type { Task } from '../jobs/jobs.js'
import { send } from '../mail/letter.js'
import type { Portal } from '../portal.js'
import { record } from './audit.js'
import { digestLetter } from './mails.js'
import { verifyTrail } from './verify.js'

/** `events`: how many rows there are up to the last one of the link. */
export type Digest = { link: string; lastEvent: string; events: string; hash: Buffer }

/** Undefined while nothing is chained. */
export async function findHead(db: Db): Promise<(Digest & { at: Date }) | undefined> {
  const { rows } = await db.query<Digest & { at: Date }>(
    `select l.id::text as link, l.last_event::text as "lastEvent", (select count(*) from audit_event where id <= l.last_event)::text as events, l.hash, l.at
     from audit_link l order by l.id desc limit 1`,
    [],
  )
  return rows[0]
}

/** `thyrida-audit LINK LAST-EVENT EVENTS HASH` */
export function digestLine({ link, lastEvent, events, hash }: Digest): string {
  return `thyrida-audit ${link} ${lastEvent} ${events} ${hash.toString('hex')}`
}

/** Every digest in a text, whatever stands around it: a letter, a log, a file with a line a day. The oldest first. */
export function readDigests(text: string): Digest[] {
  const found = [...text.matchAll(/thyrida-audit (\d{1,18}) (\d{1,18}) (\d{1,18}) ([0-9a-f]{64})/g)]
  return found
    .map(([, link = '', lastEvent = '', events = '', hash = '']) => ({ link, lastEvent, events, hash: Buffer.from(hash, 'hex') }))
    .sort((a, b) => Number(BigInt(a.link) - BigInt(b.link)))
}

type Auditor = { id: string; email: string; name: string }

async function listAuditors(db: Db): Promise<Auditor[]> {
  const { rows } = await db.query<Auditor>(
    `select id, email, name from staff
     where 'auditor' = any(roles) and status = 'active' and (last_day is null or last_day >= (now() at time zone 'Europe/Athens')::date)`,
    [],
  )
  return rows
}

/** Once a day: the trail is read again, and its head goes to the log and to each auditor, out of the database's reach. */
export async function sendDigest({ pool, config, log }: Portal): Promise<void> {
  const { broken } = await verifyTrail(pool)
  const head = await findHead(pool)
  if (!head) return
  const line = digestLine(head)
  log[broken ? 'error' : 'info']({ event: 'audit.verified', digest: line, broken: broken?.why, link: broken?.link }, 'audit digest')
  await transaction(pool, async tx => {
    for (const auditor of await listAuditors(tx)) await send(tx, config, digestLetter(auditor, line, head.at, broken))
    await record(tx, visitor, 'audit.verified', undefined, broken ? { outcome: 'failed', reason: `link ${broken.link} ${broken.why}` } : {})
  })
}

export const digestTask: Task = { name: 'audit-digest', cron: '5 3 * * *', run: sendDigest }
