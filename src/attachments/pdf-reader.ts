/** Reads one object of a PDF and remembers every name in it: also of an entry that a later one of the same key puts aside. */
import { PDFContext, type PDFObject, PDFObjectParser } from '@cantoo/pdf-lib'

export type Found = {
  object: PDFObject
  /** Keys and values of dictionaries, `#` escapes undone. Names in lists are mere data: letters of a font, colours. */
  names: Set<string>
  /** What the file does when it is opened, where this object says so. */
  opens: { object: PDFObject; names: Set<string> }[]
}

class ObjectReader extends PDFObjectParser {
  #names = new Set<string>()
  readonly opens: Found['opens'] = []
  #inList: boolean[] = []
  #looksAhead = false

  static of(bytes: Uint8Array): ObjectReader {
    const context = PDFContext.create()
    return new ObjectReader((PDFObjectParser.forBytes(bytes, context) as ObjectReader).bytes, context)
  }

  read(): Found {
    return { object: this.parseObject(), names: this.#names, opens: this.opens }
  }

  protected override parseName() {
    const name = super.parseName()
    const text = name.decodeText()
    if (this.#inList.at(-1)) return name
    this.#names.add(text)
    if (text === 'OpenAction' && !this.#looksAhead) this.#lookAhead()
    return name
  }

  protected override parseArray(...given: Parameters<PDFObjectParser['parseArray']>) {
    return this.#inside(true, () => super.parseArray(...given))
  }

  protected override parseDict(...given: Parameters<PDFObjectParser['parseDict']>) {
    return this.#inside(false, () => super.parseDict(...given))
  }

  #inside<T>(list: boolean, parse: () => T): T {
    this.#inList.push(list)
    const parsed = parse()
    this.#inList.pop()
    return parsed
  }

  #lookAhead(): void {
    const [at, outer] = [this.bytes.offset(), this.#names]
    this.#looksAhead = true
    this.#names = new Set()
    this.opens.push({ object: this.parseObject(), names: this.#names })
    this.#names = outer
    this.#looksAhead = false
    this.bytes.moveTo(at)
  }
}

/** `bytes` from where the object begins. Throws where none can be read. */
export const readObject = (bytes: Uint8Array): Found => ObjectReader.of(bytes).read()
