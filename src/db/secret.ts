/** Values that stay unreadable in a stolen dump: sealed with AES-256-GCM, found again by a keyed fingerprint. */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import type { Config } from '../config.js'

/** Table, column and row: a sealed value copied into another row does not open there. */
export type Place = { table: string; column: string; row: string }

export type Sealer = {
  seal(value: string, place: Place): Buffer
  open(sealed: Buffer, place: Place): string
  /** Same value, same fingerprint; without the key nobody can try values. 32 bytes. */
  fingerprint(value: string, purpose: string): Buffer
}

const label = ({ table, column, row }: Place) => Buffer.from(`${table}.${column}.${row}`)

/** Layout: one byte of key id length, key id, 12 bytes nonce, 16 bytes tag, ciphertext. */
export function createSealer({ fieldKeys, indexKey }: Pick<Config, 'fieldKeys' | 'indexKey'>): Sealer {
  return { seal, open, fingerprint }

  function keyOf(id: string): Buffer {
    const key = fieldKeys.keys.get(id)
    if (!key) throw new Error(`no field key «${id}»`)
    return key
  }

  function seal(value: string, place: Place): Buffer {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', keyOf(fieldKeys.current), nonce).setAAD(label(place))
    const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
    const id = Buffer.from(fieldKeys.current)
    return Buffer.concat([Buffer.from([id.length]), id, nonce, cipher.getAuthTag(), text])
  }

  function open(sealed: Buffer, place: Place): string {
    const start = 1 + sealed.readUInt8(0)
    const key = keyOf(sealed.toString('utf8', 1, start))
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(start, start + 12)).setAAD(label(place))
    decipher.setAuthTag(sealed.subarray(start + 12, start + 28))
    return Buffer.concat([decipher.update(sealed.subarray(start + 28)), decipher.final()]).toString('utf8')
  }

  function fingerprint(value: string, purpose: string): Buffer {
    return createHmac('sha256', indexKey).update(`${purpose}\0${value}`).digest()
  }
}

/** 256 random bits for a link, with the hash that is kept. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashToken(token) }
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
