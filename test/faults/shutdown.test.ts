/** The portal is told to stop while people are in the middle of things. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { type ChildPortal, childPortal, type Ended, faultsOf, until } from '../support/child-portal.js'
import { durableDatabase } from '../support/durable-database.js'
import { checkRequests, type Filer, fileOne, makeFilers } from '../support/filing.js'

const people = 6

describe('SIGTERM with requests under way', { concurrency: false }, () => {
  let portal: ChildPortal
  let filers: Filer[]
  let ended: Promise<Ended>
  let answers: Promise<Awaited<ReturnType<typeof fileOne>>[]>
  const holder = { release: async () => {} }
  before(async () => {
    portal = await childPortal(await durableDatabase())
    await portal.start()
    filers = await makeFilers(portal, people)
  })
  after(async () => {
    await holder.release()
    await portal?.stop()
  })

  /** Nobody's submission gets past this until it is let go. */
  async function holdCitizens(): Promise<void> {
    const client = new pg.Client({
      connectionString: (portal.pool as unknown as { options: { connectionString: string } }).options.connectionString,
    })
    await client.connect()
    await client.query('begin')
    await client.query('select from citizen for update')
    holder.release = async () => {
      holder.release = async () => {}
      await client.query('rollback')
      await client.end()
    }
  }

  it('refuses newcomers at once', async () => {
    await holdCitizens()
    answers = Promise.all(filers.map(fileOne))
    await until('all submissions under way', async () => {
      const { rows } = await portal.pool.query(
        `select count(*)::int as n from pg_stat_activity where usename = 'portal' and wait_event_type = 'Lock'`,
        [],
      )
      return rows[0].n === people
    })
    ended = portal.end('SIGTERM')
    await until('a refusal', () => isRefused(portal.port))
  })

  it('answers everybody who was there, and says good-bye to the connections kept open', async () => {
    await holder.release()
    assert.deepEqual(
      (await answers).map(answer => answer?.status),
      filers.map(() => 303),
    )
    await checkRequests(portal, filers)
  })

  it('ends well, leaving nothing in the database', async () => {
    assert.deepEqual(await ended, { code: 0, signal: null })
    assert.equal(portal.log.filter(line => line.msg === 'app.stopped').length, 1)
    assert.deepEqual(faultsOf(portal), [])
    const { rowCount } = await portal.pool.query(`select from pg_stat_activity where usename = 'portal'`, [])
    assert.equal(rowCount, 0)
  })

  it('ends well with a browser that keeps its connection open, and one that never finishes its form', async () => {
    await portal.start()
    const idle = connect(portal.port, '127.0.0.1')
    idle.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(idle, 'data')
    const dribbling = connect(portal.port, '127.0.0.1')
    dribbling.on('error', () => {})
    dribbling.write(
      'POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nusername=',
    )
    await fileOne(filers[0] as Filer)
    const closed = Promise.all([once(idle, 'close'), once(dribbling, 'close')])
    assert.deepEqual(await portal.end('SIGTERM'), { code: 0, signal: null })
    await closed
    assert.deepEqual(faultsOf(portal), [])
  })
})

function isRefused(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
  })
}
