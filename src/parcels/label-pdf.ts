/** Labels for envelopes, on the sheets that the post room has. */
import type { Language, Translate } from '../i18n/index.js'
import { translate } from '../i18n/index.js'
import type { LabelFormat, Municipality } from '../municipality.js'
import type { Box, BoxLine } from '../pdf/boxes.js'
import { createPaper } from '../pdf/document.js'
import { showNumber } from '../requests/number.js'
import { linesOf, type Printed } from './printed.js'

/** Air on each side, for printers that miss by a little. */
const air = 4

export const placesOf = ({ columns, rows }: LabelFormat) => columns * rows

/** `start`: on a sheet that was used before, the place of the first label that is left; 1 is the first one. */
export async function labelsPdf(
  town: Municipality,
  format: LabelFormat,
  start: number,
  parcels: Printed[],
  language: Language,
): Promise<Buffer> {
  const t = translate(language)
  const paper = await createPaper({ title: t('parcels.labels.title'), head: '', foot: '', language, page: format.page })
  parcels.forEach((parcel, index) => {
    const place = (start - 1 + index) % placesOf(format)
    if (place === 0 && index > 0) paper.nextPage()
    paper.box(insideOf(format, place), labelLines(t, town, parcel))
  })
  return paper.finish()
}

/** Row by row, from the left. */
function insideOf({ left, top, width, height, across, down, columns }: LabelFormat, place: number): Box {
  return {
    left: left + (place % columns) * across + air,
    top: top + Math.floor(place / columns) * down + air,
    width: width - 2 * air,
    height: height - 2 * air,
  }
}

function labelLines(t: Translate, town: Municipality, parcel: Printed): BoxLine[] {
  return [
    { text: t('parcels.labels.from', { town: town.name.el, address: town.address.el }), size: 6, after: 5 },
    ...linesOf(parcel).map((text, index) => ({ text, size: 11, strong: index === 0, after: 1 })),
    { text: showNumber(parcel.number), size: 6 }, // by which the clerk finds the letter that belongs to it
  ]
}
