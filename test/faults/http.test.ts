/** Broken, odd and slow HTTP by raw sockets. Nothing gets a 5xx, nobody else waits, and memory stays what it was. */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type ChildPortal, childPortal, faultsOf, megabytesOf, rounds } from '../support/child-portal.js'
import { freshDatabase } from '../support/database.js'
import { type Filer, fileOne, makeFilers } from '../support/filing.js'

const head = (line: string, ...headers: string[]) => [line, 'Host: portal.example', ...headers, '', ''].join('\r\n')
const post = (...headers: string[]) => head('POST /login HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', ...headers)

/** What is sent, by what is wrong with it. */
const broken: Record<string, string | Buffer> = {
  'no request': '\r\n\r\n\r\n',
  'another protocol': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'HTTP/2 without asking': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a version that nobody has': head('GET / HTTP/9.9'),
  'HTTP/0.9': 'GET /\r\n',
  'no host': 'GET / HTTP/1.1\r\n\r\n',
  'two hosts': head('GET /services HTTP/1.1', 'Host: evil.example'),
  'a host of bytes': Buffer.from('GET / HTTP/1.1\r\nHost: \xff\xfe\x80\r\n\r\n', 'latin1'),
  'an address of bytes': Buffer.from('GET /\xff\xfe\x80?\xc3=\x80 HTTP/1.1\r\nHost: x\r\n\r\n', 'latin1'),
  'a NUL in the address': 'GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n',
  'a NUL in a header': 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n',
  'a space in a name': 'GET / HTTP/1.1\r\nHost: x\r\nX A : b\r\n\r\n',
  'a folded header': 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b\r\n\r\n',
  'ends of line without return': 'GET /services HTTP/1.1\nHost: x\n\n',
  'a whole address': head('GET http://evil.example/services HTTP/1.1'),
  'a star': head('OPTIONS * HTTP/1.1'),
  'a tunnel': head('CONNECT evil.example:443 HTTP/1.1'),
  'a trace': head('TRACE / HTTP/1.1'),
  'an unknown method': head('BREW /coffee HTTP/1.1'),
  'other methods': ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'].map(method => head(`${method} /login HTTP/1.1`)).join(''),
  'an upgrade': head('GET / HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: AAAA', 'Sec-WebSocket-Version: 13'),
  'an upgrade to HTTP/2': head('GET / HTTP/1.1', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
  'an address of 20 kB': head(`GET /${'a'.repeat(20_000)} HTTP/1.1`),
  'headers of 100 kB': head('GET / HTTP/1.1', ...Array.from({ length: 100 }, (_, index) => `X-${index}: ${'a'.repeat(1000)}`)),
  '3000 headers': head('GET / HTTP/1.1', ...Array.from({ length: 3000 }, (_, index) => `X${index}: a`)),
  'a thousand cookies': head(
    'GET /login HTTP/1.1',
    `Cookie: ${Array.from({ length: 1000 }, (_, index) => `c${index}=${index}`).join('; ')}`,
  ),
  'cookies that are none': head(
    'GET /login HTTP/1.1',
    'Cookie: sid; sid=; sid=s%3A; sid=%ff%fe; sid=s:__proto__.x; lang=__proto__; device=.; =; ;;',
  ),
  'two lengths': `${post('Content-Length: 3', 'Content-Length: 30')}a=1`,
  'two lengths in one': `${post('Content-Length: 3, 3')}a=1`,
  'a length and pieces': `${post('Content-Length: 3', 'Transfer-Encoding: chunked')}0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n`,
  'pieces, nearly': `${post('Transfer-Encoding: xchunked')}0\r\n\r\n`,
  'pieces, twice': `${post('Transfer-Encoding: chunked, chunked')}0\r\n\r\n`,
  'pieces, hidden': `${post('Transfer-Encoding:\x0bchunked')}0\r\n\r\n`,
  'a negative length': post('Content-Length: -1'),
  'a length that is no number': post('Content-Length: 0x10'),
  'a length beyond all numbers': post('Content-Length: 99999999999999999999999'),
  'a length of hundred million': `${post('Content-Length: 100000000')}a=1`,
  'a piece of no size': `${post('Transfer-Encoding: chunked')}zz\r\na=1\r\n0\r\n\r\n`,
  'a piece of endless size': `${post('Transfer-Encoding: chunked')}FFFFFFFFFFFFFFFFF\r\na=1\r\n0\r\n\r\n`,
  'pieces with endless extensions': `${post('Transfer-Encoding: chunked')}3;${'a'.repeat(30_000)}\r\na=1\r\n0\r\n\r\n`,
  trailers: `${post('Transfer-Encoding: chunked', 'Trailer: Cookie')}3\r\na=1\r\n0\r\nCookie: sid=1\r\n\r\n`,
  'a body with GET': `${head('GET /services HTTP/1.1', 'Content-Length: 3')}a=1`,
  'a promise of a body': post('Content-Length: 3', 'Expect: 100-continue'),
  'another promise': post('Content-Length: 3', 'Expect: 200-maybe'),
  'a packed body that is none': `${post('Content-Length: 3', 'Content-Encoding: gzip')}a=1`,
  'a packing that nobody has': `${post('Content-Length: 3', 'Content-Encoding: klingon')}a=1`,
  'three requests at once': head('GET /services HTTP/1.1') + head('GET /levels HTTP/1.1') + head('GET /nowhere HTTP/1.1'),
  'a range beyond the end': head('GET /robots.txt HTTP/1.1', 'Range: bytes=999999999-,-1,0-0'),
  'dates that are none': head('GET /theme.css HTTP/1.1', 'If-Modified-Since: yesterday', 'If-None-Match: *, W/"', 'If-Range: x'),
  'languages and kinds that are none': head(
    'GET / HTTP/1.1',
    'Accept: ;;q=,*',
    'Accept-Language: \xff;q=9',
    'Accept-Encoding: gzip;q=NaN, *;q=0',
  ),
  'forged addresses': head(
    'GET /login HTTP/1.1',
    'X-Forwarded-For: \x01, 999.999.999.999, ::::',
    'X-Forwarded-Proto: javascript',
    'Forwarded: for=_x',
  ),
}

type Exchange = { statuses: number[]; text: string }

describe('broken HTTP', { concurrency: false }, () => {
  let portal: ChildPortal
  let slow: Promise<Exchange>[]
  let filer: Filer
  before(async () => {
    portal = await childPortal(await freshDatabase())
    await portal.start()
    filer = ((await makeFilers(portal, 1)) as [Filer])[0]
    slow = Array.from({ length: 100 }, (_, index) => slowly(index))
  })
  after(() => portal?.stop())

  /** Sends it and listens until the other side has nothing more to say. */
  function exchange(sent: string | Buffer, halfClose = true): Promise<Exchange> {
    return new Promise(resolve => {
      const socket = connect({ port: portal.port, host: '127.0.0.1', allowHalfOpen: true })
      collect(socket, resolve)
      socket.write(typeof sent === 'string' ? Buffer.from(sent, 'latin1') : sent, () => halfClose && socket.end())
    })
  }

  function collect(socket: Socket, done: (exchange: Exchange) => void): void {
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', data => (text += data))
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
    socket.on('close', () => done({ text, statuses: [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(match => Number(match[1])) }))
  }

  /** Begins and never ends: headers for some, a body for the others. */
  function slowly(index: number): Promise<Exchange> {
    const begun = index % 2 ? 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a' : `${post('Content-Length: 50')}a=1`
    return exchange(begun, false)
  }

  for (const [what, sent] of Object.entries(broken)) {
    it(what, async () => {
      const { statuses, text } = await exchange(sent)
      assert.deepEqual(
        statuses.filter(status => status >= 500 && status !== 503),
        [],
        text.slice(0, 500),
      )
      assert.doesNotMatch(text, /\bat .*\.(js|ts):\d+|smuggled/)
      assert.equal(portal.isAlive(), true)
    })
  }

  it('requests cut after every byte', async () => {
    const whole = `${post('Content-Length: 12', 'Origin: null', 'Cookie: lang=en')}username=a&b`
    const ends = await Promise.all(Array.from({ length: whole.length }, (_, index) => exchange(whole.slice(0, index))))
    assert.deepEqual(
      ends.flatMap(({ statuses }) => statuses).filter(status => status >= 500),
      [],
    )
  })

  it('forms of ten million bytes, again and again, and memory stays what it was', async () => {
    const visit = filer.visit
    const big = '_csrf=x&description='.padEnd(10_000_000, 'a')
    const filesOf = (megabytes: number) => [
      { name: 'photos', filename: 'a.jpg', type: 'image/jpeg', data: new Uint8Array(megabytes * 1_000_000) },
    ]
    const send = async () => {
      const headers = {
        origin: portal.url,
        cookie: [...visit.cookies].map(pair => pair.join('=')).join('; '),
        'content-type': 'application/x-www-form-urlencoded',
      }
      const plain = await fetch(`${portal.url}/login`, { method: 'POST', body: big, headers, redirect: 'manual' }).then(
        ({ status }) => status,
        () => 413,
      )
      const pieces = await exchange(`${post('Transfer-Encoding: chunked')}${`10000\r\n${'a'.repeat(65_536)}\r\n`.repeat(100)}0\r\n\r\n`)
      const file = await visit.postFiles('/services/ilektrofotismos-provlima/request', { _csrf: visit.token ?? '' }, filesOf(10)).then(
        ({ status }) => status,
        () => 413,
      )
      return [plain, ...pieces.statuses, file]
    }
    await send()
    const before = megabytesOf(portal.pid())
    const statuses: number[] = []
    for (let i = 0; i < 5 * rounds(1); i += 1) statuses.push(...(await send()))
    assert.deepEqual([...new Set(statuses)], [413])
    const grown = megabytesOf(portal.pid()) - before
    assert.ok(grown < 150, `grown by ${grown} MB`)
  })

  it('those who dribble are cut off, and the others never noticed', async () => {
    assert.equal((await fileOne(filer))?.status, 303)
    const ends = await Promise.all(slow)
    assert.deepEqual(
      [...new Set(ends.flatMap(({ statuses }) => statuses))].filter(status => status !== 408),
      [],
    )
  })

  it('and the portal has noted no fault', async () => {
    assert.deepEqual(faultsOf(portal), [])
    assert.equal((await portal.visit().get('/readyz')).status, 200)
  })
})
