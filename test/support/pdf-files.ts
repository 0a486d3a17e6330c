/** PDFs for tests: good ones as programs make them, and others put together by hand, byte for byte. */
import PDFKit from 'pdfkit'

/** As a program makes it: `pages` pages with a line of text. */
export function goodPdf({ pages = 1, ...options }: { pages?: number } & PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  const document = new PDFKit({ size: 'A4', ...options })
  document.text('Vevaiosi')
  document.text('link', { link: 'https://example.org/JavaScript/Launch' })
  for (let page = 1; page < pages; page += 1) document.addPage().text(`page ${page + 1}`)
  const parts: Buffer[] = []
  return new Promise((resolve, reject) => {
    document.on('data', (part: Buffer) => parts.push(part))
    document.on('end', () => resolve(Buffer.concat(parts)))
    document.on('error', reject)
    document.end()
  })
}

type Parts = {
  /** Entries of the catalogue and of the page. */
  catalog?: string
  page?: string
  /** Objects 4, 5, 6 …: what stands between `obj` and `endobj`. */
  more?: (string | Buffer)[]
  /** Between the last object and the table. */
  loose?: string
  trailer?: string
  /** After the end. */
  tail?: string | Buffer
}

/** One page, with its table in order. */
export function handmadePdf({ catalog = '', page = '', more = [], loose = '', trailer = '', tail = '' }: Parts = {}): Buffer {
  const bodies = [
    `<</Type/Catalog/Pages 2 0 R ${catalog}>>`,
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200] ${page}>>`,
    ...more,
  ]
  let bytes = Buffer.from('%PDF-1.7\n', 'latin1')
  const places: number[] = []
  for (const [index, body] of bodies.entries()) {
    places.push(bytes.length)
    bytes = Buffer.concat([bytes, Buffer.from(`${index + 1} 0 obj\n`), bytesOf(body), Buffer.from('\nendobj\n')])
  }
  bytes = Buffer.concat([bytes, bytesOf(loose)])
  const rows = places.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const end = `xref\n0 ${places.length + 1}\n0000000000 65535 f \n${rows}trailer\n<</Size ${places.length + 1}/Root 1 0 R ${trailer}>>\nstartxref\n${bytes.length}\n%%EOF\n`
  return Buffer.concat([bytes, Buffer.from(end, 'latin1'), bytesOf(tail)])
}

const bytesOf = (text: string | Buffer) => (typeof text === 'string' ? Buffer.from(text, 'latin1') : text)

/** A stream with these entries. */
export function streamOf(entries: string, data: string | Buffer): Buffer {
  const bytes = bytesOf(data)
  return Buffer.concat([Buffer.from(`<<${entries}/Length ${bytes.length}>>\nstream\n`), bytes, Buffer.from('\nendstream')])
}

/** The end of an archive, its comment reaching to the file's own end. */
export const archiveEnd = Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1')
