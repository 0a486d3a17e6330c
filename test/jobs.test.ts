/** What the clock asks for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runOnce } from 'graphile-worker'
import { tasks } from '../src/tasks.js'
import { startPortal } from './support/portal.js'

test('the clock’s work is done under the portal’s own role, which owns no table', async () => {
  const portal = await startPortal({ JOBS: 'off' })
  try {
    const { pool } = portal.portal
    await portal.pool.query(
      `insert into session (sid, sess, expire) values ('over', '{}', now() - interval '1 hour'), ('open', '{}', now() + interval '1 hour')`,
    )
    await pool.query(`select graphile_worker.add_job('sweep')`)
    await runOnce({ pgPool: pool, taskList: Object.fromEntries(tasks.map(task => [task.name, () => task.run(portal.portal)])) })
    const { rows } = await portal.pool.query<{ sid: string }>('select sid from session')
    assert.deepEqual(rows, [{ sid: 'open' }])
    const jobs = await portal.pool.query('select from graphile_worker.jobs')
    assert.equal(jobs.rowCount, 0)
  } finally {
    await portal.stop()
  }
})
