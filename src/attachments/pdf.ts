/** Whether a PDF is one, opens, and does nothing by itself. It is only read: what is accepted stays as its sender made it. */
import { PDFDict, PDFDocument, PDFRef } from '@cantoo/pdf-lib'
import type { TextKey } from '../i18n/index.js'
import { objectsOf, type Placed, packedObjects } from './pdf-objects.js'

export type PdfResult = { ok: true; pages: number } | { ok: false; error: TextKey }

/** What runs, plays, sends, opens something else, or carries another file. */
const active = new Set(
  `JavaScript JS Launch AA EmbeddedFile EmbeddedFiles EF FileAttachment Collection RichMedia RichMediaContent RichMediaExecute XFA
   SubmitForm ImportData GoToR GoToE Movie Sound Screen Rendition Renditions 3D GoTo3DView`.split(/\s+/),
)
/** May happen at a touch, but not by itself when the paper is opened. */
const onlyByHand = ['URI', 'Next', 'Named', 'Hide', 'ResetForm', 'SetOCGState', 'Thread', 'Trans']

export async function checkPdf(bytes: Uint8Array, mostPages: number): Promise<PdfResult> {
  try {
    const problem = problemOf(bytes)
    if (problem) return { ok: false, error: problem }
    const pages = await pagesOf(bytes)
    if (pages > mostPages) return { ok: false, error: 'attachments.problem.pages' }
    return { ok: true, pages }
  } catch {
    return { ok: false, error: 'attachments.problem.broken' }
  }
}

/** Throws where the file cannot be read through. */
function problemOf(bytes: Uint8Array): TextKey | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  if (!/^%PDF-[12]\.\d/.test(text) || !/%%EOF[\s\0]*$/.test(text) || endsAnArchive(bytes, text)) return 'attachments.problem.broken'
  const placed = objectsOf(bytes, text)
  if (placed.some(({ names }) => names.has('Encrypt'))) return 'attachments.problem.locked'
  const all = [...placed, ...packedObjects(placed)]
  return all.some(isActive) || opensWithAct(all) ? 'attachments.problem.active' : undefined
}

const isActive = ({ names }: Placed) => [...names].some(name => active.has(name))

/** Opening it may lead to a page of its own, and to nothing else. */
function opensWithAct(all: Placed[]): boolean {
  const opens = all.flatMap(one => one.opens)
  const named = new Set(opens.map(({ object }) => object).filter(object => object instanceof PDFRef))
  const numbers = new Set([...named].map(ref => ref.objectNumber))
  const acts = [...opens, ...all.filter(({ number }) => number !== undefined && numbers.has(number))]
  return acts.some(({ object, names }) => object instanceof PDFDict && (!names.has('GoTo') || onlyByHand.some(act => names.has(act))))
}

/** An archive is read from its end, so a file may be a PDF to one program and an archive to another. */
function endsAnArchive(bytes: Uint8Array, text: string): boolean {
  const at = text.lastIndexOf('PK\x05\x06')
  return at >= 0 && at + 22 <= bytes.length && at + 22 + Buffer.from(bytes).readUInt16LE(at + 20) === bytes.length
}

async function pagesOf(bytes: Uint8Array): Promise<number> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: true })
  const pages = document.getPageCount()
  if (pages === 0) throw new Error('no page')
  return pages
}
