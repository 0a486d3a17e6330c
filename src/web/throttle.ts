/** Counters in PostgreSQL, shared by all instances: a restart forgets nothing. */
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Pool } from '../db/db.js'
import { Busy, TooMany } from '../errors.js'

export type Throttle = {
  /** Counts one; throws TooMany past the limit. */
  take(key: string): Promise<void>
  /** Without counting: seconds to wait, 0 when free. */
  waitOf(key: string): Promise<number>
  /** Counts one without refusing. Returns the count so far. */
  count(key: string): Promise<number>
  /** Takes one back: the act turned out to be a good one. */
  giveBack(key: string): Promise<void>
  forget(key: string): Promise<void>
}

/** `points` in `seconds`. Where the counters are out of reach the act is refused, never waved through. */
export function createThrottle(pool: Pool, name: string, points: number, seconds: number): Throttle {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points,
    duration: seconds,
  })
  return { take, waitOf, count, giveBack, forget }

  async function take(key: string): Promise<void> {
    await limiter.consume(key).catch(refuse)
  }

  async function waitOf(key: string): Promise<number> {
    const state = await limiter.get(key).catch(refuse)
    return state && state.consumedPoints >= points ? Math.ceil(state.msBeforeNext / 1000) : 0
  }

  async function count(key: string): Promise<number> {
    const state = await limiter.penalty(key).catch(refuse)
    return state.consumedPoints
  }

  async function giveBack(key: string): Promise<void> {
    await limiter.reward(key).catch(refuse)
  }

  async function forget(key: string): Promise<void> {
    await limiter.delete(key).catch(refuse)
  }
}

function refuse(problem: unknown): never {
  if (problem instanceof RateLimiterRes) throw new TooMany(Math.ceil(problem.msBeforeNext / 1000))
  throw problem instanceof Error ? problem : new Busy()
}
