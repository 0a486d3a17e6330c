/** The receipt of an application: what was entered into the registry, when, and until when there is an answer. */
import type { Staff } from '../access/actor.js'
import { record } from '../audit/audit.js'
import type { Department } from '../catalogue/definition.js'
import { NotFound } from '../errors.js'
import { type Language, translate } from '../i18n/index.js'
import type { Portal } from '../portal.js'
import { parseNumber, showNumber } from '../requests/number.js'
import { applicantName, clockFacts, deliveryWords, type Fact, paperWords } from './facts.js'
import { type ApplicationFile, findFile } from './file-store.js'
import { showProtocol } from './protocol.js'

export type Receipt = {
  language: Language
  /** Who, what, under which numbers. */
  facts: Fact[]
  papers: { title: string; state: string }[]
  clock: Fact[]
  delivery: string | undefined
  phones: string[]
  checkCode: string
}

export function receiptOf(language: Language, file: ApplicationFile, department: Department | undefined): Receipt {
  const t = translate(language)
  const fact = (key: 'service' | 'applicant' | 'entered', value: string) => ({ key: t(`own-applications.receipt.${key}`), value })
  return {
    language,
    facts: [
      { key: t('applications.protocol'), value: showProtocol(file.protocol) },
      { key: t('requests.number'), value: showNumber(file.number) },
      fact('service', file.title[language]),
      fact('applicant', applicantName(file)),
      ...(file.entered === 'online' ? [] : [fact('entered', t(`own-applications.entered.${file.entered}`))]),
      ...(department ? [{ key: t('requests.department'), value: department.name[language] }] : []),
    ],
    papers: file.papers.map(paper => ({ title: paper.title[language], state: paperWords(t, paper, file.protocol.on) })),
    clock: clockFacts(t, file),
    delivery: deliveryWords(t, file),
    phones: department?.phones ?? [],
    checkCode: file.checkCode,
  }
}

/** Somebody else's, and what is no application, is not found. */
export async function ownFile({ pool }: Pick<Portal, 'pool'>, citizenId: string, typed: unknown): Promise<ApplicationFile> {
  const number = parseNumber(typed)
  const file = number && (await findFile(pool, number, { citizenId }))
  if (!file) throw new NotFound()
  return file
}

/** For the counter, where it is printed for whoever stands there; that somebody's paper was looked at is on record. */
export async function deskFile({ pool }: Pick<Portal, 'pool'>, clerk: Staff, typed: unknown): Promise<ApplicationFile> {
  const number = parseNumber(typed)
  const file = number && (await findFile(pool, number, { departments: clerk.departments }))
  if (!file) throw new NotFound()
  const { citizenId, id } = file
  if (citizenId) await record(pool, clerk, 'person.viewed', { type: 'citizen', id: citizenId }, { reason: `request ${id}` })
  return file
}
