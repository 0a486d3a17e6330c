/** Load on one server, and what it cost. Any answer but the one expected ends the run. */
import autocannon from 'autocannon'
import { cpuOf, type Server } from './machine.js'

export type Ask = { path: string; method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string }

/** Times in milliseconds, processor time in microseconds a request. */
export type Measured = { rate: number; cpu: number; p50: number; p99: number; requests: number }

type Load = { amount: number; connections?: number; status?: number }

/** As from a TLS front. */
export const fromFront = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '10.1.0.1' }

/** `next` is called for each request, so that no two at once need be the same person's. */
export async function load(server: Server, next: () => Ask, { amount, connections = 16, status = 200 }: Load): Promise<Measured> {
  const before = cpuOf(server.pid)
  const started = performance.now()
  const result = await autocannon({
    url: server.url,
    connections,
    amount,
    requests: [{ setupRequest: request => ({ ...request, ...asked(next()) }) }],
  })
  const took = (performance.now() - started) / 1000
  const cpu = cpuOf(server.pid) - before
  const right = result.statusCodeStats?.[`${status}`]?.count ?? 0
  if (result.errors || right === 0 || right !== result.requests.total)
    throw new Error(
      `${server.url}: ${right} of ${result.requests.total} answers were ${status}, errors ${result.errors}; ${JSON.stringify(result.statusCodeStats)}`,
    )
  return { rate: right / took, cpu: cpu / right, p50: result.latency.p50, p99: result.latency.p99, requests: right }
}

function asked({ method = 'GET', path, headers = {}, body }: Ask) {
  return { method, path, headers: { ...fromFront, ...headers }, ...(body === undefined ? {} : { body }) }
}
