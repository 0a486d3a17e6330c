/** A municipality's own ClamAV, asked in its protocol: INSTREAM, pieces with their length before them, an empty one at the end. */
import { connect } from 'node:net'

export type Scan = 'clean' | 'found' | 'away'

const mostMilliseconds = 30_000
const piece = 64 * 1024
const longestAnswer = 4096

/** `url`: `tcp://host:port`; without one nothing is asked. Anything but a plain yes or no counts as away. */
export async function scan(url: string, bytes: Buffer): Promise<Scan> {
  if (!url) return 'clean'
  const answer = await ask(url, bytes).catch(() => '')
  if (/^stream: OK\0?\s*$/.test(answer)) return 'clean'
  return /^stream: .+ FOUND\0?\s*$/.test(answer) ? 'found' : 'away'
}

function ask(url: string, bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect({ host: hostname.replace(/[[\]]/g, ''), port: Number(port) })
    const late = setTimeout(() => socket.destroy(new Error('too late')), mostMilliseconds)
    socket.setEncoding('latin1')
    socket.on('connect', () => socket.write(framed(bytes)))
    socket.on('data', text => {
      answer += text
      if (answer.includes('\0') || answer.length > longestAnswer) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => {
      clearTimeout(late)
      resolve(answer)
    })
  })
}

function framed(bytes: Buffer): Buffer {
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, index) => bytes.subarray(index * piece, (index + 1) * piece))
  return Buffer.concat([Buffer.from('zINSTREAM\0'), ...pieces.flatMap(part => [length(part.length), part]), length(0)])
}

function length(count: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(count)
  return bytes
}
