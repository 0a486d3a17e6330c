/** Papers to print: A4, Greek and English, text that can be marked and read aloud. Loaded with the first paper. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Box, type BoxLine, drawBox, mm } from './boxes.js'
import { readBars, readMatrix } from './codes.js'
import { drawBars, drawMatrix } from './draw.js'
import type { Figure, Look, Paper, Sheet } from './paper.js'

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
  return { title, part, paragraph, list, facts, code, square, box, nextPage, finish }

  function add(kind: string, draw: () => void, options: Figure = {}): void {
    root.add(doc.struct(kind, options, draw))
  }

  /** Goes on under what was written last, `after` points of air behind it. */
  function write(
    kind: string,
    text: string,
    font: string,
    size: number,
    after: number,
    ink = 'black',
    place = { left: margin, width },
  ): void {
    add(kind, () =>
      doc
        .font(font)
        .fontSize(size)
        .fillColor(ink)
        .text(text, place.left, doc.y, { width: place.width, lineGap: size * 0.22 }),
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

  function facts(rows: readonly (readonly [string, string])[]): void {
    root.add(doc.struct('Table', {}, rows.map(factRow)))
    doc.x = margin
    doc.y += 8
  }

  /** Name and value begin at the same height; the row is as high as the higher one. */
  function factRow([name, value]: readonly [string, string]): PDFKit.PDFStructureElement {
    const [left, right] = [width * 0.34, width * 0.66]
    let [top, lower] = [0, 0]
    const head = () => {
      doc.font('strong').fontSize(11).fillColor('black')
      const height = Math.max(doc.heightOfString(name, { width: left - 10 }), doc.font('body').heightOfString(value, { width: right }))
      if (doc.y + height > doc.page.height - margin) doc.addPage()
      top = doc.y
      doc.font('strong').text(name, margin, top, { width: left - 10, lineGap: 2.4 })
      lower = doc.y
    }
    const body = () => {
      doc.font('body').text(value, margin + left, top, { width: right, lineGap: 2.4 })
      doc.y = Math.max(doc.y, lower) + 4
    }
    return doc.struct('TR', {}, [doc.struct('TH', { scope: 'Row' } as never, head), doc.struct('TD', {}, body)])
  }

  async function square({ lead, shown, address, value, alt }: Parameters<Paper['square']>[0]): Promise<void> {
    const matrix = await readMatrix(value)
    const side = 118
    if (doc.y + side + 30 > doc.page.height - margin) doc.addPage()
    const top = doc.y + 4
    add('Figure', () => drawMatrix(doc, matrix, margin, top, side), { alt, bbox: [margin, top, margin + side, top + side] })
    doc.y = top
    const beside = { left: margin + side + 20, width: width - side - 20 }
    write('P', lead, 'body', 11, 6, 'black', beside)
    write('P', shown, 'code', 15, 4, 'black', beside)
    write('P', address, 'body', 10, 0, quietInk, beside)
    doc.x = margin
    doc.y = Math.max(doc.y, top + side) + 12
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
