/** The files that came with a form, each kept or refused by itself. */
import { keepOnDraft } from '../attachments/attachment.js'
import type { Service } from '../catalogue/definition.js'
import type { TextKey } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import type { NamedFile } from '../requests/uploads.js'

/** What is wrong, by the paper's field. Files of a field that stands for no paper are let go. */
export async function keepFiles(
  portal: Portal,
  citizenId: string,
  draftId: string,
  { fields }: Pick<Service, 'fields'>,
  files: readonly NamedFile[],
): Promise<Record<string, TextKey>> {
  const problems: Record<string, TextKey> = {}
  const ofPapers = files.filter(({ field }) => fields.some(({ key, type }) => key === field && type === 'file'))
  for (const { field, bytes } of ofPapers) {
    const kept = await keepOnDraft(portal, citizenId, draftId, field, bytes)
    if (typeof kept === 'string') problems[field] = kept
  }
  return problems
}
