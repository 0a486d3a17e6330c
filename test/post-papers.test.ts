/** Cover letters and labels, read back: whole, in Greek, each inside its box. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { type LabelFormat, municipalitySchema } from '../src/municipality.js'
import { labelsPdf, placesOf } from '../src/parcels/label-pdf.js'
import { lettersPdf } from '../src/parcels/letter-pdf.js'
import type { Printed } from '../src/parcels/printed.js'
import { readJson } from './house/files.js'

const town = municipalitySchema.parse(readJson('src/municipality.json'))
const mm = 72 / 25.4

const usual: Printed = {
  recipient: 'Μαρία Δοκιμάκη',
  street: 'Ξάνθου',
  streetNumber: '12Α',
  postalCode: '13231',
  area: 'Πετρούπολη',
  number: '123456782',
  title: { el: 'Πιστοποιητικό οικογενειακής κατάστασης', en: 'Family status certificate' },
  department: { el: 'Τμήμα Δημοτολογίου', en: 'Municipal register' },
  protocol: { number: 123, on: '2026-11-24' },
  language: 'el',
  free: false,
}
const long: Printed = {
  ...usual,
  recipient: 'Αικατερίνη-Παναγιώτα Παπαδημητρακοπούλου-Χατζηαναγνωστοπούλου',
  street: 'Εθνικής Αντιστάσεως και Κωνσταντίνου Παναγιωτοπούλου, πάροδος δεύτερη, αδιέξοδο',
  area: 'Άγιοι Ανάργυροι – Καματερό',
}
/** As long as the fields take, and without a place to break. */
const wall: Printed = { ...usual, recipient: 'Ω'.repeat(120), street: 'Ψ'.repeat(100), area: 'Χ'.repeat(100) }

type Word = { text: string; left: number; right: number; top: number; bottom: number }

/** Each page's pieces of text with the place of each in millimetres from the top left corner. */
async function readWords(file: Uint8Array): Promise<Word[][]> {
  const pdf = await getDocument({ data: new Uint8Array(file), verbosity: 0 }).promise
  const pages: Word[][] = []
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number)
    const { height } = page.getViewport({ scale: 1 })
    const { items } = await page.getTextContent()
    pages.push(
      items.flatMap(item => {
        if (!('str' in item) || item.str.trim() === '') return []
        const [, , , size, x, y] = item.transform as [number, number, number, number, number, number]
        return [
          {
            text: item.str,
            left: x / mm,
            right: (x + item.width) / mm,
            top: (height - y - size * 0.76) / mm,
            bottom: (height - y + size * 0.24) / mm,
          },
        ]
      }),
    )
  }
  await pdf.destroy()
  return pages
}

/** PDF rounds to a hundredth of a point. */
const hair = 0.01

const within = (word: Word, { left, top, width, height }: { left: number; top: number; width: number; height: number }) =>
  word.left >= left - hair && word.right <= left + width + hair && word.top >= top - hair && word.bottom <= top + height + hair

function placeOf(format: LabelFormat, place: number) {
  const { left, top, width, height, across, down, columns } = format
  return { left: left + (place % columns) * across, top: top + Math.floor(place / columns) * down, width, height }
}

const bare = (text: string) => text.replace(/\s/g, '')

describe('labels', () => {
  for (const format of town.post.labels)
    it(`of «${format.slug}» stand whole in their boxes, from the place that is free`, async () => {
      const places = placesOf(format)
      const start = Math.min(3, places)
      const parcels = [usual, long, wall, ...Array.from({ length: places }, () => usual)]
      const pages = await readWords(await labelsPdf(town, format, start, parcels, 'el'))
      assert.equal(pages.length, Math.ceil((start - 1 + parcels.length) / places))
      parcels.forEach((parcel, index) => {
        const at = start - 1 + index
        const words = pages[Math.floor(at / places)]?.filter(word => within(word, placeOf(format, at % places))) ?? []
        const text = bare(words.map(word => word.text).join(''))
        const { recipient, street, streetNumber, area } = parcel
        for (const part of [recipient, `${street} ${streetNumber}`, `132 31 ${area}`, '123-456-782', 'Αποστολέας: Δήμος Πετρούπολης'])
          assert.ok(text.includes(bare(part)), `${index}: «${part}» in «${text}»`)
      })
      const boxes = Array.from({ length: places }, (_, place) => placeOf(format, place))
      for (const word of pages.flat())
        assert.ok(
          boxes.some(box => within(word, box)),
          `outside: ${JSON.stringify(word)}`,
        )
      const used = pages[0]?.filter(word => boxes.slice(0, start - 1).some(box => within(word, box)))
      assert.deepEqual(used, [], 'the used labels stay empty')
    })
})

describe('cover letters', () => {
  it('are one page each, with nothing but the address in the window', async () => {
    const pages = await readWords(await lettersPdf(town, [usual, long, wall], 'el'))
    assert.equal(pages.length, 3)
    for (const [index, parcel] of [usual, long, wall].entries()) {
      const inWindow = pages[index]?.filter(word => within(word, town.post.window)) ?? []
      const { recipient, street, streetNumber, area } = parcel
      assert.equal(bare(inWindow.map(word => word.text).join('')), bare(`${recipient}${street}${streetNumber}132 31${area}`))
      const { top, height } = town.post.window
      const beside = pages[index]?.filter(word => !inWindow.includes(word) && word.bottom > top - 10 && word.top < top + height + 10)
      assert.deepEqual(beside, [], 'the window may slip by a centimetre')
    }
  })

  it('say that the paper is enclosed and that they are none, in the language of whoever asked', async () => {
    const text = (await readWords(await lettersPdf(town, [usual], 'el')))
      .flat()
      .map(word => word.text)
      .join(' ')
    for (const part of ['123/24-11-2026', '123-456-782', 'οικογενειακής κατάστασης', 'δεν είναι πιστοποιητικό', 'κατά την παραλαβή'])
      assert.ok(bare(text).includes(bare(part)), part)
    const english = (await readWords(await lettersPdf(town, [{ ...usual, language: 'en', free: true }], 'el'))).flat()
    const said = bare(english.map(word => word.text).join(' '))
    for (const part of ['Family status certificate', 'it is not a certificate', 'The municipality pays the postage'])
      assert.ok(said.includes(bare(part)), part)
  })
})
