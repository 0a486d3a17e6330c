/** What programs and bored people put where a word was asked for: as it stands in the body of a form, encoded. */

const text = (value: string) => encodeURIComponent(value)

/** Values of a field. */
export const hostileValues: string[] = [
  '',
  '%00',
  'a%00b',
  '%FF%FE%FD',
  '%C3%28', // a letter that begins and does not go on
  '%ED%A0%80', // half a pair
  '%F4%90%80%80', // beyond the last character
  '%F0%9F%98', // a face cut in two
  '%',
  '%zz%u0041',
  '+++',
  '%0D%0ASet-Cookie:+a=b',
  '%0D%0A.%0D%0AMAIL+FROM:<x@example.org>',
  text('😀'.repeat(3000)),
  text('e\u0301'.repeat(5000)),
  text('\u0301'.repeat(5000)),
  text('\ufdfa'.repeat(1000)),
  text('\u202eabc\u2066\ufeff\u200b\u200d'),
  text('\u0085\u2028\u2029\u000b\u001b[31m'),
  text('İıſẞΰς'),
  '1e309',
  '-1e309',
  'NaN',
  'Infinity',
  '-0',
  '0x10',
  '9'.repeat(400),
  '99999999999999999999',
  '-1',
  '1.5',
  '2147483648',
  '0000-00-00',
  '30/02/2026',
  '99999-12-31',
  '31/12/275760',
  '-000001-01-01',
  '2026-11-24T25:61:61Z',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '00000000-0000-0000-0000-00000000000g',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  text('{"$gt":""}'),
  text(`'; drop table citizen; --`),
  text(`\\'; select pg_sleep(10); --`),
  text('%s%n%x'),
  text('${7*7}{{7*7}}<%= 7*7 %>#{7*7}'),
  text('<script>alert(1)</script>'),
  text('"><img src=x onerror=alert(1)>'),
  text('../../../../etc/passwd'),
  text('//evil.example/\\evil'),
  text('javascript:alert(1)'),
  text('=HYPERLINK("http://evil.example")'),
  text('a@b@c.example'),
  text(`"very long"@${'a.'.repeat(120)}example`),
  text("a&b | !c <-> (d:* 'e' ) \\ ()"),
  text('((((((((((a|b)*)*)*)*)*)*)*)*)*)'),
  text('a'.repeat(50_000)),
  text(`${' '.repeat(20_000)}a`),
  text('α '.repeat(8000)),
  text(`${'-'.repeat(30_000)}.`),
]

/** Fields that no form has, `name=value`. */
export const hostileFields: string[] = [
  '__proto__=1',
  '__proto__[admin]=1',
  'constructor[prototype][admin]=1',
  'prototype=1',
  'toString=1',
  'hasOwnProperty=1',
  'user[role]=administrator',
  'a[]=1&a[]=2',
  'a[0]=1&a[5000000000]=2',
  'a[b][c][d][e]=1',
  'a[][b]=1',
  'level=B&role=administrator&verified=1&status=active&citizen_id=1',
  `${'a'.repeat(40_000)}=1`,
  '=1',
  '&&&==&=',
  '%00=1',
  '%FF%FE=1',
  '%=1',
  '%CE%B1=1',
  '%0D%0A=1',
  Array.from({ length: 61 }, (_, index) => `f${index}=1`).join('&'),
  Array.from({ length: 5000 }, () => 'a=1').join('&'),
]

/** In the place of a path's parameter, and of a value in a query. */
export const hostileSegments: string[] = hostileValues
  .filter(value => value.length < 6000)
  .map(value => value.replaceAll('+', '%20') || '%20')

export type Multipart = { says: string; type: string; body: Buffer }

const bytes = (...parts: (string | Buffer)[]) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)))
const boundary = 'multipart/form-data; boundary=x'
const field = (name: string, value: string | Buffer, more = '') =>
  bytes(`--x\r\nContent-Disposition: form-data; name="${name}"\r\n${more}\r\n`, value, '\r\n')
const photo = (value: string | Buffer, name = 'a.jpg', type = 'image/jpeg') =>
  bytes(`--x\r\nContent-Disposition: form-data; name="photos"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`, value, '\r\n')
const end = '--x--\r\n'
const jpegHead = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')

/** Bodies of forms with files, `fields` (the token among them) where the form is whole enough to carry them. */
export function hostileMultiparts(fields: Record<string, string>): Multipart[] {
  const whole = Object.entries(fields).map(([name, value]) => field(name, value))
  const form = (says: string, ...parts: (string | Buffer)[]) => ({ says, type: boundary, body: bytes(...whole, ...parts) })
  return [
    { says: 'no boundary', type: 'multipart/form-data', body: bytes(...whole, end) },
    { says: 'an empty boundary', type: 'multipart/form-data; boundary=', body: bytes(...whole, end) },
    { says: 'another boundary', type: 'multipart/form-data; boundary=y', body: bytes(...whole, end) },
    { says: 'a boundary of 5000 letters', type: `multipart/form-data; boundary=${'b'.repeat(5000)}`, body: bytes('x') },
    { says: 'nothing', type: boundary, body: bytes('') },
    { says: 'no end', type: boundary, body: bytes(...whole) },
    { says: 'a cut header', type: boundary, body: bytes(...whole, '--x\r\nContent-Dispo') },
    { says: 'a cut file', type: boundary, body: bytes(...whole, photo(jpegHead).subarray(0, -10)) },
    form('a part without a name', '--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n', end),
    form('a part without headers', '--x\r\n\r\n1\r\n', end),
    form('a malformed header', '--x\r\nContent-Disposition form-data name=a\r\n\r\n1\r\n', end),
    form('a thousand headers', `--x\r\n${'X-A: b\r\n'.repeat(1000)}\r\n1\r\n`, end),
    form('a header of 100 kB', `--x\r\nContent-Disposition: form-data; name="a"; x="${'y'.repeat(100_000)}"\r\n\r\n1\r\n`, end),
    form('bytes that are no UTF-8', field('description', Buffer.from('fffefd80c328eda080', 'hex')), end),
    form(
      'half a pair in UTF-16',
      field('description', Buffer.from('00d80041', 'hex'), 'Content-Type: text/plain; charset=utf-16le\r\n'),
      end,
    ),
    form('a character set that nobody has', field('description', 'a', 'Content-Type: text/plain; charset=klingon\r\n'), end),
    form('a name in a character set', bytes("--x\r\nContent-Disposition: form-data; name*=utf-16le''%00%D8\r\n\r\n1\r\n"), end),
    form('nested names', field('user[role]', 'administrator'), field('a[][b]', '1'), field('a[b][c][d]', '1'), end),
    form('__proto__', field('__proto__', '1'), field('__proto__[a]', '1'), field('constructor[prototype][a]', '1'), end),
    form('a NUL', field('description', 'a\0b'), end),
    form('200 fields', ...Array.from({ length: 200 }, (_, index) => field(`f${index}`, '1')), end),
    form('a field of 200 kB', field('description', 'a'.repeat(200_000)), end),
    form('a name of 100 kB', field('a'.repeat(100_000), '1'), end),
    form('20 files', ...Array.from({ length: 20 }, () => photo(jpegHead)), end),
    form('a file of 9 MB', photo(Buffer.alloc(9_000_000, 1)), end),
    form('a file where none is asked', bytes('--x\r\nContent-Disposition: form-data; name="street"; filename="a"\r\n\r\n1\r\n'), end),
    form('a file without a name', photo(jpegHead, ''), end),
    form('a file with a terrible name', photo(jpegHead, '../../\0etc/\u202epasswd%00.jpg'), end),
    form('an empty file', photo(''), end),
    form('the head of a picture', photo(jpegHead), end),
    form('a picture that is a page', photo('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), end),
    form(
      'a picture that lies about its size',
      photo(Buffer.from('89504e470d0a1a0a0000000d494844520000ffff0000ffff0806000000', 'hex'), 'a.png', 'image/png'),
      end,
    ),
    form('more after the end', end, Buffer.alloc(100_000, 120)),
  ]
}
