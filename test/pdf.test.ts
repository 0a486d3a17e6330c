/** PDFs that citizens attach: good ones are taken as they are, and what runs, sends or carries something is found wherever it hides. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deflateSync } from 'node:zlib'
import { PDFDocument } from '@cantoo/pdf-lib'
import { checkPdf } from '../src/attachments/pdf.js'
import { archiveEnd, goodPdf, handmadePdf, streamOf } from './support/pdf-files.js'

const script = '<</S/JavaScript/JS(app.alert\\(1\\))>>'
const packed = (objects: string, entries = '/Type/ObjStm') => {
  const head = `4 0 `
  return streamOf(`${entries}/N 1/First ${head.length}/Filter/FlateDecode`, deflateSync(Buffer.from(head + objects)))
}

async function madeByLibrary(fill: (document: PDFDocument) => Promise<void> | void): Promise<Buffer> {
  const document = await PDFDocument.create()
  document.addPage()
  await fill(document)
  return Buffer.from(await document.save({ useObjectStreams: true }))
}

const problemOf = async (bytes: Buffer): Promise<string | number> => {
  const result = await checkPdf(bytes, 20)
  return result.ok ? result.pages : result.error.slice('attachments.problem.'.length)
}

type Sample = [what: string, make: () => Buffer | Promise<Buffer>]

describe('a PDF that only shows something', () => {
  const good: [...Sample, pages: number][] = [
    ['of a program, with links to addresses that sound bad', () => goodPdf({ pages: 3 }), 3],
    ['with its objects packed', () => madeByLibrary(() => {}), 1],
    ['put together by hand', () => handmadePdf(), 1],
    ['that opens at a page', () => handmadePdf({ catalog: '/OpenAction[3 0 R/Fit]' }), 1],
    ['that opens at a page by an action', () => handmadePdf({ catalog: '/OpenAction 4 0 R', more: ['<</S/GoTo/D[3 0 R/XYZ 0 0 0]>>'] }), 1],
    ['with letters that are called like actions', () => handmadePdf({ page: '/Resources<</E<</Differences[1/AA/JS/XFA/Launch]>>>>' }), 1],
    ['with words that are called like actions', () => handmadePdf({ page: '/T(/JavaScript /JS <</AA>>)' }), 1],
    [
      'with a form to fill in and a signature',
      () => handmadePdf({ catalog: '/AcroForm<</Fields[4 0 R]/SigFlags 3>>', more: ['<</FT/Sig/T(s)>>'] }),
      1,
    ],
    ['with a later version behind it', () => handmadePdf({ tail: handmadePdf().subarray(9) }), 1],
  ]
  for (const [what, make, pages] of good)
    it(`(${what}) is taken`, async () => {
      assert.equal(await problemOf(await make()), pages)
    })
})

describe('a PDF that does more than show something', () => {
  const acts = ['Launch', 'SubmitForm', 'ImportData', 'GoToR', 'GoToE', 'Movie', 'Sound', 'Rendition', 'GoTo3DView']
  const hostile: Sample[] = [
    ...acts.map((act): Sample => [`a link that does ${act}`, () => handmadePdf({ page: `/Annots[<</Subtype/Link/A<</S/${act}>>>>]` })]),
    ...['RichMedia', '3D', 'Screen', 'FileAttachment', 'Movie', 'Sound'].map(
      (kind): Sample => [
        `a part of the page that is ${kind}`,
        () => handmadePdf({ page: `/Annots[4 0 R]`, more: [`<</Type/Annot/Subtype/${kind}>>`] }),
      ],
    ),
    ['a script when it is opened', () => handmadePdf({ catalog: `/OpenAction${script}` })],
    ['a script elsewhere', () => handmadePdf({ catalog: '/OpenAction 4 0 R', more: [script] })],
    ['a script by its names', () => handmadePdf({ catalog: '/Names<</JavaScript 4 0 R>>', more: ['<</Names[]>>'] })],
    ['a script with escapes in its name', () => handmadePdf({ more: ['<</S/J#61#76aScript/#4a#53(1)>>'] })],
    ['an act of the page', () => handmadePdf({ page: '/AA<</O 4 0 R>>' })],
    ['a form of the other kind', () => handmadePdf({ catalog: '/AcroForm<</XFA 4 0 R>>' })],
    ['a file of its own', () => madeByLibrary(document => document.attach(Buffer.from('MZ'), 'a.exe', { mimeType: 'application/exe' }))],
    ['a script, packed by a program', () => madeByLibrary(document => document.addJavaScript('main', 'app.alert(1)'))],
    ['a script, packed by hand', () => handmadePdf({ more: [packed(script)] })],
    ['a script, packed without saying so', () => handmadePdf({ more: [packed(script, '')] })],
    ['a script, packed with escapes', () => handmadePdf({ more: [packed('<</#53/JavaScrip#74>>')] })],
    ['a script in a list', () => handmadePdf({ more: [`[[${script}]]`] })],
    ['a script under a key that comes twice', () => handmadePdf({ catalog: `/OpenAction${script}/OpenAction null` })],
    ['a script that a later version replaces', () => handmadePdf({ more: [script], loose: '4 0 obj\nnull\nendobj\n' })],
    ['a script in a comment', () => handmadePdf({ loose: `% 9 0 obj ${script} endobj\n` })],
    ['a script in the words of another object', () => handmadePdf({ more: [`(9 0 obj ${script} endobj)`] })],
    ['a script in the bytes of a picture', () => handmadePdf({ more: [streamOf('/Subtype/Image', `9 0 obj\n${script}\nendobj`)] })],
    ['a script behind a heading with a comment in it', () => handmadePdf({ loose: `%\n9 % x\n0%y\nobj${script} endobj\n` })],
    ['a script in the trailer', () => handmadePdf({ trailer: `/X${script}` })],
    ['an address that opens with it', () => handmadePdf({ catalog: '/OpenAction<</S/URI/URI(https://example.org)>>' })],
    ['an address that opens with it, elsewhere', () => handmadePdf({ catalog: '/OpenAction 4 0 R', more: ['<</S/URI/URI(x)>>'] })],
    ['an address after the page it opens at', () => handmadePdf({ catalog: '/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next 4 0 R>>' })],
  ]
  for (const [what, make] of hostile)
    it(`(${what}) is refused for it`, async () => {
      assert.equal(await problemOf(await make()), 'active')
    })
})

describe('a PDF that cannot be read', () => {
  const cut = async (share: number) => {
    const bytes = await goodPdf()
    return bytes.subarray(0, Math.floor(bytes.length * share))
  }
  const bomb = () => {
    const zeros = deflateSync(Buffer.alloc(80 * 1024 * 1024))
    return handmadePdf({ more: [streamOf('/Type/ObjStm/N 1/First 4/Filter/FlateDecode', zeros)] })
  }
  const twice = deflateSync(Buffer.from(`4 0 ${script}`)).toString('hex')
  const broken: [...Sample, problem: string][] = [
    ['locked with a password', () => goodPdf({ userPassword: 'abc', pdfVersion: '1.7' }), 'locked'],
    ['that may not be printed', () => goodPdf({ ownerPassword: 'abc', permissions: { printing: undefined } }), 'locked'],
    ['cut in half', () => cut(0.5), 'broken'],
    ['cut at its end', () => cut(0.98), 'broken'],
    ['of a heading alone', () => Buffer.from('%PDF-1.7\n%%EOF'), 'broken'],
    ['of noise', () => Buffer.from(`%PDF-1.7\n${'x 0 obj << '.repeat(50)}\n%%EOF`), 'broken'],
    ['that is an archive too', () => handmadePdf({ tail: archiveEnd }), 'broken'],
    [
      'that is an archive too, and ends like a PDF',
      () => handmadePdf({ tail: Buffer.concat([archiveEnd.subarray(0, 20), Buffer.from('\x05\0%%EOF', 'latin1')]) }),
      'broken',
    ],
    ['with a page of the web behind it', () => handmadePdf({ tail: '<script>alert(1)</script>' }), 'broken'],
    [
      'packed in two ways',
      () => handmadePdf({ more: [streamOf('/Type/ObjStm/N 1/First 4/Filter[/ASCIIHexDecode/FlateDecode]', twice)] }),
      'broken',
    ],
    [
      'packed by a way that stands elsewhere',
      () => handmadePdf({ more: [streamOf('/Type/ObjStm/N 1/First 4/Filter 9 0 R', deflateSync(Buffer.from(`4 0 ${script}`)))] }),
      'broken',
    ],
    ['that opens into far too much', bomb, 'broken'],
    ['nested without end', () => handmadePdf({ more: ['['.repeat(100_000)] }), 'broken'],
    ['with more pages than may be', () => goodPdf({ pages: 21 }), 'pages'],
  ]
  for (const [what, make, problem] of broken)
    it(`(${what}) is refused with its reason`, async () => {
      assert.equal(await problemOf(await make()), problem)
    })
})
