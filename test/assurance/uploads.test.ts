/** Photos that are no photos, too large, or more than they seem. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { answers, picture, service } from '../support/doors.js'
import { makeCitizen, signIn, type TestCitizen } from '../support/people.js'
import { type Page, startPortal, type TestPortal, type Visit, valueOf } from '../support/portal.js'

let portal: TestPortal
before(async () => {
  portal = await startPortal({ JOBS: 'off' })
})
after(() => portal.stop())

const part = (data: Uint8Array, filename = 'a.jpg', type = 'image/jpeg') => ({ name: 'photos', filename, type, data })

async function come(on = portal): Promise<{ person: TestCitizen; citizen: Visit }> {
  const person = await makeCitizen(on)
  const citizen = await signIn(on, person)
  await citizen.get(`${service}?subcategory=lamp_out`)
  return { person, citizen }
}

const send = (citizen: Visit, data: Uint8Array, filename?: string, type?: string): Promise<Page> =>
  citizen.postFiles(`${service}/photos`, {}, [part(data, filename, type)])

async function kept({ id }: TestCitizen): Promise<{ image: Buffer; thumbnail: Buffer }[]> {
  return (await portal.pool.query('select image, thumbnail from photo where citizen_id = $1', [id])).rows
}

/** A PNG that says it is this large, with these bytes of picture. */
function png(width: number, height: number, data: Buffer, colour = 0, depth = 1): Buffer {
  const chunk = (name: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.writeUInt8(depth, 8)
  head.writeUInt8(colour, 9)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const html = '<script>alert(1)</script><?php system($_GET[0]); ?>'

describe('a file that is not one of the three kinds', () => {
  const files: [string, string, () => Buffer | Promise<Buffer>][] = [
    ['an SVG with a script', 'image/svg+xml', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    [
      'an SVG that says JPEG',
      'image/jpeg',
      () =>
        Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'),
    ],
    ['a page', 'image/jpeg', () => Buffer.from(`<html>${html}</html>`)],
    [
      'a GIF',
      'image/gif',
      () =>
        sharp({ create: { width: 9, height: 9, channels: 3, background: '#fff' } })
          .gif()
          .toBuffer(),
    ],
    [
      'a TIFF',
      'image/tiff',
      () =>
        sharp({ create: { width: 9, height: 9, channels: 3, background: '#fff' } })
          .tiff()
          .toBuffer(),
    ],
    [
      'an AVIF',
      'image/avif',
      () =>
        sharp({ create: { width: 9, height: 9, channels: 3, background: '#fff' } })
          .avif()
          .toBuffer(),
    ],
    ['a PDF', 'application/pdf', () => Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj')],
    ['an archive', 'application/zip', () => Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1')],
    ['an archive before a picture', 'image/jpeg', async () => Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), await picture()])],
    ['a program', 'image/jpeg', () => Buffer.from('\x7fELF\x02\x01\x01', 'latin1')],
    ['a PostScript', 'image/png', () => Buffer.from('%!PS-Adobe-3.0\n')],
    ['a heading of JPEG and no more', 'image/jpeg', () => Buffer.from('\xff\xd8\xff\xe0', 'latin1')],
    ['a JPEG cut in half', 'image/jpeg', async () => (await picture()).subarray(0, 200)],
    ['a heading of JPEG and a page', 'image/jpeg', () => Buffer.from(`\xff\xd8\xff\xe0${html}`, 'latin1')],
    ['a heading of PNG and noise', 'image/png', () => Buffer.from(`\x89PNG\r\n\x1a\n${'x'.repeat(500)}`, 'latin1')],
    ['a heading of WebP and noise', 'image/webp', () => Buffer.from(`RIFF\x20\x00\x00\x00WEBPVP8 ${'x'.repeat(50)}`, 'latin1')],
    ['nothing at all', 'image/jpeg', () => Buffer.alloc(0)],
  ]
  for (const [what, type, make] of files) {
    it(`(${what}) is refused with a sentence, and kept nowhere`, async () => {
      const { person, citizen } = await come()
      const page = await send(citizen, await make(), 'a.jpg', type)
      assert.equal(page.status, 422)
      assert.match(JSON.parse(page.html).error, /\.$/)
      assert.equal((await kept(person)).length, 0)
    })
  }
})

describe('a picture that is more than a picture', () => {
  it('loses what stands behind, beside and inside it, whatever it is called', async () => {
    const { person, citizen } = await come()
    const base = sharp({ create: { width: 40, height: 30, channels: 3, background: '#0b4f6c' } })
    const exif = { IFD0: { Artist: 'zz-owner', Copyright: html }, IFD3: { GPSLatitude: '38/1 2/1 0/1', GPSLatitudeRef: 'N' } }
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="">zz-owner ${html.replace(/</g, '&lt;')}</rdf:Description></rdf:RDF></x:xmpmeta>`
    const whole = [
      await base.clone().jpeg().withExif(exif).withXmp(xmp).toBuffer(),
      await base.clone().png().withExif(exif).toBuffer(),
      await base.clone().webp().withExif(exif).withXmp(xmp).toBuffer(),
    ]
    for (const data of whole) assert.ok(data.includes('zz-owner'), 'the sample has nothing to lose')
    const names = ['../../../etc/passwd', 'a.php', '..\\..\\a.jpg', 'a.jpg\u0000.php', '"; rm -rf /.jpg', `${'α'.repeat(300)}.jpg`]
    for (const [index, data] of whole.entries()) {
      const page = await send(citizen, Buffer.concat([data, Buffer.from(html)]), names[index], 'text/html')
      assert.ok([201, 422].includes(page.status), page.html)
    }
    for (const name of names.slice(3)) assert.ok((await send(citizen, await picture(), name)).status < 500, name)
    const rows = await kept(person)
    assert.ok(rows.length >= 4)
    for (const bytes of rows.flatMap(({ image, thumbnail }) => [image, thumbnail])) {
      for (const trace of ['zz-owner', '<script', 'Exif', 'xmpmeta', 'GPS', '<?php']) assert.equal(bytes.includes(trace), false, trace)
      const { format, exif: left, xmp: more, icc } = await sharp(bytes).metadata()
      assert.deepEqual([format, left, more, icc], ['jpeg', undefined, undefined, undefined])
    }
    const { rows: columns } = await portal.pool.query(
      `select to_jsonb(p) - 'image' - 'thumbnail' as row from photo p where citizen_id = $1`,
      [person.id],
    )
    assert.doesNotMatch(JSON.stringify(columns), /passwd|php|rm -rf/)
  })

  it('is given back as a picture that can be nothing else', async () => {
    const { citizen } = await come()
    const { id } = JSON.parse((await send(citizen, await picture(), 'page.html', 'text/html')).html)
    for (const path of [`/photos/${id}`, `/photos/${id}?small=1`, `/photos/${id}?small=../x`]) {
      const { headers, status } = await citizen.get(path)
      assert.equal(status, 200)
      assert.equal(headers.get('content-type'), 'image/jpeg')
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('content-security-policy'), "default-src 'none'; sandbox")
      assert.equal(headers.get('content-disposition'), 'inline; filename="photo.jpg"')
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
      assert.equal(headers.get('cache-control'), 'no-store')
    }
  })

  it('that moves stands still', async () => {
    const { person, citizen } = await come()
    const frame = (red: number) => Buffer.alloc(20 * 20 * 3, red)
    const frames = Buffer.concat([frame(250), frame(5), frame(120)])
    const data = await sharp(frames, { raw: { width: 20, height: 60, channels: 3, pageHeight: 20 } })
      .webp({ loop: 0, delay: [50, 50, 50] })
      .toBuffer()
    assert.equal((await sharp(data).metadata()).pages, 3)
    assert.equal((await send(citizen, data)).status, 201)
    const { width, height } = await sharp((await kept(person))[0]?.image).metadata()
    assert.deepEqual([width, height], [20, 20])
  })
})

describe('a picture of somebody who has not signed in', () => {
  it('goes by unread, and the text stays', async () => {
    const visit = portal.visit()
    await visit.get(`${service}?subcategory=lamp_out`)
    const page = await visit.postFiles(service, answers, [part(await picture())])
    assert.equal(page.status, 422)
    assert.match(page.text, /Οι φωτογραφίες δεν κρατήθηκαν/)
    assert.equal(valueOf(page, 'street'), answers.street)
    assert.match((await visit.get(`${service}/check`)).text, new RegExp(answers.description))
  })
})

describe('a picture that is too much', () => {
  it('is refused by its measures, before it is opened', async () => {
    const { person, citizen } = await come()
    const row = Buffer.alloc(1 + 30_000 / 8)
    const bomb = deflateSync(Buffer.concat(Array.from({ length: 30_000 }, () => row)))
    assert.ok(bomb.length < 500_000)
    const floods = [
      png(50_000, 50_000, deflateSync(Buffer.alloc(10))),
      png(2 ** 31 - 1, 1, deflateSync(Buffer.alloc(10))),
      png(30_000, 30_000, bomb),
      png(40_001, 1000, bomb),
    ]
    for (const data of floods) {
      const page = await send(citizen, data, 'a.png', 'image/png')
      assert.equal(page.status, 422)
    }
    assert.match(JSON.parse((await send(citizen, floods[0] as Buffer)).html).error, /εικονοστοιχεί|διαστάσεις|μεγάλη/i)
    assert.equal((await kept(person)).length, 0)
    assert.equal((await citizen.get('/requests')).status, 200)
  })

  it('in bytes is refused: one file, all together, or of a length that is not told', async () => {
    const { person, citizen } = await come()
    const eight = 8 * 1024 * 1024
    const padded = (size: number) => Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), Buffer.alloc(size - 3)])
    assert.equal((await send(citizen, padded(eight))).status, 422, 'eight megabytes are looked at')
    assert.equal((await send(citizen, padded(eight + 1))).status, 413)
    const four = Array.from({ length: 4 }, () => part(padded(eight - 1)))
    assert.equal(
      (await citizen.postFiles(`${service}/photos`, {}, four).catch(() => ({ status: 413 }))).status,
      413,
      'the connection may end before all is sent',
    )
    assert.equal(
      (await citizen.postFiles(service, {}, await Promise.all(Array.from({ length: 6 }, async () => part(await picture()))))).status,
      413,
    )
    assert.equal(await unmeasured(citizen, await picture()), 413)
    assert.equal((await kept(person)).length, 0)
  })

  it('for the account is refused, and the text can still be sent', async () => {
    const small = await startPortal({ JOBS: 'off', LIMIT_PHOTO_QUOTA_BYTES: '2500' })
    try {
      const { citizen, person } = await come(small)
      assert.equal((await send(citizen, await picture())).status, 201)
      await small.pool.query('update photo set bytes = 2400 where citizen_id = $1', [person.id])
      assert.equal((await send(citizen, await picture())).status, 422)
      const { citizen: other } = await come(small)
      assert.equal((await send(other, await picture())).status, 201, 'another account has its own room')
      const check = await citizen.post(service, { subcategory: 'lamp_out', street: 'Ξάνθου', description: 'Δεν ανάβει' })
      assert.equal(check.path, `${service}/check`)
    } finally {
      await small.stop()
    }
  })

  it('in number is refused, also when all come at once', async () => {
    const { person, citizen } = await come()
    const data = await picture()
    assert.equal((await send(citizen, data)).status, 201)
    const pages = await Promise.all(Array.from({ length: 12 }, () => send(citizen, data)))
    assert.equal(pages.filter(({ status }) => status === 201).length, 4)
    assert.equal((await kept(person)).length, 5)
  })
})

describe('a file in another field than that of the photos', () => {
  it('is no photo, and its field is called like a field of a form', async () => {
    const { person, citizen } = await come()
    const send = async (name: string) => citizen.postFiles(service, answers, [{ ...part(await picture()), name }])
    assert.equal((await send('some_paper')).path, `${service}/check`)
    for (const name of ['__proto__', 'Photos', 'photos[0]', 'a.b']) assert.equal((await send(name)).status, 400, name)
    assert.equal((await kept(person)).length, 0)
  })
})

/** A body in pieces, whose length no header tells. */
function unmeasured(citizen: Visit, data: Buffer): Promise<number> {
  const { hostname, port } = new URL(citizen.base)
  const cookie = [...citizen.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const head = `--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${citizen.token}\r\n--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`
  return new Promise((resolve, reject) => {
    const headers = { cookie, origin: citizen.base, 'content-type': 'multipart/form-data; boundary=x', 'transfer-encoding': 'chunked' }
    const sent = request({ hostname, port, path: `${service}/photos`, method: 'POST', headers }, answer =>
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0)),
    )
    sent.on('error', reject)
    sent.write(head)
    sent.write(data)
    sent.end('\r\n--x--\r\n')
  })
}
