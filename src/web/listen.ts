/** Ports: the one that was asked for, or, where somebody else has it, another. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

export type Listening = { port: number; moved: boolean }

/** Listens on `preferred`; if that is taken, on any free port, and then `moved` is true. */
export async function listenOn(server: Server, preferred: number, host = '127.0.0.1'): Promise<Listening> {
  try {
    return { port: await listen(server, preferred, host), moved: false }
  } catch (error) {
    if (!isTaken(error)) throw error
    return { port: await listen(server, 0, host), moved: true }
  }
}

/** A port that was free a moment ago: `preferred` if it was, for those who must name it before they listen. */
export async function freePort(preferred = 0, host = '127.0.0.1'): Promise<number> {
  const server = createServer()
  const { port } = await listenOn(server, preferred, host)
  server.close()
  await once(server, 'close')
  return port
}

/** What to tell the person at the terminal, in one sentence. */
export function tellMoved(what: string, preferred: number, port: number): string {
  return `Port ${preferred} is taken: the ${what} is at ${port} instead.`
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : port
}

/** Taken by another program, or by the system for itself (below 1024). */
function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
}
