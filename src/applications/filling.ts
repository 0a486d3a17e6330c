/** A form as it stands: what was written so far, read against today's definition, with everything that still keeps it from being sent. */
import { createHash } from 'node:crypto'
import { type AttachmentInfo, listOfDraft } from '../attachments/attachment.js'
import type { Service } from '../catalogue/definition.js'
import type { TextKey } from '../i18n/index.js'
import { type Address, type Delivery, readDelivery } from '../parcels/delivery.js'
import type { Portal } from '../portal.js'
import { type Read, readAnswers } from '../requests/form.js'
import type { Answers } from '../requests/kind.js'
import type { SealedDraft } from '../requests/sealed-draft.js'
import { type Applicant, findApplicant, type Prefilled, prefilledFor, withPrefilled } from './applicant.js'
import { type FormPage, pagesOf } from './form-pages.js'
import { chosenWay, isComplete, type PaperAsked, type PaperGiven, papersAsked, papersGiven } from './papers.js'

export type Filling = {
  service: Service
  draft: SealedDraft | undefined
  applicant: Applicant
  postTo: Address | undefined
  /** By field; with `checkedOn` it is locked. */
  prefilled: Record<string, Prefilled>
  /** With what is filled in beforehand. */
  typed: Answers
  read: Read
  papers: PaperAsked[]
  /** Files by the paper that they stand for. */
  attached: Map<string, AttachmentInfo[]>
  delivery: Delivery | undefined
  pages: FormPage[]
  /** Of the whole form, by field. */
  problems: Record<string, TextKey>
}

export async function fill(
  portal: Portal,
  citizenId: string,
  service: Service,
  draft: SealedDraft | undefined,
  typed: Answers = draft?.answers ?? {},
): Promise<Filling> {
  const { applicant, postTo } = await findApplicant(portal, citizenId)
  const files = draft ? await listOfDraft(portal.pool, draft.id) : []
  const prefilled = prefilledFor(applicant, service.fields)
  const whole = withPrefilled(prefilled, typed)
  const read = readAnswers(service, whole)
  const papers = papersAsked(service, read.asked)
  const attached = new Map(papers.map(({ field }) => [field, files.filter(file => file.field === field)]))
  const { delivery, problems } = readDelivery(read.answers, whole, postTo)
  return {
    service,
    draft,
    applicant,
    postTo,
    prefilled,
    typed: whole,
    read,
    papers,
    attached,
    delivery,
    pages: pagesOf(service, read.asked),
    problems: { ...read.problems, ...problems, ...missingPapers(papers, whole, attached) },
  }
}

/** Of what must come: neither a file, nor another way. */
function missingPapers(papers: PaperAsked[], typed: Answers, attached: Filling['attached']): Record<string, TextKey> {
  const missing = papers.filter(paper => {
    const way = chosenWay(paper, typed)
    return paper.required && !attached.get(paper.field)?.length && (!way || way === 'attach')
  })
  const sentence = (paper: PaperAsked): TextKey => (paper.ways.length > 1 ? 'applications.papers.missing' : 'applications.papers.noFile')
  return Object.fromEntries(missing.map(paper => [paper.field, sentence(paper)]))
}

export function papersOf({ papers, typed, attached }: Filling): PaperGiven[] {
  return papersGiven(papers, typed, new Set(papers.map(({ field }) => field).filter(field => attached.get(field)?.length)))
}

export const owesNothing = (filling: Filling): boolean => isComplete(papersOf(filling))

/** A sign of everything that would be sent: what was looked at and what is sent must be the same. */
export function signOf(filling: Filling): string {
  const { service, read, delivery, applicant, attached } = filling
  const sent = [service.version, read.answers, papersOf(filling), [...attached.values()].flat().map(file => file.id), delivery, applicant]
  return createHash('sha256').update(JSON.stringify(sent)).digest('base64url')
}
