/** A PDF as a reader sees it: its words, its picture, and the codes that a scanner finds in the picture. */
import {
  BarcodeFormat,
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  MultiFormatReader,
  NotFoundException,
  RGBLuminanceSource,
} from '@zxing/library'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

export type ReadPaper = {
  pages: number
  title: string
  language: string
  /** Whether programs that read aloud are told what is a heading and what a list. */
  roles: string[]
  text: string
  picture: Buffer
  /** Empty where there are none; so too the square. */
  bars: string
  square: string
}

/** `scale` 3 is what an office printer and a scanner make of it: 216 dots an inch. */
export async function readPaper(file: Uint8Array, scale = 3): Promise<ReadPaper> {
  const pdf = await getDocument({ data: new Uint8Array(file), verbosity: 0 }).promise
  const page = await pdf.getPage(1)
  const { info } = (await pdf.getMetadata()) as { info: { Title?: string; Language?: string } }
  const { items } = await page.getTextContent()
  const viewport = page.getViewport({ scale })
  const { canvas, context } = (pdf.canvasFactory as Factory).create(Math.ceil(viewport.width), Math.ceil(viewport.height))
  await page.render({ canvas: canvas as never, viewport }).promise
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  const grey = new Uint8ClampedArray(data.length / 4).map((_, index) => data[index * 4 + 1] as number)
  const read = (format: BarcodeFormat) => decode(grey, canvas.width, canvas.height, format)
  const paper = {
    pages: pdf.numPages,
    title: info.Title ?? '',
    language: info.Language ?? '',
    roles: rolesOf((await page.getStructTree()) as Node),
    text: items
      .map(item => ('str' in item ? `${item.str}${item.hasEOL ? ' ' : ''}` : ''))
      .join('')
      .replace(/\s+/g, ' '),
    picture: canvas.toBuffer('image/png'),
    bars: read(BarcodeFormat.CODE_128),
    square: read(BarcodeFormat.QR_CODE),
  }
  await pdf.destroy()
  return paper
}

function decode(grey: Uint8ClampedArray, width: number, height: number, format: BarcodeFormat): string {
  const hints = new Map<DecodeHintType, unknown>([
    [DecodeHintType.POSSIBLE_FORMATS, [format]],
    [DecodeHintType.TRY_HARDER, true],
  ])
  const bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(grey, width, height)))
  try {
    return new MultiFormatReader().decode(bitmap, hints).getText() // without hints here, it would read the other code
  } catch (problem) {
    if (problem instanceof NotFoundException) return ''
    throw problem
  }
}

type Canvas = { width: number; height: number; toBuffer(type: 'image/png'): Buffer }
type Factory = { create(width: number, height: number): { canvas: Canvas; context: Pick<CanvasRenderingContext2D, 'getImageData'> } }
type Node = { role?: string; children?: Node[] }

function rolesOf(node: Node | null): string[] {
  return node ? [node.role ?? '', ...(node.children ?? []).flatMap(rolesOf)].filter(Boolean) : []
}
