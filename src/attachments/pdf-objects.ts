/**
 * Every object of a PDF, wherever it stands: behind each `n g obj` of the file, also those that a later version replaced, that
 * stand in a comment or inside another object's bytes, and those packed into streams. A reader that is led by the file's own
 * table sees no more than this.
 */
import { inflateSync } from 'node:zlib'
import { PDFName, PDFNumber, PDFRawStream } from '@cantoo/pdf-lib'
import { type Found, readObject } from './pdf-reader.js'

/** `number`: of the object; a trailer has none. */
export type Placed = Found & { number: number | undefined }

const heading = /(?<!\d)(\d{1,10})(?:[\s\0]|%[^\r\n]*[\r\n])+\d{1,10}(?:[\s\0]|%[^\r\n]*[\r\n])*obj|trailer(?=[\s\0]*<<)/g
const mostInflated = 64 * 1024 * 1024

/** `text`: the bytes as Latin-1. Throws where something that calls itself an object is none. */
export function objectsOf(bytes: Uint8Array, text: string): Placed[] {
  return [...text.matchAll(heading)].map(match => ({
    ...readObject(bytes.subarray(match.index + match[0].length)),
    number: match[1] === undefined ? undefined : Number(match[1]),
  }))
}

/** Objects that are packed into streams. Throws where a stream is packed as none but a hiding place is, or opens into too much. */
export function packedObjects(objects: Placed[]): Placed[] {
  let left = mostInflated
  return objects.flatMap(({ object }) => {
    if (!(object instanceof PDFRawStream) || !isPacked(object)) return []
    const inflated = inflate(object, left)
    left -= inflated.length
    return hasObjects(object) ? unpack(object, inflated) : []
  })
}

const entry = (stream: PDFRawStream, name: string) => stream.dict.get(PDFName.of(name))
const typeOf = (stream: PDFRawStream) => String(entry(stream, 'Type'))

/** A reader asks for these two entries and for no type. */
const hasObjects = (stream: PDFRawStream) => typeOf(stream) === '/ObjStm' || Boolean(entry(stream, 'First') && entry(stream, 'N'))
const isPacked = (stream: PDFRawStream) => hasObjects(stream) || typeOf(stream) === '/XRef'

/** Whoever writes such streams packs them in this one way, or not at all. */
function inflate(stream: PDFRawStream, most: number): Uint8Array {
  const filter = String(entry(stream, 'Filter') ?? '').replace(/[[\]\s]/g, '')
  if (filter === '') return stream.contents
  if (filter !== '/FlateDecode') throw new Error('packed in another way')
  return inflateSync(stream.contents, { maxOutputLength: Math.max(1, most) })
}

/** At its head stand pairs: an object's number, and where it begins after the head. */
function unpack(stream: PDFRawStream, bytes: Uint8Array): Placed[] {
  const first = entry(stream, 'First')
  if (!(first instanceof PDFNumber) || entry(stream, 'DecodeParms')) throw new Error('no head')
  const head = Buffer.from(bytes.subarray(0, first.asNumber())).toString('latin1')
  const numbers = head
    .split(/[\s\0]+/)
    .filter(Boolean)
    .map(Number)
  const pairs = numbers.flatMap((number, index) => (index % 2 ? [[numbers[index - 1], number] as [number, number]] : []))
  if (numbers.some(Number.isNaN)) throw new Error('no head')
  return pairs.map(([number, at]) => ({ ...readObject(bytes.subarray(first.asNumber() + at)), number }))
}
