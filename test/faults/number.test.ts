/** Numbers are drawn at random: once in a long while one is drawn that a request already has. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { file } from '../support/doors.js'
import { makeCitizen, signIn } from '../support/people.js'
import { startPortal } from '../support/portal.js'

test('a request that drew a taken number gets another one, and nobody notices', async () => {
  const portal = await startPortal()
  try {
    const { number } = await file(await signIn(portal, await makeCitizen(portal)))
    await portal.pool.query(`create sequence drawn; grant usage on drawn to thyrida_portal`)
    await portal.pool.query(`
      create function draw_taken() returns trigger language plpgsql as $$
      begin
        if nextval('drawn') = 1 then new.number := '${number}'; end if;
        return new;
      end $$;
      create trigger draw_taken before insert on service_request for each row execute function draw_taken()`)
    const other = await file(await signIn(portal, await makeCitizen(portal)))
    assert.notEqual(other.number, number)
    const { rows } = await portal.pool.query(
      `select (select last_value::int from drawn) as drawn, count(*)::int as requests, (select count(*)::int from request_event) as events from service_request`,
    )
    assert.deepEqual(rows, [{ drawn: 2, requests: 2, events: 2 }])
  } finally {
    await portal.stop()
  }
})
