/** A server that speaks as clamd does: takes a stream in pieces, and says what it thinks of the whole. */
import { createServer, type Socket } from 'node:net'

export type Clamd = { url: string /** Whole streams that arrived. */; streams: Buffer[]; close(): Promise<void> }

/** `verdict` of the whole; `undefined`: it hangs up without a word. */
export async function startClamd(verdict: (bytes: Buffer) => string | undefined): Promise<Clamd> {
  const streams: Buffer[] = []
  const server = createServer(socket => {
    let got = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', data => {
      got = Buffer.concat([got, data])
      const stream = wholeStream(got)
      if (stream) answer(socket, stream)
    })
  })
  const answer = (socket: Socket, stream: Buffer) => {
    streams.push(stream)
    const said = verdict(stream)
    socket.end(said === undefined ? '' : `${said}\0`)
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { url: `tcp://127.0.0.1:${port}`, streams, close: () => new Promise(resolve => server.close(() => resolve())) }
}

/** As the manual of clamd has it: `zINSTREAM`, NUL, then pieces with four bytes of length, and one of length 0. */
function wholeStream(got: Buffer): Buffer | undefined {
  const order = Buffer.from('zINSTREAM\0')
  if (!got.subarray(0, order.length).equals(order)) return undefined
  const pieces: Buffer[] = []
  for (let at = order.length; at + 4 <= got.length; ) {
    const length = got.readUInt32BE(at)
    if (length === 0) return Buffer.concat(pieces)
    pieces.push(got.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}
