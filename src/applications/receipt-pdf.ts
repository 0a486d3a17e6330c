/** The receipt on paper. */
import { showCode } from '../db/codes.js'
import { translate } from '../i18n/index.js'
import type { Municipality } from '../municipality.js'
import { createPaper } from '../pdf/document.js'
import type { Fact } from './facts.js'
import type { Receipt } from './receipt.js'

const rows = (facts: Fact[]) => facts.map(({ key, value }) => [key, value] as const)

/** `checkUrl`: where whoever holds the paper sees how it stands. */
export async function receiptPdf(town: Municipality, receipt: Receipt, checkUrl: string): Promise<Buffer> {
  const { language, facts, papers, clock, delivery, phones, checkCode } = receipt
  const t = translate(language)
  const title = t('own-applications.receipt.title')
  const paper = await createPaper({ title, head: town.name[language], foot: t('own-applications.receipt.foot'), language })
  paper.title(title)
  paper.facts(rows(facts))
  paper.part(t('own-applications.receipt.papers'))
  if (papers.length) paper.facts(papers.map(one => [one.title, one.state] as const))
  else paper.paragraph(t('own-applications.receipt.noPapers'))
  paper.part(t('own-applications.receipt.clock'))
  paper.facts(rows(clock))
  if (delivery) {
    paper.part(t('own-applications.receipt.delivery'))
    paper.paragraph(delivery)
  }
  paper.part(t('own-applications.receipt.check'))
  const shown = { shown: showCode(checkCode), address: checkUrl.replace(/\/[^/]+$/, ''), value: checkUrl }
  await paper.square({ lead: t('own-applications.receipt.checkLead'), ...shown, alt: t('own-applications.receipt.qr') })
  paper.paragraph(t('own-applications.receipt.contact', { phone: phones[0] ?? town.phones[0] ?? '', email: town.email }))
  return paper.finish()
}
