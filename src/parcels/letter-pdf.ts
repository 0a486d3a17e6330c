/** The letter that lies on top in the envelope: one page each, the address where the window is. It is no certificate, and says so. */
import { todayInAthens } from '../fields/dates.js'
import { showLongDate } from '../i18n/dates.js'
import { type Language, translate } from '../i18n/index.js'
import type { Municipality } from '../municipality.js'
import { createPaper, type Paper } from '../pdf/document.js'
import { showNumber } from '../requests/number.js'
import { showProtocol } from '../requests/protocol.js'
import { showPostage } from './postage.js'
import { linesOf, type Printed } from './printed.js'

/** Millimetres, so that nothing but the address shows through the window. */
const underWindow = 20

export async function lettersPdf(town: Municipality, parcels: Printed[], language: Language): Promise<Buffer> {
  const t = translate(language)
  const foot = [town.address[language], town.phones[0], town.email].filter(Boolean).join(' · ')
  const paper = await createPaper({ title: t('parcels.letter.file'), head: town.name[language], foot, language })
  parcels.forEach((parcel, index) => {
    if (index > 0) paper.nextPage()
    writeLetter(paper, town, parcel)
  })
  return paper.finish()
}

/** In the language of whoever asked. */
function writeLetter(paper: Paper, town: Municipality, parcel: Printed): void {
  const { language } = parcel
  const t = translate(language)
  const { window } = town.post
  const address = linesOf(parcel).map((text, index) => ({ text, size: 12, strong: index === 0 }))
  paper.box(window, address, window.top + window.height + underWindow)
  paper.paragraph(`${town.town[language]}, ${showLongDate(todayInAthens(), language)}`, { quiet: true })
  paper.title(t('parcels.letter.title'))
  paper.paragraph(t('parcels.letter.enclosed', { service: parcel.title[language] }), { large: true })
  paper.list([
    ...(parcel.protocol ? [t('parcels.letter.protocol', { protocol: showProtocol(parcel.protocol) })] : []),
    t('parcels.letter.number', { number: showNumber(parcel.number) }),
    t('parcels.letter.department', { department: parcel.department[language] }),
  ])
  paper.paragraph(t('parcels.letter.paper'), { strong: true })
  paper.paragraph(showPostage(t, town.post, language, parcel.free))
  paper.paragraph(t('parcels.letter.wrong', { phone: town.phones[0] ?? '' }))
}
