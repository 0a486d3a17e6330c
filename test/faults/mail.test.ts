/** The mail server misbehaves in every way it can. Nobody who files a request waits for it, and every letter leaves in the end. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { transaction } from '../../src/db/db.js'
import { markProblem, takeWaiting } from '../../src/mail/store.js'
import { type ChildPortal, childPortal, faultsOf, until } from '../support/child-portal.js'
import { freshDatabase } from '../support/database.js'
import { deliverAll, type Filer, fileOne, makeFilers } from '../support/filing.js'
import { type Mailbox, type Mood, startMailbox } from '../support/mailbox.js'

const waits = /, δεν έφυγε ακόμη, δοκιμάζουμε ξανά/

type Letter = { id: string; status: string; attempts: number; problem: string | null }

describe('a mail server that', { concurrency: false }, () => {
  let portal: ChildPortal
  let mailbox: Mailbox
  before(async () => {
    mailbox = await startMailbox()
    portal = await childPortal(await freshDatabase(), { mailbox })
    await portal.start()
  })
  after(async () => {
    await mailbox?.close()
    await portal?.stop()
  })

  async function letterTo({ person }: Filer): Promise<Letter> {
    const { rows } = await portal.pool.query<Letter>(
      `select id, status, attempts, last_problem as problem from letter where citizen_id = $1 and kind = 'request.created'`,
      [person.id],
    )
    return rows[0] as Letter
  }

  /** Somebody files while the mail server is like that; resolves once the portal has tried and failed. */
  async function fileUnder(mood: Mood): Promise<{ filer: Filer; letter: Letter }> {
    const [filer] = (await makeFilers(portal, 1)) as [Filer]
    mailbox.mood(mood)
    assert.equal((await fileOne(filer))?.status, 303)
    const letter = await until('a failed attempt', async () => {
      const found = await letterTo(filer)
      return found.problem !== null && found
    })
    return { filer, letter }
  }

  /** On the page of the request, beside the letter's subject. */
  async function isTold({ visit, receipts }: Filer, words: RegExp): Promise<void> {
    const page = await visit.get(`/requests/${[...receipts.values()][0]}`)
    assert.match(/Επιστολή:.{0,120}/.exec(page.text)?.[0] ?? '', words)
  }

  async function arrives(filer: Filer, { id }: Letter): Promise<void> {
    mailbox.mood('accept')
    await deliverAll(portal)
    const received = mailbox.letters(filer.person.email)
    assert.deepEqual(new Set(received.map(letter => letter.messageId)), new Set([`<${id}@127.0.0.1>`]))
    assert.equal((await letterTo(filer)).status, 'sent')
    await isTold(filer, /, στάλθηκε/)
  }

  it('says «later»: the page says that the letter waits, and it leaves once the server takes it', async () => {
    const { filer, letter } = await fileUnder('later')
    assert.deepEqual([letter.status, letter.problem], ['waiting', '451'])
    await isTold(filer, waits)
    await arrives(filer, letter)
  })

  it('is not there at all', async () => {
    const [filer] = (await makeFilers(portal, 1)) as [Filer]
    await mailbox.close()
    assert.equal((await fileOne(filer))?.status, 303)
    const letter = await until('a failed attempt', async () => {
      const found = await letterTo(filer)
      return found.problem !== null && found
    })
    await isTold(filer, waits)
    mailbox = await startMailbox(Number(new URL(portal.mailbox.url).port))
    await arrives(filer, letter)
  })

  it('says nothing', async () => {
    const { filer, letter } = await fileUnder('silent')
    assert.equal(letter.status, 'waiting')
    await isTold(filer, waits)
    await arrives(filer, letter)
  })

  it('breaks off after the text: the letter comes twice, under the same id', async () => {
    const { filer, letter } = await fileUnder('cut')
    assert.equal(letter.status, 'waiting')
    assert.equal(mailbox.letters(filer.person.email).length, 1)
    await arrives(filer, letter)
    assert.equal(mailbox.letters(filer.person.email).length, 2)
  })

  it('refuses for good: the letter is given up, and the page says so', async () => {
    const { filer, letter } = await fileUnder('never')
    assert.deepEqual([letter.status, letter.attempts, letter.problem], ['failed', 1, '550'])
    await isTold(filer, /, δεν παραδόθηκε/)
    mailbox.mood('accept')
    await deliverAll(portal)
    assert.deepEqual(mailbox.letters(filer.person.email), [])
  })

  it('is silent while the portal is told to stop: it stops, and the letter waits for the next start', async () => {
    const [filer] = (await makeFilers(portal, 1)) as [Filer]
    mailbox.mood('silent')
    assert.equal((await fileOne(filer))?.status, 303)
    await until('an attempt under way', async () => (await letterTo(filer)).attempts === 1)
    assert.deepEqual(await portal.end('SIGTERM'), { code: 0, signal: null })
    assert.equal((await letterTo(filer)).status, 'waiting')
    mailbox.mood('accept')
    await portal.start()
    await arrives(filer, await letterTo(filer))
  })

  it('is asked again after waits that grow to ten minutes', async () => {
    await fileUnder('later')
    const waits: number[] = []
    for (let attempts = 0; attempts < 12; attempts += 1) waits.push(await waitAfter(attempts))
    assert.deepEqual(waits, [10, 20, 40, 80, 160, 320, 600, 600, 600, 600, 600, 600])
  })

  /** Within one transaction the database's clock stands still. */
  function waitAfter(attempts: number): Promise<number> {
    return transaction(portal.pool, async tx => {
      await tx.query(`update letter set attempts = $1, next_attempt_at = now() where status = 'waiting'`, [attempts])
      const taken = await takeWaiting(tx)
      if (!taken) throw new Error('no letter waits')
      await markProblem(tx, taken.id, '451', false)
      const { rows } = await tx.query<{ wait: number }>(
        'select extract(epoch from next_attempt_at - now())::int as wait from letter where id = $1',
        [taken.id],
      )
      return rows[0]?.wait as number
    })
  }

  it('never makes a page fail', () => {
    const requests = portal.log.filter(line => line.msg === 'request')
    assert.deepEqual(
      requests.filter(({ status }) => (status ?? 0) >= 500),
      [],
    )
    assert.deepEqual(faultsOf(portal), [])
  })
})
