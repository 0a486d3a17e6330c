/** Rows of accounts on their way to being activated. */
import type { Db } from '../db/db.js'
import type { Language } from '../i18n/index.js'

export type Pending = { id: string; email: string; emailKey: string; language: Language; username: string }

export async function findPending(db: Db, id: string): Promise<Pending | undefined> {
  const { rows } = await db.query<Pending>(
    `select id, email, email_key as "emailKey", language, username from citizen where id = $1 and status = 'pending'`,
    [id],
  )
  return rows[0]
}

export async function findNewestPending(db: Db, emailKey: string): Promise<Pending | undefined> {
  const { rows } = await db.query<Pending>(
    `select id, email, email_key as "emailKey", language, username from citizen
     where email_key = $1 and status = 'pending' order by created_at desc limit 1`,
    [emailKey],
  )
  return rows[0]
}

export type Owner = { id: string; email: string; language: Language; firstName: string }

export async function findOwnerOfEmail(db: Db, emailKey: string): Promise<Owner | undefined> {
  const { rows } = await db.query<Owner>(
    `select id, email, language, first_name as "firstName" from citizen where email_key = $1 and status = 'active'`,
    [emailKey],
  )
  return rows[0]
}

export async function updatePendingEmail(db: Db, id: string, email: string, emailKey: string): Promise<boolean> {
  const { rowCount } = await db.query(`update citizen set email = $2, email_key = $3 where id = $1 and status = 'pending'`, [
    id,
    email,
    emailKey,
  ])
  return rowCount === 1
}

export async function updatePendingUsername(db: Db, id: string, username: string, usernameKey: string): Promise<void> {
  await db.query(`update citizen set username = $2, username_key = $3 where id = $1 and status = 'pending'`, [id, username, usernameKey])
}

/** Fails by the unique indexes where an activated account holds the name or the address. */
export async function updateToActive(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(`update citizen set status = 'active', activated_at = now() where id = $1 and status = 'pending'`, [
    id,
  ])
  return rowCount === 1
}

/** Other attempts to register with an address that has now been proved. */
export async function deletePendingOfEmail(db: Db, emailKey: string): Promise<void> {
  await db.query(`delete from citizen where email_key = $1 and status = 'pending'`, [emailKey])
}

export async function deleteOldPending(db: Db, days: number): Promise<void> {
  await db.query(`delete from citizen where status = 'pending' and created_at < now() - make_interval(days => $1)`, [days])
}
