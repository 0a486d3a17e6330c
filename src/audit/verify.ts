/** Reads the whole trail again and says where, and how, it is not what was written. */
import type { Db } from '../db/db.js'
import { type Link, linkHash, listLinks, noHash, type Row, readRows } from './chain.js'
import type { Digest } from './digest.js'

export type Why =
  | 'row_changed'
  | 'row_missing'
  | 'row_added'
  | 'link_missing'
  | 'hash_changed'
  /** Of the last link, whose rows no later one vouches for: either may have been changed. */
  | 'row_or_hash_changed'
  /** A digest kept elsewhere names a link that is gone, or one with another hash: the trail was written anew. */
  | 'digest_link_gone'
  | 'digest_differs'

export type Break = { why: Why; link: string; firstEvent: string; lastEvent: string; at: Date | null }
export type Verified = { links: number; events: number; last: Link | undefined; broken: Break | undefined }

const beforeAll = '-9223372036854775808' // no row is numbered below 1, unless somebody put it there

type End = { id: string; lastEvent: string; hash: Buffer }

/** `digests`: kept elsewhere; one of the link before the oldest lets a trail be read whose old links have left. */
export async function verifyTrail(db: Db, digests: Digest[] = []): Promise<Verified> {
  const links = await listLinks(db)
  let before = startOf(links, digests)
  let events = 0
  for (const [index, link] of links.entries()) {
    const rows = await readRows(db, before.lastEvent, link.lastEvent)
    const broken = linkHash(before.hash, rows).equals(link.hash)
      ? differing(link, digests)
      : breakOf(link, await whyBroken(db, before, rows, links.slice(index, index + 2)))
    if (broken) return { links: index, events, last: links[index - 1], broken }
    events += rows.length
    before = link
  }
  return { links: links.length, events, last: links.at(-1), broken: goneOf(links, digests) }
}

function startOf([first]: Link[], digests: Digest[]): End {
  const known = digests.filter(digest => first && BigInt(digest.link) < BigInt(first.id)).at(-1)
  return known ? { id: known.link, lastEvent: known.lastEvent, hash: known.hash } : { id: '0', lastEvent: beforeAll, hash: noHash }
}

const breakOf = ({ id, firstEvent, lastEvent, at }: Link, why: Why): Break => ({ why, link: id, firstEvent, lastEvent, at })

function differing(link: Link, digests: Digest[]): Break | undefined {
  const wrong = digests.some(digest => digest.link === link.id && !digest.hash.equals(link.hash))
  return wrong ? breakOf(link, 'digest_differs') : undefined
}

/** A digest newer than the oldest link whose own link is not there. */
function goneOf(links: Link[], digests: Digest[]): Break | undefined {
  const ids = new Set(links.map(({ id }) => id))
  const oldest = BigInt(links[0]?.id ?? 0)
  const gone = digests.find(({ link }) => BigInt(link) > oldest && !ids.has(link))
  return gone && { why: 'digest_link_gone', link: gone.link, firstEvent: '', lastEvent: gone.lastEvent, at: null }
}

/** The link that does not hold, and the one after it: whether that one holds tells the rows from the hash. */
async function whyBroken(db: Db, before: End, rows: Row[], [link, next]: Link[]): Promise<Why> {
  const { id, firstEvent, lastEvent, events, hash } = link as Link
  const own = rows.filter(row => BigInt(row.id) >= BigInt(firstEvent))
  const earlier = rows.slice(0, rows.length - own.length)
  if (earlier.length > 0 && linkHash(linkHash(before.hash, earlier), own).equals(hash)) return 'link_missing'
  if (BigInt(id) !== BigInt(before.id) + 1n) return 'link_missing'
  if (earlier.length > 0 || (events !== null && own.length > events)) return 'row_added'
  const whole = own[0]?.id === firstEvent && own.at(-1)?.id === lastEvent && (events === null || own.length === events)
  if (!whole) return 'row_missing'
  if (!next) return 'row_or_hash_changed'
  const after = await readRows(db, lastEvent, next.lastEvent)
  return linkHash(linkHash(before.hash, own), after).equals(next.hash) ? 'hash_changed' : 'row_changed'
}
