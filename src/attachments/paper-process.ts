/** A citizen's paper, in the process apart: a picture is made anew, a PDF is looked through. */
import type { TextKey } from '../i18n/index.js'
import { isPdf } from '../jobs/file-kinds.js'
import { develop, isTooManyPixels } from '../jobs/pictures.js'
import { checkPdf } from './pdf.js'

/** So that the small print of a photographed page stays readable. */
const largestSide = 2500

/** `bytes` as uploaded. */
export type PaperTask = { bytes: Uint8Array; mostPages: number }
export type Paper = { type: 'pdf' | 'jpeg'; pages: number | null; content: Uint8Array }
export type PaperResult = { ok: true; paper: Paper } | { ok: false; error: TextKey }

export default async function check({ bytes, mostPages }: PaperTask): Promise<PaperResult> {
  if (!isPdf(Buffer.from(bytes.subarray(0, 8)))) return photograph(bytes)
  const result = await checkPdf(bytes, mostPages)
  return result.ok ? { ok: true, paper: { type: 'pdf', pages: result.pages, content: bytes } } : result
}

async function photograph(bytes: Uint8Array): Promise<PaperResult> {
  try {
    const { data } = await develop(bytes, largestSide)
    return { ok: true, paper: { type: 'jpeg', pages: null, content: data } }
  } catch (error) {
    return { ok: false, error: isTooManyPixels(error) ? 'attachments.problem.pixels' : 'attachments.problem.broken' }
  }
}
