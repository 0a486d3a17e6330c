/** What the owner's page of an application shows beside the story: what to do now, the deadline, the answers with their papers. */
import type { Response } from 'express'
import { type AttachmentInfo, listOfRequest } from '../attachments/attachment.js'
import { NotFound } from '../errors.js'
import { showDate } from '../i18n/dates.js'
import type { Translate } from '../i18n/index.js'
import { ownParcelPart } from '../parcels/parts.js'
import type { Portal } from '../portal.js'
import type { Answers, Part } from '../requests/kind.js'
import { summaryOf } from '../requests/summary.js'
import { emptyForm } from '../web/forms.js'
import type { ViewData } from '../web/views.js'
import { clockFacts, deliveryWords, owedPapers, paperWords } from './facts.js'
import { type ApplicationFile, findFile } from './file-store.js'
import { showProtocol } from './protocol.js'

type Own = { id: string; number: string; answers: Answers }

export async function ownApplicationParts(portal: Portal, res: Response, { id, number, answers }: Own): Promise<Part[]> {
  const [file, attached, parcel] = await Promise.all([
    findFile(portal.pool, number, { citizenId: res.locals.actor.id }),
    listOfRequest(portal.pool, id),
    ownParcelPart(portal, res, { id, number }),
  ])
  if (!file) throw new NotFound()
  const base: ViewData = res.locals.page
  const t = base.t as Translate
  const before = {
    number,
    version: file.version,
    challenge: file.challenge,
    owed: file.closed ? [] : owedPapers(file),
    megabytes: megabytesOf(portal),
    correction: file.correction,
    correcting: file.correction ? correctionData(file, answers) : undefined,
    facts: factsOf(t, file),
  }
  const after = { sections: sectionsOf(base, file, answers), papers: papersOf(base, file, attached) }
  return [
    { view: 'applications/own/now', place: 'before', data: before, replies: file.correction !== null },
    ...(parcel ? [parcel] : []),
    { view: 'applications/own/answers', place: 'after', data: after },
  ]
}

/** How large one file may be. */
export const megabytesOf = ({ config }: Portal) => Math.floor(config.limits.LIMIT_ATTACHMENT_BYTES / 1024 / 1024)

/** The field that is asked again, with what stands there. */
export function correctionData({ definition, correction }: ApplicationFile, values: Answers) {
  return {
    fields: definition.fields.filter(field => field.key === correction?.field),
    definition,
    form: emptyForm(shownIn(definition, values)),
  }
}

/** Days as people write them. */
function shownIn({ fields }: ApplicationFile['definition'], values: Answers): Answers {
  const days = fields.filter(field => field.type === 'date' && values[field.key])
  return { ...values, ...Object.fromEntries(days.map(({ key }) => [key, showDate(values[key] as string)])) }
}

function factsOf(t: Translate, file: ApplicationFile) {
  const delivery = deliveryWords(t, file)
  return [
    { key: t('applications.protocol'), value: showProtocol(file.protocol) },
    ...clockFacts(t, file),
    ...(delivery ? [{ key: t('own-applications.receipt.delivery'), value: delivery }] : []),
  ]
}

/** As the form was laid out when it was filled in; without sections it was one page. */
function sectionsOf(base: ViewData, { definition }: ApplicationFile, answers: Answers) {
  const pick = base.pick as (text: { el: string; en: string }) => string
  const rowsOf = (key: string | undefined) =>
    summaryOf(base, { ...definition, fields: definition.fields.filter(field => field.section === key) }, answers)
  const named = (definition.sections ?? []).map(({ key, title }) => ({ title: pick(title), rows: rowsOf(key) }))
  return [{ title: undefined, rows: rowsOf(undefined) }, ...named].filter(section => section.rows.length)
}

function papersOf(base: ViewData, { papers, protocol }: ApplicationFile, attached: AttachmentInfo[]) {
  const t = base.t as Translate
  return papers.map(paper => ({
    title: paper.title,
    state: paperWords(t, paper, protocol.on),
    files: attached.filter(one => one.field === paper.field),
  }))
}
