/** What citizens attach: what is kept of it and how much, who may open it, and what becomes of it. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import sharp from 'sharp'
import {
  checkPaper,
  keepOnDraft,
  keepOnRequest,
  listOfDraft,
  listOfRequest,
  type Paper,
  removeFromDraft,
} from '../src/attachments/attachment.js'
import { attachmentTasks } from '../src/attachments/upkeep.js'
import { fileFor } from './support/applications.js'
import { startClamd } from './support/clamd.js'
import { goodPdf, handmadePdf } from './support/pdf-files.js'
import { makeCitizen, makeStaff, signIn, signInStaff, type TestCitizen } from './support/people.js'
import { startPortal, type TestPortal, type Visit } from './support/portal.js'

const slug = 'geniki-aitisi'
let portal: TestPortal
before(async () => {
  portal = await startPortal({ JOBS: 'off' })
})
after(() => portal.stop())

const photo = (width = 400, height = 300) => sharp({ create: { width, height, channels: 3, background: '#557799' } })

async function draftOf(person: TestCitizen, on = portal): Promise<string> {
  const values = [person.id, slug, randomUUID()]
  return (
    await on.pool.query(`insert into draft (citizen_id, service, answers, submission_key) values ($1, $2, '{}', $3) returning id`, values)
  ).rows[0].id
}

async function come(on = portal) {
  const person = await makeCitizen(on, { level: 'B' })
  const draft = await draftOf(person, on)
  const keep = async (bytes: Buffer, field = 'paper') => {
    const kept = await keepOnDraft(on.portal, person.id, draft, field, bytes)
    return typeof kept === 'string' ? kept.replace('attachments.problem.', '') : kept
  }
  return { person, draft, keep }
}

async function requestOf(person: TestCitizen, on = portal): Promise<{ id: string; department: string }> {
  const { number } = await fileFor(on, person, slug)
  return (await on.pool.query('select id, department from service_request where number = $1', [number])).rows[0]
}

const contentOf = async (id: string): Promise<Buffer> =>
  (await portal.pool.query('select content from attachment where id = $1', [id])).rows[0]?.content

async function checked(bytes: Buffer, on = portal): Promise<Paper> {
  const paper = await checkPaper(on.portal, { type: 'citizen', id: randomUUID() }, bytes)
  assert.ok(typeof paper === 'object', String(paper))
  return paper
}

async function kept(bytes: Buffer, keep: Awaited<ReturnType<typeof come>>['keep'], field?: string) {
  const file = await keep(bytes, field)
  assert.ok(typeof file === 'object', String(file))
  return file
}

describe('a file of a paper', () => {
  it('that is a PDF stays as it came, and tells its pages', async () => {
    const { draft, keep } = await come()
    const bytes = await goodPdf({ pages: 3 })
    const file = await kept(bytes, keep)
    assert.deepEqual({ ...file, id: '' }, { id: '', field: 'paper', type: 'pdf', pages: 3, bytes: bytes.length, number: 1 })
    assert.ok((await contentOf(file.id)).equals(bytes), 'the bytes have changed')
    assert.deepEqual(await listOfDraft(portal.pool, draft), [file])
  })

  it('that is a photo is made anew: upright, readable, without what the camera wrote', async () => {
    const { keep } = await come()
    const exif = { IFD0: { Artist: 'zz-owner' }, IFD3: { GPSLatitude: '38/1 2/1 0/1', GPSLatitudeRef: 'N' } }
    const shot = await photo(4000, 2000).withExif(exif).withMetadata({ orientation: 6 }).withExifMerge(exif).jpeg().toBuffer()
    assert.ok(shot.includes('zz-owner'), 'the sample has nothing to lose')
    for (const bytes of [shot, await photo(4000, 2000).png().toBuffer(), await photo(2000, 4000).webp().toBuffer()]) {
      const file = await kept(bytes, keep)
      assert.equal(file.type, 'jpeg')
      const made = await contentOf(file.id)
      const { format, width = 0, height = 0, exif: left } = await sharp(made).metadata()
      assert.deepEqual([format, Math.max(width, height), left, made.includes('zz-owner')], ['jpeg', 2500, undefined, false])
      if (bytes === shot) assert.ok(height > width, 'it lies on its side')
    }
  })

  const refused: [string, string, () => Buffer | Promise<Buffer>][] = [
    ['is empty', 'empty', () => Buffer.alloc(0)],
    ['is too large', 'tooLarge', () => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(10 * 1024 * 1024)])],
    ['is an archive called PDF', 'kind', () => Buffer.from('PK\x03\x04%PDF-1.7', 'latin1')],
    ['is a page of the web before a PDF', 'kind', async () => Buffer.concat([Buffer.from('<html>'), await goodPdf()])],
    ['is an SVG', 'kind', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['is a photo cut in half', 'broken', async () => (await photo().jpeg().toBuffer()).subarray(0, 300)],
    ['is a PDF cut in half', 'broken', async () => (await goodPdf()).subarray(0, 500)],
    ['is a PDF with a password', 'locked', () => goodPdf({ userPassword: 'abc' })],
    ['is a PDF with a script', 'active', () => handmadePdf({ catalog: '/OpenAction<</S/JavaScript/JS(1)>>' })],
    ['has too many pages', 'pages', () => goodPdf({ pages: 101 })],
  ]
  for (const [what, problem, make] of refused)
    it(`that ${what} is refused with its own sentence, and kept nowhere`, async () => {
      const { draft, keep } = await come()
      assert.equal(await keep(await make()), problem)
      assert.deepEqual(await listOfDraft(portal.pool, draft), [])
    })
})

describe('how much may be attached', () => {
  it('has an end for each paper, also when all come at once', async () => {
    const { person } = await come()
    const request = await requestOf(person)
    const paper = await checked(await goodPdf())
    const all = await Promise.all(
      Array.from({ length: 12 }, () => keepOnRequest(portal.portal, undefined, person.id, request.id, 'paper', paper)),
    )
    assert.equal(all.filter(one => one === 'attachments.problem.tooManyOfPaper').length, 7)
    assert.deepEqual(
      (await listOfRequest(portal.pool, request.id)).map(({ number }) => number),
      [1, 2, 3, 4, 5],
    )
  })

  it('has an end for each application and for each account, and counts what is sent', async () => {
    const bytes = await goodPdf()
    const small = await startPortal({
      JOBS: 'off',
      LIMIT_ATTACHMENTS_REQUEST: '2',
      LIMIT_ATTACHMENT_QUOTA_BYTES: String(bytes.length * 3),
      LIMIT_ATTACHMENTS_ACCOUNT_HOUR: '6',
    })
    try {
      const { person, keep } = await come(small)
      assert.deepEqual(
        [typeof (await keep(bytes, 'a')), typeof (await keep(bytes, 'b')), await keep(bytes, 'c')],
        ['object', 'object', 'tooMany'],
      )
      const request = await requestOf(person, small)
      const paper = await checked(bytes, small)
      const more = await Promise.all(['a', 'b'].map(field => keepOnRequest(small.portal, undefined, person.id, request.id, field, paper)))
      assert.equal(more.filter(one => one === 'attachments.problem.quota').length, 1)
      for (const problem of ['empty', 'empty', 'empty', 'tooOften']) assert.equal(await keep(Buffer.alloc(0)), problem)
      assert.equal(await come(small).then(other => other.keep(Buffer.alloc(0))), 'empty', 'others are not counted with it')
    } finally {
      await small.stop()
    }
  })
})

describe('whose a file is', () => {
  it('is asked when it is added, removed and opened', async () => {
    const [owner, other] = [await come(), await come()]
    const file = await kept(await goodPdf(), owner.keep)
    assert.equal(await keepOnDraft(portal.portal, other.person.id, owner.draft, 'paper', await goodPdf()), 'attachments.problem.gone')
    const request = await requestOf(owner.person)
    const paper = await checked(await goodPdf())
    for (const stranger of [other.person.id, null])
      assert.equal(await keepOnRequest(portal.portal, undefined, stranger, request.id, 'paper', paper), 'attachments.problem.gone')
    assert.equal(await removeFromDraft(portal.pool, other.person.id, file.id), false)
    const visit = await signIn(portal, other.person)
    for (const id of [file.id, randomUUID(), '1', '../x'])
      assert.equal((await visit.get(`/attachments/${encodeURIComponent(id)}`)).status, 404, id)
    assert.equal((await (await signIn(portal, owner.person)).get(`/attachments/${file.id}`)).status, 200)
    assert.equal(await removeFromDraft(portal.pool, owner.person.id, file.id), true)
  })

  it('a clerk of the department opens it once it is sent, and that is on record', async () => {
    const { person, draft, keep } = await come()
    const unsent = await kept(await goodPdf(), keep)
    const { id, department } = await requestOf(person)
    const file = await keepOnRequest(portal.portal, undefined, person.id, id, 'paper', await goodPdf())
    assert.ok(typeof file === 'object', String(file))
    const clerk = await deskOf(['clerk'], department)
    assert.equal((await clerk.get(`/desk/attachments/${file.id}`)).status, 200)
    assert.equal((await clerk.get(`/desk/attachments/${unsent.id}`)).status, 404, 'a draft is its owner’s alone')
    assert.equal((await (await deskOf(['clerk'], 'ilektrofotismos')).get(`/desk/attachments/${file.id}`)).status, 404)
    assert.equal((await (await deskOf(['editor'], department)).get(`/desk/attachments/${file.id}`)).status, 403)
    const { rows } = await portal.pool.query(`select target_id, reason from audit_event where event = 'attachment.viewed'`)
    assert.deepEqual(rows, [{ target_id: person.id, reason: `request ${id}` }])
    assert.match((await (await signIn(portal, person)).get('/account/access-log')).text, /Άνοιξε αρχείο που επισυνάψατε/)
    assert.equal(await removeFromDraft(portal.pool, person.id, file.id), false, 'what was sent stays')
    await portal.pool.query('delete from draft where id = $1', [draft])
    assert.equal(await contentOf(unsent.id), undefined)
  })

  const deskOf = async (roles: ['clerk'] | ['editor'], department: string): Promise<Visit> =>
    signInStaff(portal, await makeStaff(portal, roles, [department]))

  it('it leaves as what it is and nothing else, called after its paper', async () => {
    const { person, keep } = await come()
    const visit = await signIn(portal, person)
    const { id } = await requestOf(person)
    await portal.pool.query(
      `insert into request_paper (request_id, position, field, title, way, state) values ($1, 9, 'paper', $2, 'attach', 'given')`,
      [id, { el: 'Άδεια "γάμου"/\r\n<b>', en: 'Licence' }],
    )
    const sent = await keepOnRequest(portal.portal, undefined, person.id, id, 'paper', await goodPdf())
    assert.ok(typeof sent === 'object', String(sent))
    const picture = await kept(await photo().png().toBuffer(), keep)
    const pdf = await visit.get(`/attachments/${sent.id}`)
    const jpeg = await visit.get(`/attachments/${picture.id}`)
    const said = (of: typeof pdf) => [of.headers.get('content-type'), of.headers.get('content-disposition')]
    const greek = encodeURIComponent('Άδεια γάμου b 1.pdf')
    assert.deepEqual(said(pdf), ['application/pdf', `attachment; filename="paper-1.pdf"; filename*=UTF-8''${greek}`])
    assert.deepEqual(said(jpeg), ['image/jpeg', `inline; filename="paper-1.jpg"; filename*=UTF-8''${encodeURIComponent('Έγγραφο 1.jpg')}`])
    for (const { headers } of [pdf, jpeg]) {
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('content-security-policy'), "default-src 'none'; sandbox")
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
      assert.equal(headers.get('cache-control'), 'no-store')
    }
  })

  it('it goes with the words of its request, years after that was closed', async () => {
    const { person } = await come()
    const { id } = await requestOf(person)
    await keepOnRequest(portal.portal, undefined, person.id, id, 'paper', await goodPdf())
    for (const [days, left] of [
      [-1, 1],
      [1, 0],
    ] as const) {
      await portal.pool.query(
        `update service_request set closed_at = now() - interval '5 years' - make_interval(days => $2) where id = $1`,
        [id, days],
      )
      for (const task of attachmentTasks) await task.run(portal.portal)
      assert.equal((await listOfRequest(portal.pool, id)).length, left)
    }
  })
})

describe('a ClamAV of the municipality', () => {
  async function withClamd(
    verdict: (bytes: Buffer) => string | undefined,
    look: (on: TestPortal, streams: Buffer[], stop: () => Promise<void>) => Promise<void>,
  ) {
    const clamd = await startClamd(verdict)
    const on = await startPortal({ JOBS: 'off', CLAMAV_URL: clamd.url })
    try {
      await look(on, clamd.streams, clamd.close)
    } finally {
      await on.stop()
      await clamd.close().catch(() => {})
    }
  }

  it('gets each file whole before it is opened; what it finds is refused, and on record without a name', async () => {
    const sick = Buffer.concat([await goodPdf(), Buffer.from('%zz-sick\n')])
    await withClamd(
      bytes => (bytes.includes('zz-sick') ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK'),
      async (on, streams) => {
        const { person, keep } = await come(on)
        const large = await photo(1500, 1500).png({ compressionLevel: 0 }).toBuffer()
        assert.equal(typeof (await keep(large)), 'object')
        assert.ok(streams[0]?.equals(large), 'it did not get the whole file')
        assert.equal(await keep(sick), 'infected')
        const { rows } = await on.pool.query(`select target_id, outcome, reason from audit_event where event = 'attachment.infected'`)
        assert.deepEqual(rows, [{ target_id: person.id, outcome: 'refused', reason: null }])
      },
    )
  })

  it('that says anything else, hangs up or is away lets nothing in', async () => {
    const answers = ['INSTREAM size limit exceeded. ERROR', 'stream: OK FOUND OK', '', undefined]
    await withClamd(
      () => answers.shift(),
      async (on, _streams, stop) => {
        const { keep } = await come(on)
        const bytes = await goodPdf()
        for (let times = answers.length; times > 0; times -= 1) assert.equal(await keep(bytes), 'unchecked')
        await stop()
        assert.equal(await keep(bytes), 'unchecked')
      },
    )
  })
})
