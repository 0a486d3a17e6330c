/** The windows of the counter, and who sits at which: a part of the session, told by the trail. */
import type { Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict } from '../errors.js'
import type { Bilingual } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { insertWindow, isOpenWindow, updateClosed, updateTitle } from './store.js'

const subjectOf = ({ id }: Staff) => ({ type: 'staff', id })

/** Sits down at a window, or, with null, at none. False where it is not open; the session then stays as it was. */
export function takeWindow({ pool }: Portal, staff: Staff, slug: string | null): Promise<boolean> {
  return transaction(pool, async tx => {
    if (slug !== null && !(await isOpenWindow(tx, slug))) return false
    if (slug === staff.desk) return true
    await endDuty(tx, staff)
    if (slug !== null) await record(tx, staff, 'duty.began', subjectOf(staff), { reason: slug })
    return true
  })
}

export async function endDuty(db: Db, staff: Staff): Promise<void> {
  if (staff.desk !== null) await record(db, staff, 'duty.ended', subjectOf(staff), { reason: staff.desk })
}

export type Seen = { slug: string; version: number }

const aboutWindow = (slug: string) => ({ type: 'desk', id: slug })

/** The slug of the new one; undefined where an open one has this name. */
export function addWindow({ pool }: Portal, actor: Staff, title: Bilingual): Promise<string | undefined> {
  return transaction(pool, async tx => {
    const slug = await insertWindow(tx, title)
    if (slug) await record(tx, actor, 'window.added', aboutWindow(slug))
    return slug
  })
}

/** False where an open one has this name. Throws Conflict for a page that is too old. */
export function renameWindow({ pool }: Portal, actor: Staff, { slug, version }: Seen, title: Bilingual): Promise<boolean> {
  return unlessTaken(
    transaction(pool, async tx => {
      if (!(await updateTitle(tx, slug, version, title))) throw new Conflict('duty.windows.changed')
      await record(tx, actor, 'window.renamed', aboutWindow(slug))
    }),
  )
}

/** Whoever sits there sits nowhere from now on. Throws Conflict. */
export function closeWindow({ pool }: Portal, actor: Staff, { slug, version }: Seen): Promise<boolean> {
  return transaction(pool, async tx => {
    if (!(await updateClosed(tx, slug, version, true))) throw new Conflict('duty.windows.changed')
    await record(tx, actor, 'window.closed', aboutWindow(slug))
    return true
  })
}

/** False where an open one has taken its name meanwhile. Throws Conflict. */
export function reopenWindow({ pool }: Portal, actor: Staff, { slug, version }: Seen): Promise<boolean> {
  return unlessTaken(
    transaction(pool, async tx => {
      if (!(await updateClosed(tx, slug, version, false))) throw new Conflict('duty.windows.changed')
      await record(tx, actor, 'window.reopened', aboutWindow(slug))
    }),
  )
}

function unlessTaken(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    problem => {
      if ((problem as { constraint?: unknown }).constraint === 'desk_open_title') return false
      throw problem
    },
  )
}
