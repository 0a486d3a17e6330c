/** argon2id, a few at a time. */
import { availableParallelism } from 'node:os'
import { turns } from '../turns.js'

/** OWASP's floor: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const mostWaiting = 64
const inTurn = turns(Math.max(1, availableParallelism() - 1), mostWaiting)

const argon2 = () => import('argon2')

export async function hashPassword(password: string): Promise<string> {
  const { hash, argon2id } = await argon2()
  return inTurn(() => hash(password.normalize('NFC'), { type: argon2id, ...cost }))
}

let decoy: Promise<string> | undefined

/** Without a hash (no such user) a decoy is checked instead, so that the answer takes the same time. */
export async function checkPassword(hash: string | null | undefined, password: string): Promise<boolean> {
  const { verify } = await argon2()
  decoy ??= hashPassword('a password that nobody has')
  const against = hash ?? (await decoy)
  const right = await inTurn(() => verify(against, password.normalize('NFC')))
  return right && Boolean(hash)
}

/** True where a hash was made when the cost was lower: it is made anew at the next sign-in. */
export async function isOutdated(hash: string): Promise<boolean> {
  const { needsRehash } = await argon2()
  return needsRehash(hash, cost)
}
