import type { Db } from '../db/db.js'
import type { Template } from './template.js'

export async function listTemplates(db: Db): Promise<Template[]> {
  const { rows } = await db.query<Template>(
    `select id, move, service, department, title, body, version from reply_template order by move, service nulls first, department nulls first, title ->> 'el', id`,
    [],
  )
  return rows
}

/** Those that fit a request of this service at this department, the most particular first. */
export async function listFitting(db: Db, service: string, department: string): Promise<Template[]> {
  const { rows } = await db.query<Template>(
    `select id, move, service, department, title, body, version from reply_template
     where coalesce(service, $1) = $1 and coalesce(department, $2) = $2
     order by service nulls last, department nulls last, title ->> 'el', id`,
    [service, department],
  )
  return rows
}

export async function findTemplate(db: Db, id: string): Promise<Template | undefined> {
  const { rows } = await db.query<Template>(
    'select id, move, service, department, title, body, version from reply_template where id::text = $1',
    [id],
  )
  return rows[0]
}

export async function insertTemplate(db: Db, one: Omit<Template, 'id' | 'version'>): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'insert into reply_template (move, service, department, title, body) values ($1, $2, $3, $4, $5) returning id',
    [one.move, one.service, one.department, one.title, one.body],
  )
  return (rows[0] as { id: string }).id
}

/** Returns whether it stood as the page showed it. */
export async function updateTemplate(db: Db, one: Template): Promise<boolean> {
  const { rowCount } = await db.query(
    `update reply_template set move = $3, service = $4, department = $5, title = $6, body = $7, version = version + 1, changed_at = now()
     where id = $1 and version = $2`,
    [one.id, one.version, one.move, one.service, one.department, one.title, one.body],
  )
  return rowCount === 1
}

export async function deleteTemplate(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from reply_template where id::text = $1', [id])
  return rowCount === 1
}
