/** Counters in PostgreSQL, shared by all instances: a restart forgets nothing. Keys are fingerprints: their table names nobody and no network. */
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { Busy, TooMany } from '../errors.js'
import type { Portal } from '../portal.js'

/** A key is what is counted for: a name, an address, or several of them together. */
export type Throttle = {
  /** Counts one; throws TooMany past the limit. */
  take(...key: string[]): Promise<void>
  /** Counts one without refusing. Returns the count so far. */
  count(...key: string[]): Promise<number>
  /** Takes one back: the act turned out to be a good one. */
  giveBack(...key: string[]): Promise<void>
  forget(...key: string[]): Promise<void>
}

/** `points` in `seconds`. Where the counters are out of reach the act is refused, never waved through. */
export function createThrottle({ pool, sealer }: Pick<Portal, 'pool' | 'sealer'>, name: string, points: number, seconds: number): Throttle {
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
  const printOf = (key: string[]) => sealer.fingerprint(key.join('\0'), 'throttle').toString('base64url')
  return { take, count, giveBack, forget }

  async function take(...key: string[]): Promise<void> {
    await limiter.consume(printOf(key)).catch(refuse)
  }

  async function count(...key: string[]): Promise<number> {
    const state = await limiter.penalty(printOf(key)).catch(refuse)
    return state.consumedPoints
  }

  async function giveBack(...key: string[]): Promise<void> {
    await limiter.reward(printOf(key)).catch(refuse)
  }

  async function forget(...key: string[]): Promise<void> {
    await limiter.delete(printOf(key)).catch(refuse)
  }
}

function refuse(problem: unknown): never {
  if (problem instanceof RateLimiterRes) throw new TooMany(Math.ceil(problem.msBeforeNext / 1000))
  throw problem instanceof Error ? problem : new Busy()
}
