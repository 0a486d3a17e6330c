/** Text at fixed places of a page: labels, and the address behind an envelope's window. */

/** Points. */
export const mm = 72 / 25.4

/** Millimetres from the page's top left corner. */
export type Box = { left: number; top: number; width: number; height: number }
/** `size` and `after`, the air behind it: points, at most. */
export type BoxLine = { text: string; size: number; strong?: boolean; after?: number }

const step = 0.94
const smallest = 0.3

/** In the middle of its height. Lines are wrapped, and all of them made smaller alike, until the whole of them stands in the box. */
export function drawBox(doc: PDFKit.PDFDocument, box: Box, lines: BoxLine[], add: (draw: () => void) => void): void {
  const [left, top, width, height] = [box.left * mm, box.top * mm, box.width * mm, box.height * mm]
  let scale = 1
  while (scale > smallest && heightOf(doc, lines, width, scale) > height) scale *= step
  let y = top + Math.max(0, height - heightOf(doc, lines, width, scale)) / 2
  for (const line of lines) {
    add(() => dress(doc, line, scale).text(line.text, left, y, { width }))
    y = doc.y + (line.after ?? 0) * scale
  }
}

function heightOf(doc: PDFKit.PDFDocument, lines: BoxLine[], width: number, scale: number): number {
  return lines.reduce((sum, line) => sum + dress(doc, line, scale).heightOfString(line.text, { width }) + (line.after ?? 0) * scale, 0)
}

function dress(doc: PDFKit.PDFDocument, { size, strong }: BoxLine, scale: number): PDFKit.PDFDocument {
  return doc
    .font(strong ? 'strong' : 'body')
    .fontSize(size * scale)
    .fillColor('black')
}
