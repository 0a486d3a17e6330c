/** Editing which papers the counter takes and how long claims live. Nothing is ever deleted: claims rest on it. */
import type { Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { type Db, transaction } from '../db/db.js'
import { Conflict } from '../errors.js'
import { searchKey } from '../fields/greek.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import type { PaperForm, PolicyForm } from './paper-forms.js'
import { insertPaper, listAllPapers, listPolicy, lockPapers, updatePaper, updatePolicy } from './paper-store.js'
import { claims, unproved } from './papers.js'

/** A field and what is wrong with it; then nothing has changed. */
type Problem = [field: string, problem: TextKey]
class Unsaved extends Error {
  constructor(readonly problem: Problem) {
    super(problem[1])
  }
}

/** Runs the change, and takes it back where it leaves a claim that no paper proves. */
async function edit(portal: Portal, change: (tx: Db) => Promise<void>): Promise<Problem | undefined> {
  try {
    await transaction(portal.pool, async tx => {
      await lockPapers(tx)
      await change(tx)
      const taken = (await listAllPapers(tx)).filter(({ retired }) => !retired)
      if (unproved(taken, claims).length) throw new Unsaved(['proves', 'papers.wrong.lastOne'])
    })
    return undefined
  } catch (problem) {
    if (problem instanceof Unsaved) return problem.problem
    throw problem
  }
}

const rowOf = (slug: string, form: PaperForm) => ({
  slug,
  title: { el: form.title_el, en: form.title_en },
  proves: claims.filter(claim => form.proves.includes(claim)),
  expiredOk: form.expired_ok,
  position: form.position,
  retired: form.retired,
  version: form.version,
})

/** Its name for the portal comes of its English title, and stays when that changes. */
export function addPaper(portal: Portal, staff: Staff, form: PaperForm): Promise<Problem | undefined> {
  const slug = searchKey(form.title_en)
    .toLocaleLowerCase('en')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .slice(0, 40)
  return edit(portal, async tx => {
    if (!slug) throw new Unsaved(['title_en', 'papers.wrong.latin'])
    if (slug === 'new' || !(await insertPaper(tx, rowOf(slug, form)))) throw new Unsaved(['title_en', 'papers.wrong.exists'])
    await record(tx, staff, 'paper.added', { type: 'paper', id: slug })
  })
}

export function changePaper(portal: Portal, staff: Staff, slug: string, form: PaperForm): Promise<Problem | undefined> {
  return edit(portal, async tx => {
    if (!(await updatePaper(tx, rowOf(slug, form)))) throw new Conflict('papers.conflict')
    await record(tx, staff, 'paper.changed', { type: 'paper', id: slug }, form.retired ? { reason: 'retired' } : {})
  })
}

/** The four rows are one page: its version is the sum of theirs. */
export const versionOf = (rows: readonly { version: number }[]) => rows.reduce((sum, { version }) => sum + version, 0)

export async function changePolicy({ pool }: Portal, staff: Staff, form: PolicyForm): Promise<void> {
  await transaction(pool, async tx => {
    await lockPapers(tx)
    const before = await listPolicy(tx)
    if (versionOf(before) !== form.version) throw new Conflict('papers.conflict')
    for (const { claim, years } of before) {
      const wanted = form[claim] ?? null
      if (wanted === years) continue
      await updatePolicy(tx, claim, wanted)
      await record(tx, staff, 'claim_policy.changed', { type: 'claim_policy', id: claim }, { reason: `years: ${wanted ?? 'never'}` })
    }
  })
}
