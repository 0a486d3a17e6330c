/** Ready texts: what a clerk begins with when they write to a citizen. Data, in both languages, with fields that are filled in. */
import type { Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import { transaction } from '../db/db.js'
import { Conflict, NotFound } from '../errors.js'
import type { Bilingual } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { deleteTemplate, insertTemplate, updateTemplate } from './store.js'

export { listFitting } from './store.js'

/** Texts that can begin with one: of moves, and `challenge`, the second text of a rejection. */
export const templateMoves = [
  'ask_papers',
  'ask_correction',
  'ask',
  'reply',
  'approve',
  'ready',
  'reject',
  'challenge',
  'delay',
  'forward_department',
  'reconsider',
  'complete',
  'finish',
] as const
export type TemplateMove = (typeof templateMoves)[number]

/** What may stand in double braces. */
export const templateFields = ['name', 'protocol', 'number', 'service', 'department', 'hours', 'phone', 'due', 'clerk'] as const
export type TemplateValues = Record<(typeof templateFields)[number], string>

export type Template = {
  id: string
  move: TemplateMove
  /** null: of every one. */
  service: string | null
  department: string | null
  title: Bilingual
  body: Bilingual
  version: number
}

/** Where the clerk must write before it goes: a letter with this in it is not sent. */
export const gap = '[…]'

const braces = /{{\s*(.*?)\s*}}/g

/** What stands in braces and is no field. */
export function unknownFields(text: string): string[] {
  const named = [...text.matchAll(braces)].map(([, name]) => name as string)
  return [...new Set(named.filter(name => !(templateFields as readonly string[]).includes(name)))]
}

/** A field whose value is not known leaves a gap to be written by hand. */
export function fillTemplate(text: string, values: TemplateValues): string {
  return text.replace(braces, (_all, name: keyof TemplateValues) => values[name] || gap)
}

export function addTemplate({ pool }: Portal, editor: Staff, template: Omit<Template, 'id' | 'version'>): Promise<void> {
  return transaction(pool, async tx => {
    const id = await insertTemplate(tx, template)
    await record(tx, editor, 'template.added', { type: 'template', id })
  })
}

export function changeTemplate({ pool }: Portal, editor: Staff, template: Template): Promise<void> {
  return transaction(pool, async tx => {
    if (!(await updateTemplate(tx, template))) throw new Conflict()
    await record(tx, editor, 'template.changed', { type: 'template', id: template.id })
  })
}

export function removeTemplate({ pool }: Portal, editor: Staff, id: string): Promise<void> {
  return transaction(pool, async tx => {
    if (!(await deleteTemplate(tx, id))) throw new NotFound()
    await record(tx, editor, 'template.removed', { type: 'template', id })
  })
}
