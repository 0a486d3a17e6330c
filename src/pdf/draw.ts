/** Codes drawn on a page. Lengths are points. */
import type { Bars, Matrix } from './codes.js'

/** Bars and gaps in turn, each so many modules wide. */
export function drawBars(doc: PDFKit.PDFDocument, bars: Bars, left: number, top: number, width: number, height: number): void {
  const unit = width / bars.reduce((sum, one) => sum + one, 0)
  let x = left
  bars.forEach((modules, index) => {
    if (index % 2 === 0) doc.rect(x, top, modules * unit, height)
    x += modules * unit
  })
  doc.fill('black')
}

export function drawMatrix(doc: PDFKit.PDFDocument, { size, dark }: Matrix, left: number, top: number, width: number): void {
  const unit = width / size
  dark.forEach((isDark, index) => {
    if (isDark) doc.rect(left + (index % size) * unit, top + Math.floor(index / size) * unit, unit, unit)
  })
  doc.fill('black')
}
