/** Papers to print: A4, Greek and English, text that can be marked and read aloud. Loaded with the first paper. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Language } from '../i18n/index.js'
import { type Box, type BoxLine, drawBox, mm } from './boxes.js'
import { type Bars, type Matrix, readBars, readMatrix } from './codes.js'

export type Paper = {
  title(text: string): void
  part(text: string): void
  paragraph(text: string, look?: Look): void
  list(items: string[]): void
  /** A code and what it says, for people who type it: `shown` in large letters, then its bars, its square beside them. */
  code(given: { label: string; shown: string; value: string; barsAlt: string; squareAlt: string }): Promise<void>
  /** Text at a place of its own, made smaller until it fits. What is written next goes on under it, or so many millimetres from the top. */
  box(at: Box, lines: BoxLine[], next?: number): void
  /** Ends this page, with its foot, and begins the next one, with its head. */
  nextPage(): void
  /** The whole file. Nothing can be added afterwards. */
  finish(): Promise<Buffer>
}
/** `bbox`: left, top, right, bottom, by which a reader finds the picture on the page. */
type Figure = { alt?: string; bbox?: [number, number, number, number] }
type Look = { strong?: boolean; quiet?: boolean; large?: boolean }

/**
 * `head` stands small above the title, `foot` at the end of the page; empty, there is none. `page`: millimetres, without
 * margins, for what is only boxes; else A4. Lengths are points here: 72 are an inch.
 */
export type Sheet = { title: string; head: string; foot: string; language: Language; page?: { width: number; height: number } }

const margin = 56
const quietInk = '#4a5660'
const fonts = { body: 'DejaVuSans.ttf', strong: 'DejaVuSans-Bold.ttf', code: 'DejaVuSansMono-Bold.ttf' }
const read = new Map<string, Buffer>()

function fontFile(name: keyof typeof fonts): Buffer {
  const known = read.get(name) ?? readFileSync(createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${fonts[name]}`))
  read.set(name, known)
  return known
}

async function openDocument({ title, head, language, page }: Sheet): Promise<PDFKit.PDFDocument> {
  const { default: PDFDocument } = await import('pdfkit')
  return new PDFDocument({
    size: page ? [page.width * mm, page.height * mm] : 'A4',
    margin: page ? 0 : margin,
    font: fontFile('body') as unknown as string, // pdfkit takes a Buffer too; its own fonts know no Greek
    pdfVersion: '1.7',
    subset: 'PDF/UA' as never, // its types do not know it yet
    tagged: true,
    lang: language === 'el' ? 'el-GR' : 'en-GB',
    displayTitle: true,
    info: { Title: title, Author: head, Creator: '', Producer: '' },
  })
}

export async function createPaper(sheet: Sheet): Promise<Paper> {
  const doc = await openDocument(sheet)
  const chunks: Buffer[] = []
  const done = new Promise<Buffer>((resolve, reject) =>
    doc
      .on('data', chunk => chunks.push(chunk))
      .on('end', () => resolve(Buffer.concat(chunks)))
      .on('error', reject),
  )
  for (const name of ['strong', 'code'] as const) doc.registerFont(name, fontFile(name))
  doc.registerFont('body', fontFile('body'))
  const root = doc.struct('Document')
  doc.addStructure(root)
  const width = doc.page.width - 2 * margin
  writeHead()
  return { title, part, paragraph, list, code, box, nextPage, finish }

  function add(kind: string, draw: () => void, options: Figure = {}): void {
    root.add(doc.struct(kind, options, draw))
  }

  /** Goes on under what was written last, `after` points of air behind it. */
  function write(kind: string, text: string, font: string, size: number, after: number, ink = 'black'): void {
    add(kind, () =>
      doc
        .font(font)
        .fontSize(size)
        .fillColor(ink)
        .text(text, margin, doc.y, { width, lineGap: size * 0.22 }),
    )
    doc.y += after
  }

  function title(text: string): void {
    write('H1', text, 'strong', 22, 10)
  }

  function part(text: string): void {
    doc.y += 6
    write('H2', text, 'strong', 13, 3)
  }

  function paragraph(text: string, { strong, quiet, large }: Look = {}): void {
    write('P', text, strong ? 'strong' : 'body', large ? 13 : 11, 5, quiet ? quietInk : 'black')
  }

  function list(items: string[]): void {
    root.add(doc.struct('L', {}, items.map(listItem)))
    doc.x = margin
    doc.y += 5
  }

  function listItem(item: string): PDFKit.PDFStructureElement {
    let top = 0
    const mark = () => {
      doc.font('body').fontSize(11).fillColor('black')
      if (doc.y + doc.heightOfString(item, { width: width - 20 }) > doc.page.height - margin) doc.addPage()
      top = doc.y
      doc.text('•', margin + 6, top)
    }
    const body = () => doc.text(item, margin + 20, top, { width: width - 20, lineGap: 2.4 })
    return doc.struct('LI', {}, [doc.struct('Lbl', {}, mark), doc.struct('LBody', {}, body)])
  }

  async function code({ label, shown, value, barsAlt, squareAlt }: Parameters<Paper['code']>[0]): Promise<void> {
    const [bars, square] = await Promise.all([readBars(value), readMatrix(value)])
    const top = doc.y
    write('P', label, 'body', 11, 0)
    write('P', shown, 'code', 26, 8)
    const [left, under, side] = [margin + width - 132, doc.y, 132]
    add('Figure', () => drawBars(doc, bars, margin, under, 300, 62), { alt: barsAlt, bbox: [margin, under, margin + 300, under + 62] })
    add('Figure', () => drawMatrix(doc, square, left, top, side), { alt: squareAlt, bbox: [left, top, left + side, top + side] })
    doc.x = margin
    doc.y = Math.max(doc.y + 62, top + 132) + 14
  }

  function box(at: Box, lines: BoxLine[], next = 0): void {
    drawBox(doc, at, lines, draw => add('P', draw))
    doc.x = margin
    doc.y = Math.max(doc.y, next * mm)
  }

  function nextPage(): void {
    writeFoot()
    doc.addPage()
    writeHead()
  }

  function writeHead(): void {
    if (sheet.head) write('P', sheet.head, 'body', 10, 14, quietInk)
  }

  function writeFoot(): void {
    if (!sheet.foot) return
    doc.y = Math.max(doc.y, doc.page.height - margin - 14)
    write('P', sheet.foot, 'body', 9, 0, quietInk)
  }

  function finish(): Promise<Buffer> {
    writeFoot()
    root.end()
    doc.end()
    return done
  }
}

/** Bars and gaps in turn, each so many modules wide. */
function drawBars(doc: PDFKit.PDFDocument, bars: Bars, left: number, top: number, width: number, height: number): void {
  const unit = width / bars.reduce((sum, one) => sum + one, 0)
  let x = left
  bars.forEach((modules, index) => {
    if (index % 2 === 0) doc.rect(x, top, modules * unit, height)
    x += modules * unit
  })
  doc.fill('black')
}

function drawMatrix(doc: PDFKit.PDFDocument, { size, dark }: Matrix, left: number, top: number, width: number): void {
  const unit = width / size
  dark.forEach((isDark, index) => {
    if (isDark) doc.rect(left + (index % size) * unit, top + Math.floor(index / size) * unit, unit, unit)
  })
  doc.fill('black')
}
