/** The slip on paper. It names nobody: whoever finds it learns nothing and opens nothing. */
import type { Appointment } from '../appointments/appointment.js'
import { showCode } from '../db/codes.js'
import { showLongDate, showTime, showWeekday } from '../i18n/dates.js'
import { type Language, translate } from '../i18n/index.js'
import type { Municipality } from '../municipality.js'
import { createPaper } from '../pdf/document.js'
import { whatToBring } from './bring.js'
import type { Claim, Paper } from './papers.js'

export type Slip = { code: string; expiresAt: Date; appointment?: Appointment; papers: Paper[]; claims: readonly Claim[] }

export async function slipPdf(
  town: Municipality,
  language: Language,
  { code, expiresAt, appointment, papers, claims }: Slip,
): Promise<Buffer> {
  const t = translate(language)
  const paper = await createPaper({
    title: t('slip.pdf.title'),
    head: town.name[language],
    foot: t('slip.pdf.foot', contactOf(town)),
    language,
  })
  paper.title(t('slip.pdf.title'))
  await paper.code({
    label: t('verification.slip.code'),
    shown: showCode(code),
    value: code,
    barsAlt: t('verification.slip.barcode'),
    squareAlt: t('verification.slip.qr'),
  })
  paper.paragraph(t('slip.pdf.show'))
  paper.paragraph(t('verification.until', { date: showLongDate(expiresAt, language) }), { strong: true })
  if (appointment) paper.paragraph(t('slip.pdf.appointment', whenOf(appointment, language)), { strong: true })
  paper.part(t('slip.bring.title'))
  for (const { lead, papers: names } of whatToBring(papers, claims, language, t)) {
    paper.paragraph(lead)
    paper.list(names)
  }
  paper.paragraph(t('slip.bring.two'))
  paper.paragraph(t('slip.bring.free'))
  paper.part(t('slip.where.title'))
  paper.paragraph(`${town.counter[language]}, ${town.address[language]}`)
  paper.paragraph(town.hours[language])
  paper.paragraph(t('slip.where.walkIn'))
  return paper.finish()
}

const whenOf = ({ at }: Appointment, language: Language) => ({ when: `${showWeekday(at, language)}, ${showTime(at)}` })

const contactOf = ({ phones, email }: Municipality) => ({ phone: phones[0] ?? '', email })
